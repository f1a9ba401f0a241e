using Groundwork.Storage.Backups;
using Npgsql;
using NpgsqlTypes;

namespace Groundwork.Storage.Postgres;

/// <summary>
/// Fills the tables of a PostgreSQL database that no server uses yet. Until it is done a table says so, which keeps servers away and
/// lets the next restore clear what was cut off.
/// </summary>
sealed class PostgresLoader(NpgsqlConnection connection) : RowLoader
{
    const string Mark = "restore_unfinished";

    /// <summary>Takes the database for a restore, clearing what one that was cut off left.</summary>
    /// <exception cref="UnreadableBackupException">It isn't empty.</exception>
    internal static async Task Take(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await IsMarked(connection, cancel))
            await Clear(connection, cancel);
        else if (await Tables(connection, cancel) is { Count: > 0 } tables)
            throw new UnreadableBackupException($"The database isn't empty: it has the table \"{tables[0]}\" and {tables.Count - 1} others. Nothing was changed. Make a new database and restore into that.");
        else
            await Execute(connection, $"CREATE TABLE {Mark} (at TIMESTAMPTZ NOT NULL DEFAULT now())", cancel);
    }

    internal static async Task<bool> IsMarked(NpgsqlConnection connection, CancellationToken cancel) => (await Tables(connection, cancel)).Contains(Mark);

    internal static Task Release(NpgsqlConnection connection, CancellationToken cancel) => Execute(connection, $"DROP TABLE {Mark}", cancel);

    static async Task Clear(NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var table in await Tables(connection, cancel))
            if (table != Mark)
            {
                await Execute(connection, $"DROP TABLE \"{table}\" CASCADE", cancel);
                await Execute(connection, $"DROP FUNCTION IF EXISTS \"{table}_is_immutable\"()", cancel);
            }
    }

    static async Task<List<string>> Tables(NpgsqlConnection connection, CancellationToken cancel)
    {
        var names = new List<string>();
        await using var command = new NpgsqlCommand("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm') ORDER BY relname", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            names.Add(reader.GetString(0));
        return names;
    }

    public override async Task Add(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        // INSERT, because COPY into tables behind row-level security is refused to whoever isn't above it.
        var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var arrays = string.Join(", ", table.Columns.Select((c, i) => $"${i + 1}::{TypeOf(c)}[]"));
        await using var command = new NpgsqlCommand($"INSERT INTO \"{table.Name}\" ({columns}) OVERRIDING SYSTEM VALUE SELECT {Values(table)} FROM unnest({arrays}) AS r ({columns})", connection) { CommandTimeout = 0 };
        for (var i = 0; i < table.Columns.Count; i++)
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Array | (table.Columns[i].Kind switch { "integer" => NpgsqlDbType.Bigint, "real" => NpgsqlDbType.Double, "bytes" => NpgsqlDbType.Bytea, _ => NpgsqlDbType.Text }),
                Value = table.Columns[i].Kind switch
                {
                    "integer" => rows.Select(r => (long?)r[i]).ToArray(),
                    "real" => rows.Select(r => (double?)r[i]).ToArray(),
                    "bytes" => rows.Select(r => (byte[]?)r[i]).ToArray(),
                    _ => (object)rows.Select(r => (string?)r[i]).ToArray(),
                },
            });
        await using var all = await connection.BeginTransactionAsync(cancel);
        await Execute(connection, "SELECT set_config('groundwork.workspace', '*', true)", cancel);
        await command.ExecuteNonQueryAsync(cancel);
        await all.CommitAsync(cancel);
    }

    readonly Dictionary<string, HashSet<string>> json = new(StringComparer.Ordinal);

    /// <summary>Looks up which texts are JSON here; the backup doesn't tell them from others.</summary>
    internal async Task Prepare(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'json'", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!json.TryGetValue(reader.GetString(0), out var columns))
                json.Add(reader.GetString(0), columns = new(StringComparer.Ordinal));
            columns.Add(reader.GetString(1));
        }
    }

    string Values(BackupTable table) => string.Join(", ", table.Columns.Select(c => $"r.\"{c.Name}\"{(json.GetValueOrDefault(table.Name)?.Contains(c.Name) == true ? "::json" : "")}"));

    static string TypeOf(BackupColumn column) => column.Kind switch { "integer" => "bigint", "real" => "double precision", "bytes" => "bytea", _ => "text" };

    public override async Task Finish(BackupHead head, CancellationToken cancel)
    {
        foreach (var table in head.Tables.Where(t => t.Identity is not null && t.Last > 0))
            await Execute(connection, $"SELECT setval(pg_get_serial_sequence('{table.Name}', '{table.Identity}'), {table.Last})", cancel);
        // Transaction numbers begin anew in each cluster; ours go on behind those that the rows have.
        await Execute(connection, $"UPDATE commit_number SET n = {head.CommitNumber}", cancel);
        await Execute(connection, "ANALYZE", cancel);
    }

    static async Task Execute(NpgsqlConnection connection, string text, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override ValueTask DisposeAsync() => connection.DisposeAsync();
}
