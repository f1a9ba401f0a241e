using System.Collections.Concurrent;
using System.Diagnostics;
using Groundwork.Storage.Backups;
using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>The embedded default: one file, one writer with group commit, readers beside it.</summary>
public sealed class SqliteDb : Db
{
    readonly string path;
    readonly DbSettings settings;
    readonly ConcurrentBag<SqliteConnectionPlus> idleReaders = [];
    readonly SemaphoreSlim readers = new(Math.Max(4, Environment.ProcessorCount * 2));
    GroupCommit? writer;
    SqliteWalls? walls;

    public SqliteDb(string path, DbSettings settings)
    {
        this.path = path;
        this.settings = settings;
        clock = new SteadyClock(settings.Clock, 0);
    }

    public override Engine Engine => Engine.Sqlite;

    // Until the file says what time it was last.
    SteadyClock clock;

    long Now => clock.Now;

    public override Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken cancel = default)
    {
        using (var plain = new SqliteConnectionPlus(path, writes: true, null))
        {
            SqliteMigrator.Migrate(plain, migrations, Now);
            clock = new SteadyClock(settings.Clock, plain.Scalar("SELECT at FROM commit_number"));
        }
        if (settings.CheckWalls)
            walls = new SqliteWalls(
                migrations.SelectMany(m => m.Tables.Select(t => (t, m.Area))).ToDictionary(p => p.t, p => p.Area, StringComparer.Ordinal),
                TenantTables(migrations));
        var connection = new SqliteConnectionPlus(path, writes: true, walls);
        if (!settings.Flushes)
            connection.Execute("PRAGMA synchronous=OFF");
        if (settings.MaxPages is { } pages)
            connection.Execute($"PRAGMA max_page_count={pages}");
        writer = new GroupCommit(connection, () => Now, settings.GroupLasts, Meter);
        return Task.CompletedTask;
    }

    HashSet<string> TenantTables(IReadOnlyList<Migration> migrations)
    {
        using var plain = new SqliteConnectionPlus(path, writes: true, null);
        return migrations.SelectMany(m => m.Tables)
            .Where(t => plain.Scalar($"SELECT count(*) FROM pragma_table_info('{t}') WHERE name='workspace'") > 0)
            .ToHashSet(StringComparer.Ordinal);
    }

    public override async Task<T> Read<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default)
    {
        var entered = Meter.Reads.Enter();
        try
        {
            await readers.WaitAsync(cancel);
        }
        finally
        {
            Meter.Reads.Leave(entered);
        }
        using var span = DbMeter.Spans.StartActivity("database read");
        SqliteConnectionPlus? connection = null;
        SqliteSession? session = null;
        var healthy = false;
        var since = Stopwatch.GetTimestamp();
        try
        {
            if (!idleReaders.TryTake(out connection))
                connection = new SqliteConnectionPlus(path, writes: false, walls);
            connection.Word("BEGIN");
            session = new SqliteSession(connection, 0) { Workspace = workspace, Now = Now, Writes = false };
            var result = await work(session);
            healthy = true;
            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e);
        }
        finally
        {
            session?.End();
            if (connection is not null)
                GiveBack(connection, healthy);
            Meter.Read(since);
            readers.Release();
        }
    }

    void GiveBack(SqliteConnectionPlus connection, bool healthy)
    {
        if (!connection.InAutocommit)
            connection.Word("ROLLBACK");
        if (healthy)
            idleReaders.Add(connection);
        else
            connection.Dispose();
    }

    public override Task<T> Write<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default) =>
        (writer ?? throw new InvalidOperationException("Migrate first.")).Run(workspace, work, cancel);

    public override long? Clock => Now;

    // The lock of the data folder lets one process write.
    public override long? Changes(string area) => writer?.Changes(area);

    public override async Task<FrozenDb> Freeze(string folder, CancellationToken cancel = default) =>
        await SqliteFrozenDb.Of(writer ?? throw new InvalidOperationException("Migrate first."), Path.Combine(folder, Guid.NewGuid().ToString("N") + ".db"), () => Now, settings, cancel);

    public override Task<RowLoader> Load(CancellationToken cancel = default) => Task.FromResult<RowLoader>(new SqliteLoader(path));

    public override Task<IReadOnlyList<(string Name, string Value, bool Good)>> Diagnose(CancellationToken cancel = default)
    {
        using var plain = new SqliteConnectionPlus(path, writes: true, null);
        var integrity = plain.ScalarText("PRAGMA quick_check");
        return Task.FromResult<IReadOnlyList<(string, string, bool)>>(
        [
            ("engine", $"SQLite {plain.ScalarText("SELECT sqlite_version()")}, one writer with group commit", true),
            ("journal", plain.ScalarText("PRAGMA journal_mode"), plain.ScalarText("PRAGMA journal_mode") == "wal"),
            ("integrity", integrity, integrity == "ok"),
        ]);
    }

    public override Task<long> Size(CancellationToken cancel = default) =>
        Task.FromResult(((string[])["", "-wal", "-shm"]).Select(part => new FileInfo(path + part)).Where(file => file.Exists).Sum(file => file.Length));

    public override ValueTask DisposeAsync()
    {
        writer?.Dispose();
        while (idleReaders.TryTake(out var each))
            each.Dispose();
        readers.Dispose();
        Meter.Dispose();
        return ValueTask.CompletedTask;
    }
}
