namespace Groundwork.Storage.Sqlite;

/// <summary>Brings an SQLite file to the newest schema, one transaction for each migration.</summary>
static class SqliteMigrator
{
    internal static void Migrate(SqliteConnectionPlus connection, IReadOnlyList<Migration> migrations, long now)
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied BIGINT NOT NULL)");
        connection.Execute("CREATE TABLE IF NOT EXISTS commit_number (id INTEGER PRIMARY KEY CHECK (id = 1), n BIGINT NOT NULL)");
        connection.Execute("INSERT INTO commit_number (id, n) VALUES (1, 0) ON CONFLICT DO NOTHING");
        // The time of the last commit, before which no later one may lie.
        if (connection.Scalar("SELECT count(*) FROM pragma_table_info('commit_number') WHERE name='at'") == 0)
            connection.Execute("ALTER TABLE commit_number ADD COLUMN at BIGINT NOT NULL DEFAULT 0");
        var known = migrations.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var list = string.Join(',', known.Select(n => $"'{n}'"));
        if (connection.ScalarText($"SELECT name FROM migration WHERE name NOT IN ({list}) LIMIT 1") is { Length: > 0 } newer)
            throw new SchemaTooNewException(newer);
        foreach (var each in migrations)
        {
            if (connection.Scalar($"SELECT count(*) FROM migration WHERE name='{each.Name}'") > 0)
                continue;
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var statement in each.Statements(Engine.Sqlite))
                connection.Execute(statement);
            foreach (var table in each.Immutable)
                foreach (var change in (string[])["UPDATE", "DELETE"])
                    connection.Execute($"CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END");
            connection.Execute($"INSERT INTO migration (name, hash, applied) VALUES ('{each.Name}', '{each.Hash}', {now})");
            connection.Execute("COMMIT");
        }
    }
}
