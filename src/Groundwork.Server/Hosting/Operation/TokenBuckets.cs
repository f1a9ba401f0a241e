using System.Collections.Concurrent;
using System.Diagnostics;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>
/// A bucket for each caller that refills at a steady rate. A bucket is one number, the time at which it will be full again, so that taking needs no
/// lock; full ones are forgotten, and there are never more than so many.
/// </summary>
/// <param name="perSecond">How fast a bucket refills; 0 is no limit.</param>
/// <param name="burst">How many may be taken at once out of a full one.</param>
/// <param name="most">How many callers are remembered.</param>
public sealed class TokenBuckets(int perSecond, int burst, int most = 50_000)
{
    sealed class Bucket
    {
        internal long FullAt;
    }

    readonly long interval = perSecond > 0 ? Math.Max(1, Stopwatch.Frequency / perSecond) : 0;
    readonly long depth = perSecond > 0 ? Stopwatch.Frequency / perSecond * burst : 0;
    readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    // Those who come when there is no room for another share one.
    readonly Bucket shared = new();
    int count;
    long sweeps;

    /// <summary>How many callers are remembered.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Takes one; 0, or how many milliseconds until there is one again.</summary>
    public long Take(string key) => interval == 0 ? 0 : Take(key, Stopwatch.GetTimestamp());

    internal long Take(string key, long now)
    {
        var bucket = buckets.TryGetValue(key, out var known) ? known : Add(key, now);
        while (true)
        {
            var was = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(was, now) + interval;
            if (next - now > depth)
                return Math.Max(1, (next - now - depth) * 1000 / Stopwatch.Frequency);
            if (Interlocked.CompareExchange(ref bucket.FullAt, next, was) == was)
                return 0;
        }
    }

    Bucket Add(string key, long now)
    {
        if (Count >= most)
            Sweep(now);
        if (Count >= most)
            return shared;
        var made = new Bucket();
        var kept = buckets.GetOrAdd(key, made);
        if (ReferenceEquals(kept, made))
            Interlocked.Increment(ref count);
        return kept;
    }

    // A full bucket is as good as none. At most once a second: while all are in use it would be a walk for each request.
    void Sweep(long now)
    {
        var last = Interlocked.Read(ref sweeps);
        if (last != 0 && now - last < Stopwatch.Frequency || Interlocked.CompareExchange(ref sweeps, now, last) != last)
            return;
        foreach (var each in buckets)
            if (Volatile.Read(ref each.Value.FullAt) <= now && buckets.TryRemove(each))
                Interlocked.Decrement(ref count);
    }
}
