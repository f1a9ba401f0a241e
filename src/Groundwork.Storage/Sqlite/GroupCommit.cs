using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>
/// The one writer. It runs the waiting units of work, each under its own savepoint, commits them
/// together with a single flush to the disk, and only then tells their callers.
/// </summary>
sealed class GroupCommit : IDisposable
{
    const int UnitsPerGroup = 256;

    readonly SqliteConnectionPlus connection;
    readonly Func<long> now;
    readonly TimeSpan groupLasts;
    readonly DbMeter meter;
    readonly Channel<Unit> waiting = Channel.CreateBounded<Unit>(new BoundedChannelOptions(10_000) { SingleReader = true });
    readonly List<Aside> asides = [];
    readonly Thread writer;
    readonly HashSet<string> changed = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> changesOf = new(StringComparer.Ordinal);
    long lastTx;

    internal GroupCommit(SqliteConnectionPlus connection, Func<long> now, TimeSpan groupLasts, DbMeter meter)
    {
        this.connection = connection;
        this.now = now;
        this.groupLasts = groupLasts;
        this.meter = meter;
        lastTx = connection.Scalar("SELECT n FROM commit_number");
        writer = new Thread(Loop) { Name = "sqlite writer", IsBackground = true };
        writer.Start();
    }

    internal async Task<T> Run<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel)
    {
        using var span = DbMeter.Spans.StartActivity("database unit");
        var unit = new Unit<T>(workspace, work, cancel) { Entered = meter.Writes.Enter() };
        await Queue(unit, cancel);
        try
        {
            return await unit.Done;
        }
        finally
        {
            meter.Wrote(unit.Entered);
        }
    }

    /// <summary>Does something with the writer's connection between two groups, when no transaction is open.</summary>
    internal async Task<T> Between<T>(Func<SQLitePCL.sqlite3, T> act)
    {
        var aside = new Aside<T>(act) { Entered = meter.Writes.Enter() };
        await Queue(aside, CancellationToken.None);
        return await aside.Done;
    }

    async Task Queue(Unit unit, CancellationToken cancel)
    {
        try
        {
            await waiting.Writer.WriteAsync(unit, cancel);
        }
        catch (Exception e)
        {
            meter.Writes.Leave(unit.Entered);
            if (e is not ChannelClosedException)
                throw;
            throw new StorageUnavailableException("The server is stopping. Nothing of this request was kept; send it again.");
        }
    }

    /// <inheritdoc cref="Db.Changes"/>
    internal long Changes(string area) => changesOf.GetValueOrDefault(area);

    void Loop()
    {
        var group = new List<Unit>(UnitsPerGroup);
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            var failure = RunGroup(group);
            // Before anybody is told: who has been told of a change must not be answered from before it.
            foreach (var area in changed)
                changesOf.AddOrUpdate(area, 1, static (_, n) => n + 1);
            changed.Clear();
            foreach (var unit in group)
                unit.Acknowledge(failure);
            foreach (var aside in asides)
                aside.Do(connection.Handle);
            asides.Clear();
        }
    }

    // Returns why the whole group failed, or null. Units that failed alone are already out of the group.
    Exception? RunGroup(List<Unit> group)
    {
        // If there is no transaction to be had, everyone who waits is told; if one breaks, those who weren't in it wait for the next.
        var failure = Try("BEGIN IMMEDIATE");
        var begun = failure is null;
        var since = Stopwatch.GetTimestamp();
        var tx = lastTx + 1;
        var changes = connection.TotalChanges;
        while (group.Count < UnitsPerGroup && (group.Count == 0 || Stopwatch.GetElapsedTime(since) < groupLasts)
            && (failure is null || !begun) && waiting.Reader.TryRead(out var unit))
        {
            meter.Writes.Leave(unit.Entered);
            if (unit.Abandoned())
                continue;
            if (unit is Aside aside)
            {
                asides.Add(aside);
                continue;
            }
            group.Add(unit);
            failure ??= RunUnit(unit, group, tx);
        }
        if (failure is null && group.Count > 0)
        {
            var (committing, wrote) = (Stopwatch.GetTimestamp(), connection.TotalChanges != changes);
            using (var span = wrote ? Span(group) : null)
                failure = Commit(changes);
            if (wrote)
                meter.Committed(group.Count, committing);
        }
        if (!connection.InAutocommit)
            Try("ROLLBACK");
        if (failure is null && group.Count > 0)
            lastTx = connection.TotalChanges == changes ? lastTx : tx;
        return failure;
    }

    // The flush that several units share belongs to none of their requests alone: a span of its own, with a link to each of them.
    static Activity? Span(List<Unit> group)
    {
        if (!DbMeter.Spans.HasListeners())
            return null;
        var links = group.Where(u => u.Span != default).Select(u => new ActivityLink(u.Span)).ToList();
        return DbMeter.Spans.StartActivity("group commit", ActivityKind.Internal, default(ActivityContext), [new("groundwork.units", group.Count)], links);
    }

    // A group that only looked needs no flush and no number.
    Exception? Commit(long changesBefore) =>
        (connection.TotalChanges == changesBefore ? null : Try(() => connection.Word("UPDATE commit_number SET n = n + 1, at = $1", now()))) ?? Try("COMMIT");

    Exception? RunUnit(Unit unit, List<Unit> group, long tx)
    {
        var session = new SqliteSession(connection, tx, changed) { Workspace = unit.Workspace, Now = now(), Origin = unit.Origin, Writes = true };
        try
        {
            connection.Word("SAVEPOINT unit");
            unit.Run(session);
            if (session.Failure is { } hidden)
                ExceptionDispatchInfo.Throw(hidden);
            connection.Word("RELEASE unit");
            return null;
        }
        catch (Exception e)
        {
            var cause = session.Failure as StorageFullException ?? (e is SqliteException s ? SqliteErrors.Translate(s) : e);
            // FULL, IOERR and NOMEM roll the whole transaction back: nobody's work is there any more.
            if (connection.InAutocommit)
                return cause is StorageFullException ? cause
                    : new StorageUnavailableException("The database gave the transaction up. Nothing of this request was kept; try again.", cause);
            if (Try("ROLLBACK TO unit") is { } broken)
                return broken;
            Try("RELEASE unit");
            group.RemoveAt(group.Count - 1);
            unit.Acknowledge(cause);
            return null;
        }
        finally
        {
            session.End();
        }
    }

    Exception? Try(string statement) => Try(() => connection.Word(statement));

    static Exception? Try(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (SqliteException e)
        {
            return SqliteErrors.Translate(e);
        }
    }

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        writer.Join();
        connection.Dispose();
    }

    abstract class Unit(string? workspace)
    {
        internal string? Workspace => workspace;

        // When it began to wait.
        internal long Entered { get; init; }

        // Its caller's span; none unless somebody collects them.
        internal ActivityContext Span { get; } = DbMeter.Spans.HasListeners() && Activity.Current is { } span ? span.Context : default;

        // The writer runs it, but it is its caller's.
        internal Origin Origin { get; } = Origin.Current;
        internal abstract bool Abandoned();
        internal abstract void Run(Session session);
        internal abstract void Acknowledge(Exception? failure);
    }

    /// <summary>What is done between two groups; it is in none of them.</summary>
    abstract class Aside() : Unit(null)
    {
        internal override bool Abandoned() => false;
        internal override void Run(Session session) => throw new InvalidOperationException("It has no session.");
        internal override void Acknowledge(Exception? failure) => throw new InvalidOperationException("It is in no group.");
        internal abstract void Do(SQLitePCL.sqlite3 connection);
    }

    sealed class Aside<T>(Func<SQLitePCL.sqlite3, T> act) : Aside
    {
        readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<T> Done => done.Task;

        internal override void Do(SQLitePCL.sqlite3 connection)
        {
            try
            {
                done.SetResult(act(connection));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    sealed class Unit<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel) : Unit(workspace)
    {
        readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;

        internal Task<T> Done => done.Task;

        // Nobody waits any more and nothing has happened yet.
        internal override bool Abandoned() => cancel.IsCancellationRequested && done.TrySetCanceled(cancel);

        internal override void Run(Session session)
        {
            var running = work(session);
            if (!running.IsCompleted)
                throw new InvalidOperationException("A unit of work awaited something other than its session. Do that before or after Db.Write.");
            result = running.GetAwaiter().GetResult();
        }

        internal override void Acknowledge(Exception? failure)
        {
            if (failure is null)
                done.TrySetResult(result);
            else
                done.TrySetException(failure);
        }
    }
}
