using System.Data.Common;
using Groundwork.Storage.Backups;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>A copy of the database in a file of its own, which is gone when this is disposed.</summary>
sealed class SqliteFrozenDb : FrozenDb
{
    const int PagesAtOnce = 256; // a megabyte

    readonly string path;
    readonly SqliteDb copy;

    SqliteFrozenDb(string path, long at, SqliteDb copy) => (this.path, At, this.copy) = (path, at, copy);

    public override Engine Engine => Engine.Sqlite;

    public override long At { get; }

    /// <summary>
    /// Copies the database in steps of a megabyte, between the writer's groups and on its connection: so nobody waits for longer
    /// than one step, no reading transaction stays open, and what is written meanwhile goes into the copy as well.
    /// </summary>
    internal static async Task<SqliteFrozenDb> Of(GroupCommit writer, string path, Func<long> now, DbSettings settings, CancellationToken cancel)
    {
        var at = 0L;
        using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
        {
            await target.OpenAsync(cancel);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            // What a stop cuts off is thrown away, so nothing of it has to be durable.
            using (var quick = target.CreateCommand())
            {
                quick.CommandText = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF";
                await quick.ExecuteNonQueryAsync(cancel);
            }
            sqlite3_backup? copying = null;
            try
            {
                for (var done = false; !done;)
                {
                    cancel.ThrowIfCancellationRequested();
                    done = await writer.Between(source =>
                    {
                        copying ??= raw.sqlite3_backup_init(target.Handle, "main", source, "main");
                        var result = raw.sqlite3_backup_step(copying, PagesAtOnce);
                        at = now();
                        return result switch
                        {
                            raw.SQLITE_DONE => true,
                            raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED => false,
                            _ => throw SqliteErrors.Translate(new SqliteException(raw.sqlite3_errmsg(target.Handle).utf8_to_string(), result)),
                        };
                    });
                }
            }
            finally
            {
                // The writer's connection knows of it until it is finished, and only the writer may touch that.
                if (copying is not null)
                    await writer.Between(_ => { raw.sqlite3_backup_finish(copying); return true; });
            }
        }
        return new SqliteFrozenDb(path, at, new SqliteDb(path, settings with { CheckWalls = false }));
    }

    public override Task<T> Read<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default) => copy.Read(workspace, work, cancel);

    public override async Task<BackupHead> Head(string id, CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        var tables = new List<BackupTable>();
        foreach (var (name, numbered) in await List(connection, """
            SELECT name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migration', 'commit_number') ORDER BY name
            """, r => (r.GetString(0), r.GetInt64(1) == 1), cancel))
        {
            var columns = await List(connection, $"SELECT name, type, pk FROM pragma_table_info('{name}') ORDER BY cid", r => (Name: r.GetString(0), Type: r.GetString(1), Key: r.GetInt64(2) > 0), cancel);
            var last = numbered ? await List(connection, $"SELECT seq FROM sqlite_sequence WHERE name = '{name}'", r => r.GetInt64(0), cancel) : [];
            tables.Add(new(name, [.. columns.Select(c => new BackupColumn(c.Name, KindOf(c.Type)))], numbered ? columns.Single(c => c.Key).Name : null, last.FirstOrDefault()));
        }
        return new BackupHead(BackupHead.Now, id, At, "SQLite", (await List(connection, "SELECT n FROM commit_number", r => r.GetInt64(0), cancel)).Single(),
            await List(connection, "SELECT name, hash FROM migration ORDER BY name", r => new BackupMigration(r.GetString(0), r.GetString(1)), cancel), tables);
    }

    internal override async Task Rows(BackupTable table, Func<DbDataReader, ValueTask> take, CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))} FROM \"{table.Name}\"";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            await take(rows);
    }

    async Task<SqliteConnection> Open(CancellationToken cancel)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        return connection;
    }

    static async Task<List<T>> List<T>(SqliteConnection connection, string text, Func<SqliteDataReader, T> row, CancellationToken cancel)
    {
        var found = new List<T>();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add(row(reader));
        return found;
    }

    public override async ValueTask DisposeAsync()
    {
        await copy.DisposeAsync();
        foreach (var part in (string[])["", "-wal", "-shm", "-journal"])
            File.Delete(path + part);
    }
}
