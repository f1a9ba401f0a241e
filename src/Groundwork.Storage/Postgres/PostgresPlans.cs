using Npgsql;

namespace Groundwork.Storage.Postgres;

/// <summary>
/// Keeps PostgreSQL's planner from plans that read a million rows for one. It guesses by statistics, and ours are always
/// late: rows come in floods, under an owner (a dataset, a project) that the statistics never met, and ids only ever grow.
/// Every query here has an index that suits it; what is left to prevent is that another plan looks cheaper.
/// </summary>
static class PostgresPlans
{
    /// <summary>
    /// Part of each unit's first statement. A merge join believes that the newest ids lie beyond the end of the other side and
    /// reads it whole; a bitmap gives up the order that a LIMIT would have profited from; compiling costs more than any of our queries.
    /// </summary>
    internal const string Settings =
        "set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)";

    const long FewRows = 500, ManyRows = 50_000;

    /// <summary>
    /// Leaves the owners out of the statistics: one that isn't among them would be taken to have no rows. So each counts
    /// as a two-hundredth of the table, whether it is new or holds most of it.
    /// </summary>
    internal static async Task Prepare(NpgsqlConnection connection, CancellationToken cancel)
    {
        var columns = await Rows(connection, """
            SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attname IN ('dataset', 'project') AND a.attstattarget <> 0
            AND EXISTS (SELECT 1 FROM pg_attribute w WHERE w.attrelid = c.oid AND w.attname = 'workspace')
            """, r => (Table: r.GetString(0), Column: r.GetString(1)), cancel);
        foreach (var (table, column) in columns)
            await Execute(connection, $"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0", cancel);
    }

    /// <summary>
    /// Takes statistics of the tables that have grown much since, so that a new workspace isn't taken to be empty for long;
    /// the server itself would look a minute later. A small sample does.
    /// </summary>
    internal static async Task Refresh(NpgsqlConnection connection, CancellationToken cancel)
    {
        var grown = await Rows(connection, $"""
            SELECT c.relname FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND s.n_mod_since_analyze >= greatest({FewRows}, least({ManyRows}, c.reltuples))
            """, r => r.GetString(0), cancel);
        if (grown.Count > 0)
            await Execute(connection, "SET default_statistics_target = 20", cancel);
        foreach (var table in grown)
            await Execute(connection, $"ANALYZE (SKIP_LOCKED) {table}", cancel);
    }

    static async Task<List<T>> Rows<T>(NpgsqlConnection connection, string text, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
    {
        var rows = new List<T>();
        await using var command = new NpgsqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(row(reader));
        return rows;
    }

    static async Task Execute(NpgsqlConnection connection, string text, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
