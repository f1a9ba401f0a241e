using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Groundwork.Storage;

/// <summary>Measures what a database does, for operators: a meter of its own for each, so that two servers in one process don't mix their figures.</summary>
public sealed class DbMeter : IDisposable
{
    /// <summary>The name under which all figures of this program are found.</summary>
    public const string Name = "groundwork";

    static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] };
    static readonly InstrumentAdvice<long> Units = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    readonly Histogram<double> units;
    readonly Histogram<double> reads;
    readonly Histogram<double> commits;
    readonly Histogram<long> groups;
    long longestReadTicks;

    internal DbMeter()
    {
        units = Meter.CreateHistogram("groundwork.db.write.duration", "s", "From asking for a unit of work until it is durable.", advice: Seconds);
        reads = Meter.CreateHistogram("groundwork.db.read.duration", "s", "How long a read held the database.", advice: Seconds);
        commits = Meter.CreateHistogram("groundwork.db.commit.duration", "s", "Commit of a group of units, with its flush to the disk (SQLite).", advice: Seconds);
        groups = Meter.CreateHistogram("groundwork.db.commit.units", "{unit}", "How many units were committed together (SQLite).", advice: Units);
        Meter.CreateObservableGauge("groundwork.db.read.longest", () => LongestRead.TotalSeconds, "s", "The longest that a read has held the database since the start.");
        Meter.CreateObservableGauge("groundwork.db.write.waiting", () => Writes.Length, "{unit}", "Units of work that wait for their turn.");
        Meter.CreateObservableGauge("groundwork.db.write.wait", () => Writes.Wait.TotalSeconds, "s", "How long a unit of work waits for its turn now.");
        Meter.CreateObservableGauge("groundwork.db.read.waiting", () => Reads.Length, "{read}", "Reads that wait for a connection.");
        Meter.CreateObservableGauge("groundwork.db.read.wait", () => Reads.Wait.TotalSeconds, "s", "How long a read waits for a connection now.");
    }

    /// <summary>Whatever else of this server is measured belongs to the same meter.</summary>
    public Meter Meter { get; } = new(Name);

    /// <summary>Spans of units and reads; costs nothing while nobody collects them.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>Those who wait to write.</summary>
    public TurnQueue Writes { get; } = new();

    /// <summary>Those who wait to read.</summary>
    public TurnQueue Reads { get; } = new();

    internal TimeSpan LongestRead => new(Interlocked.Read(ref longestReadTicks));

    internal void Wrote(long since) => units.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    internal void Read(long since)
    {
        var took = Stopwatch.GetElapsedTime(since);
        reads.Record(took.TotalSeconds);
        for (long known; (known = Interlocked.Read(ref longestReadTicks)) < took.Ticks && Interlocked.CompareExchange(ref longestReadTicks, took.Ticks, known) != known;)
            continue;
    }

    internal void Committed(int together, long since)
    {
        groups.Record(together);
        commits.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    public void Dispose() => Meter.Dispose();
}

/// <summary>How many wait for their turn, and for how long: known at any moment, without a lock.</summary>
public sealed class TurnQueue
{
    int length;
    long lastWaitTicks;
    long lastTurn = Stopwatch.GetTimestamp();

    public int Length => Volatile.Read(ref length);

    /// <summary>What the last one waited, or how long nobody has had a turn if that is longer; nothing while nobody waits.</summary>
    public TimeSpan Wait => Length == 0 ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Max(Volatile.Read(ref lastWaitTicks), Stopwatch.GetElapsedTime(Volatile.Read(ref lastTurn)).Ticks));

    /// <summary>Somebody begins to wait; what is returned goes to <see cref="Leave"/>.</summary>
    public long Enter()
    {
        var now = Stopwatch.GetTimestamp();
        // The first to wait after a pause hasn't waited since the pause began.
        if (Interlocked.Increment(ref length) == 1)
            Volatile.Write(ref lastTurn, now);
        return now;
    }

    /// <summary>It is their turn, or they gave up.</summary>
    public void Leave(long entered)
    {
        var now = Stopwatch.GetTimestamp();
        Volatile.Write(ref lastWaitTicks, Stopwatch.GetElapsedTime(entered, now).Ticks);
        Volatile.Write(ref lastTurn, now);
        Interlocked.Decrement(ref length);
    }
}
