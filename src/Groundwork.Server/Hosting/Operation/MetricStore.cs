using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Adds up what one server's instruments measure, so that it can be asked for at any time.</summary>
public sealed class MetricStore : IDisposable
{
    // What the runtime measures by itself; the rest of its meter costs more than it tells.
    static readonly HashSet<string> OfTheRuntime = new(StringComparer.Ordinal)
    {
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length", "dotnet.monitor.lock_contentions",
    };

    readonly MeterListener listener = new();
    readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);

    public MetricStore(Db db)
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter != db.Meter.Meter && !(instrument.Meter.Name == "System.Runtime" && OfTheRuntime.Contains(instrument.Name)))
                return;
            var family = new MetricFamily(instrument);
            lock (families)
                if (families.TryAdd(family.Name, family))
                    to.EnableMeasurementEvents(instrument, family);
        };
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Take(value, tags));
        listener.Start();
    }

    /// <summary>Everything as it is now, in the text that Prometheus reads.</summary>
    public string Text()
    {
        lock (families)
        {
            foreach (var family in families.Values)
                family.Begin();
            listener.RecordObservableInstruments();
            return MetricText.Of(families.Values);
        }
    }

    public void Dispose() => listener.Dispose();
}

/// <summary>One instrument with all the label values that it was seen with.</summary>
sealed class MetricFamily
{
    // Labels are words of this program, so there can't be many; if there are all the same, the rest is one.
    const int MostSeries = 2000;

    static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly ConcurrentDictionary<Key, Series> series = [];
    readonly Series rest;

    internal MetricFamily(Instrument instrument)
    {
        Help = instrument.Description ?? "";
        IsObserved = instrument.IsObservable;
        var type = instrument.GetType().Name;
        // The runtime counts its threads and what waits for them like something that only grows.
        var falls = instrument.Name.StartsWith("dotnet.thread_pool.", StringComparison.Ordinal);
        Type = type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : falls || type.Contains("UpDown", StringComparison.Ordinal) || type.Contains("Gauge", StringComparison.Ordinal) ? "gauge" : "counter";
        Name = MetricText.NameOf(instrument.Name, instrument.Unit, Type);
        Bounds = Type != "histogram" ? [] : instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
            _ => DefaultBounds,
        };
        rest = new([new("overflow", "true")], Bounds.Length);
    }

    internal string Name { get; }
    internal string Help { get; }
    internal string Type { get; }
    internal bool IsObserved { get; }
    internal double[] Bounds { get; }

    internal IEnumerable<Series> All => rest.Count > 0 ? series.Values.Append(rest) : series.Values;

    // What is observed is told anew each time; what isn't told any more is gone.
    internal void Begin()
    {
        if (IsObserved)
            series.Clear();
    }

    internal void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = new Key(tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null, tags.Length > 2 ? tags[2].Value : null);
        if (!series.TryGetValue(key, out var one))
            one = series.Count >= MostSeries ? rest : series.GetOrAdd(key, new Series([.. tags], Bounds.Length));
        if (Type == "histogram")
            one.Observe(value, Bounds);
        else if (IsObserved)
            one.Set(value);
        else
            one.Add(value);
    }

    // By reference: label values are words that exist once. Equal texts that are two objects are put together when they are told.
    readonly struct Key(object? a, object? b, object? c) : IEquatable<Key>
    {
        readonly object? a = a, b = b, c = c;

        public bool Equals(Key other) => ReferenceEquals(a, other.a) && ReferenceEquals(b, other.b) && ReferenceEquals(c, other.c);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(a), RuntimeHelpers.GetHashCode(b), RuntimeHelpers.GetHashCode(c));
    }
}

/// <summary>One line, or the lines of one histogram.</summary>
sealed class Series(KeyValuePair<string, object?>[] labels, int bounds)
{
    readonly long[] buckets = new long[bounds + 1];
    double sum;
    long count;

    internal KeyValuePair<string, object?>[] Labels => labels;
    internal double Sum => Volatile.Read(ref sum);
    internal long Count => Interlocked.Read(ref count);

    internal long Bucket(int at) => Interlocked.Read(ref buckets[at]);

    internal void Set(double value)
    {
        Volatile.Write(ref sum, value);
        Volatile.Write(ref count, 1);
    }

    internal void Add(double value)
    {
        Interlocked.Increment(ref count);
        for (double was; ;)
        {
            was = Volatile.Read(ref sum);
            if (Interlocked.CompareExchange(ref sum, was + value, was).Equals(was))
                return;
        }
    }

    internal void Observe(double value, double[] bounds)
    {
        var at = 0;
        while (at < bounds.Length && value > bounds[at])
            at++;
        Interlocked.Increment(ref buckets[at]);
        Add(value);
    }

    /// <summary>Both as one.</summary>
    internal Series Plus(Series other)
    {
        var both = new Series(labels, buckets.Length - 1) { sum = Sum + other.Sum, count = Count + other.Count };
        for (var at = 0; at < buckets.Length; at++)
            both.buckets[at] = Bucket(at) + other.Bucket(at);
        return both;
    }
}
