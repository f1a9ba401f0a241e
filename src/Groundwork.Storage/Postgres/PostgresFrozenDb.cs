using System.Data;
using System.Data.Common;
using Groundwork.Storage.Backups;
using Npgsql;

namespace Groundwork.Storage.Postgres;

/// <summary>
/// A PostgreSQL database through one transaction that only reads and sees one moment. It has no number of its own, so it holds up neither events
/// nor statistics; what it does hold up is the clearing away of old rows. One thing is read at a time.
/// </summary>
sealed class PostgresFrozenDb : FrozenDb
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly long offset;

    PostgresFrozenDb(NpgsqlConnection connection, NpgsqlTransaction transaction, long at, long offset) => (this.connection, this.transaction, At, this.offset) = (connection, transaction, at, offset);

    public override Engine Engine => Engine.Postgres;

    public override long At { get; }

    internal static async Task<PostgresFrozenDb> Of(NpgsqlConnection connection, long clockAhead, long offset, CancellationToken cancel)
    {
        try
        {
            var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await using var begin = Command(connection, moment, $"SELECT set_config('transaction_read_only', 'on', true), {PostgresPlans.Settings}, (extract(epoch from clock_timestamp()) * 1000)::bigint");
            await using var reader = await begin.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            return new PostgresFrozenDb(connection, moment, reader.GetInt64(reader.FieldCount - 1) + clockAhead, offset);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> Read<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default)
    {
        await See(workspace ?? "*", cancel);
        var session = new PostgresSession(connection, transaction) { Workspace = workspace, Now = At, Writes = false };
        return await work(session);
    }

    public override async Task<BackupHead> Head(string id, CancellationToken cancel)
    {
        await See("*", cancel);
        var columns = await List("""
            SELECT table_name, column_name, data_type, is_identity = 'YES' FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name NOT IN ('migration', 'commit_number') ORDER BY table_name COLLATE "C", ordinal_position
            """, r => (Table: r.GetString(0), Name: r.GetString(1), Type: r.GetString(2), Numbered: r.GetBoolean(3)), cancel);
        var tables = new List<BackupTable>();
        foreach (var table in columns.GroupBy(c => c.Table, StringComparer.Ordinal))
        {
            var numbered = table.FirstOrDefault(c => c.Numbered).Name;
            var last = numbered is null ? 0 : (await List($"SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table.Key}', '{numbered}')::regclass), 0)", r => r.GetInt64(0), cancel)).Single();
            tables.Add(new(table.Key, [.. table.Select(c => new BackupColumn(c.Name, KindOf(c.Type)))], numbered, last));
        }
        return new BackupHead(BackupHead.Now, id, At, "PostgreSQL",
            offset + (await List("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", r => r.GetInt64(0), cancel)).Single(),
            await List("SELECT name, hash FROM migration ORDER BY name COLLATE \"C\"", r => new BackupMigration(r.GetString(0), r.GetString(1)), cancel), tables);
    }

    internal override async Task Rows(BackupTable table, Func<DbDataReader, ValueTask> take, CancellationToken cancel)
    {
        await See("*", cancel);
        await using var command = Command(connection, transaction, $"SELECT {string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))} FROM \"{table.Name}\"");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            await take(rows);
    }

    async Task See(string workspace, CancellationToken cancel)
    {
        await using var command = Command(connection, transaction, "SELECT set_config('groundwork.workspace', $1, true), set_config('groundwork.commit_offset', $2, true)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task<List<T>> List<T>(string text, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
    {
        var found = new List<T>();
        await using var command = Command(connection, transaction, text);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add(row(reader));
        return found;
    }

    // No time limit: how long a table takes depends on who takes its rows.
    static NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction transaction, string text) => new(text, connection, transaction) { CommandTimeout = 0 };

    public override async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
