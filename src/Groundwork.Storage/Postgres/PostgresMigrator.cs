using System.Data;
using Groundwork.Storage.Backups;
using Npgsql;

namespace Groundwork.Storage.Postgres;

/// <summary>Brings a PostgreSQL database to the newest schema and puts every tenant table behind row-level security.</summary>
static class PostgresMigrator
{
    const long OneMigratorAtATime = 0x67726f756e64; // "ground"

    internal static async Task Migrate(NpgsqlDataSource source, IReadOnlyList<Migration> migrations, bool restoring, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        // If this process dies in a long statement, the server notices within a second and the next one needn't wait.
        await Execute(connection, "SET client_connection_check_interval = 1000", cancel);
        await Execute(connection, $"SELECT pg_advisory_lock({OneMigratorAtATime})", cancel);
        try
        {
            if (!restoring && await PostgresLoader.IsMarked(connection, cancel))
                throw new UnfinishedRestoreException($"the database {connection.Database}");
            await Execute(connection, "CREATE TABLE IF NOT EXISTS commit_number (id BIGINT PRIMARY KEY CHECK (id = 1), n BIGINT NOT NULL)", cancel);
            await Execute(connection, "INSERT INTO commit_number (id, n) VALUES (1, 0) ON CONFLICT DO NOTHING", cancel);
            await Execute(connection, "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied BIGINT NOT NULL)", cancel);
            var applied = await Applied(connection, cancel);
            if (applied.Except(migrations.Select(m => m.Name), StringComparer.Ordinal).FirstOrDefault() is { } newer)
                throw new SchemaTooNewException(newer);
            foreach (var each in migrations)
                if (!applied.Contains(each.Name))
                    await Apply(connection, each, cancel);
            await PostgresPlans.Prepare(connection, cancel);
        }
        finally
        {
            // A connection that broke has let the lock go, and its own error says more than this one would.
            if (connection.State == ConnectionState.Open)
                await Execute(connection, $"SELECT pg_advisory_unlock({OneMigratorAtATime})", CancellationToken.None);
        }
    }

    static async Task Apply(NpgsqlConnection connection, Migration migration, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // The walls hold the tables' owner too: a step that changes rows is about every workspace's.
        await Execute(connection, "SELECT set_config('groundwork.workspace', '*', true)", cancel);
        foreach (var statement in migration.Statements(Engine.Postgres))
            await Execute(connection, statement, cancel);
        foreach (var table in migration.Tables)
            await Wall(connection, table, migration.Immutable.Contains(table), cancel);
        await Execute(connection, $"INSERT INTO migration VALUES ('{migration.Name}', '{migration.Hash}', (extract(epoch from now()) * 1000)::bigint)", cancel);
        await transaction.CommitAsync(cancel);
    }

    static async Task Wall(NpgsqlConnection connection, string table, bool immutable, CancellationToken cancel)
    {
        const string mine = "(workspace = current_setting('groundwork.workspace', true) OR current_setting('groundwork.workspace', true) = '*')";
        var tenant = await Exists(connection,
            $"SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' AND column_name = 'workspace'", cancel);
        var condition = tenant ? mine : "true";
        if (!tenant && !immutable)
            return;
        await Execute(connection, $"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", cancel);
        await Execute(connection, $"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", cancel);
        if (!immutable)
        {
            await Execute(connection, $"CREATE POLICY wall ON {table} USING {condition}", cancel);
            return;
        }
        // No policy for UPDATE or DELETE; the trigger turns silence into an error, also for a superuser.
        await Execute(connection, $"CREATE POLICY wall_read ON {table} FOR SELECT USING {condition}", cancel);
        await Execute(connection, $"CREATE POLICY wall_add ON {table} FOR INSERT WITH CHECK {condition}", cancel);
        await Execute(connection, $"CREATE FUNCTION {table}_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table} is never changed'; END $$", cancel);
        await Execute(connection, $"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_immutable()", cancel);
    }

    static async Task<HashSet<string>> Applied(NpgsqlConnection connection, CancellationToken cancel)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT name FROM migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            names.Add(reader.GetString(0));
        return names;
    }

    static async Task<bool> Exists(NpgsqlConnection connection, string text, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    static async Task Execute(NpgsqlConnection connection, string text, CancellationToken cancel)
    {
        // No time limit: another node may be migrating, and a big table takes as long as it takes.
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
