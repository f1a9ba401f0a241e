using System.Data;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Groundwork.Storage.Backups;
using Npgsql;

namespace Groundwork.Storage.Postgres;

/// <summary>PostgreSQL 15 or later, for many nodes: each unit of work is its own transaction.</summary>
public sealed class PostgresDb(string connectionString, DbSettings settings) : Db
{
    const int Attempts = 12;

    readonly NpgsqlDataSource source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 200,
        AutoPrepareMinUsages = 2,
        MaxPoolSize = 40,
        Timeout = 10,
        CommandTimeout = 30,
        IncludeErrorDetail = false,
    }.ConnectionString).Build();

    public override Engine Engine => Engine.Postgres;

    // A test's clock is ahead of or behind the real one by this much; in production it is zero.
    long ClockAhead => settings.Clock == TimeProvider.System ? 0
        : (long)(settings.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).TotalMilliseconds;

    // What is added to the cluster's transaction numbers; found out once, since only a restore changes it.
    long commitOffset = -1;

    public override async Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken cancel = default)
    {
        await PostgresMigrator.Migrate(source, migrations, settings.Restoring, cancel);
        commitOffset = -1;
    }

    async ValueTask<long> CommitOffset(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (commitOffset >= 0)
            return commitOffset;
        await using var known = new NpgsqlCommand("SELECT to_regclass('commit_number') IS NOT NULL", connection);
        if (await known.ExecuteScalarAsync(cancel) is not true)
            return 0;
        await using var number = new NpgsqlCommand("SELECT n FROM commit_number", connection);
        return commitOffset = await number.ExecuteScalarAsync(cancel) as long? ?? 0;
    }

    public override async Task<FrozenDb> Freeze(string folder, CancellationToken cancel = default)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        return await PostgresFrozenDb.Of(connection, ClockAhead, await CommitOffset(connection, cancel), cancel);
    }

    public override async Task TakeForRestore(CancellationToken cancel = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await PostgresLoader.Take(connection, cancel);
    }

    public override async Task<RowLoader> Load(CancellationToken cancel = default)
    {
        var loader = new PostgresLoader(await source.OpenConnectionAsync(cancel));
        await loader.Prepare(cancel);
        return loader;
    }

    public override async Task Restored(CancellationToken cancel = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await PostgresLoader.Release(connection, cancel);
    }

    public override async Task Maintain(CancellationToken cancel = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await PostgresPlans.Refresh(connection, cancel);
    }

    public override async Task<T> Read<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default)
    {
        using var span = DbMeter.Spans.StartActivity("database read");
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await Once(workspace, work, writes: false, cancel);
        }
        catch (Exception e) when (Outage(e) is not null)
        {
            throw Outage(e)!;
        }
        finally
        {
            Meter.Read(since);
        }
    }

    public override async Task<T> Write<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default)
    {
        using var span = DbMeter.Spans.StartActivity("database unit");
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await Again(workspace, work, cancel);
        }
        finally
        {
            Meter.Wrote(since);
        }
    }

    async Task<T> Again<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return await Once(workspace, work, writes: true, cancel);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                // Somebody else's row got there first: the second run sees it and takes the other branch.
                or PostgresErrorCodes.UniqueViolation
                && attempt < Attempts)
            {
                await Task.Delay(attempt * 3, cancel);
            }
            catch (Exception e) when (Outage(e) is not null)
            {
                throw Outage(e)!;
            }
    }

    async Task<T> Once<T>(string? workspace, Func<Session, ValueTask<T>> work, bool writes, CancellationToken cancel)
    {
        await using var connection = await Open(writes ? Meter.Writes : Meter.Reads, cancel);
        var offset = await CommitOffset(connection, cancel);
        // A reader sees one snapshot; a writer locks the rows it decides on, so READ COMMITTED is enough.
        await using var transaction = await connection.BeginTransactionAsync(
            writes ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancel);
        long now;
        // One round trip: the wall for this transaction, the database's time, and that a reader only reads.
        await using (var begin = new NpgsqlCommand(
            $"""
            SELECT set_config('groundwork.workspace', $1, true), (extract(epoch from clock_timestamp()) * 1000)::bigint,
            {PostgresPlans.Settings}, set_config('transaction_read_only', $2, true), set_config('groundwork.commit_offset', $3, true)
            """, connection, transaction))
        {
            begin.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace ?? "*" });
            begin.Parameters.Add(new NpgsqlParameter<string> { TypedValue = writes ? "off" : "on" });
            begin.Parameters.Add(new NpgsqlParameter<string> { TypedValue = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            await using var reader = await begin.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            now = reader.GetInt64(1) + ClockAhead;
        }
        var session = new PostgresSession(connection, transaction) { Workspace = workspace, Now = now, Origin = Origin.Current, Writes = writes };
        var result = await work(session);
        await session.Flush();
        if (writes && session.Failure is { } hidden)
            ExceptionDispatchInfo.Throw(hidden);
        await transaction.CommitAsync(cancel);
        return result;
    }

    async ValueTask<NpgsqlConnection> Open(TurnQueue queue, CancellationToken cancel)
    {
        var entered = queue.Enter();
        try
        {
            return await source.OpenConnectionAsync(cancel);
        }
        finally
        {
            queue.Leave(entered);
        }
    }

    static Exception? Outage(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory } =>
            new StorageFullException("The database server has no space left. Nothing of this request was kept; free space and try again.", e),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
            new StorageUnavailableException("Too many others changed the same rows. Nothing of this request was kept; try again.", e),
        PostgresException { SqlState: ['5', '7', ..] or ['0', '8', ..] or ['5', '3', ..] } =>
            new StorageUnavailableException("The database server is stopping or overloaded. Nothing of this request was kept; try again.", e),
        PostgresException => null,
        NpgsqlException or TimeoutException =>
            new StorageUnavailableException("The database server can't be reached. Nothing of this request was kept; try again.", e),
        _ => null,
    };

    public override async Task<IReadOnlyList<(string Name, string Value, bool Good)>> Diagnose(CancellationToken cancel = default)
    {
        await using var command = source.CreateCommand(
            "SELECT version(), (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user), current_setting('synchronous_commit'), current_setting('server_encoding')");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var bypasses = reader.GetBoolean(1);
        return
        [
            ("engine", reader.GetString(0), true),
            ("row-level security", bypasses ? "bypassed: connect as a role that is neither superuser nor BYPASSRLS" : "on", !bypasses),
            ("synchronous_commit", reader.GetString(2), reader.GetString(2) != "off"),
            ("encoding", reader.GetString(3), reader.GetString(3) == "UTF8"),
        ];
    }

    public override async Task<long> Size(CancellationToken cancel = default)
    {
        await using var command = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public override ValueTask DisposeAsync()
    {
        Meter.Dispose();
        return source.DisposeAsync();
    }
}
