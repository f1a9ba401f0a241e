using Groundwork.Storage.Backups;
using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>Fills the tables of an SQLite file that nobody else has open.</summary>
sealed class SqliteLoader : RowLoader
{
    const int RowsAtOnce = 20_000;

    readonly SqliteConnection connection;
    int waiting;
    readonly Dictionary<string, SqliteCommand> inserts = new(StringComparer.Ordinal);

    internal SqliteLoader(string path)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        // Nothing of a restore that was cut off is used, so it is enough that all of it is durable at the end.
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=OFF");
        Execute("BEGIN");
    }

    public override Task Add(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        if (!inserts.TryGetValue(table.Name, out var insert))
        {
            insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"${i}"))})";
            for (var i = 0; i < table.Columns.Count; i++)
                insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            insert.Prepare();
            inserts.Add(table.Name, insert);
        }
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                insert.Parameters[i].Value = row[i] ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }
        // The journal doesn't grow beyond this.
        if ((waiting += rows.Count) >= RowsAtOnce)
        {
            waiting = 0;
            Execute("COMMIT");
            Execute("BEGIN");
        }
        return Task.CompletedTask;
    }

    public override Task Finish(BackupHead head, CancellationToken cancel)
    {
        foreach (var table in head.Tables.Where(t => t.Identity is not null && t.Last > 0))
        {
            Execute($"DELETE FROM sqlite_sequence WHERE name = '{table.Name}'");
            Execute($"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table.Name}', {table.Last})");
        }
        Execute($"UPDATE commit_number SET n = {head.CommitNumber}");
        Execute("COMMIT");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var insert in inserts.Values)
            insert.Dispose();
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
