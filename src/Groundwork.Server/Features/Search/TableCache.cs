using System.Collections.Concurrent;
using System.Diagnostics;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Search;

/// <summary>The tables that this process keeps in memory: those used last, as many as fit.</summary>
sealed class TableCache(Db db, FolderBlobs blobs) : IAsyncDisposable
{
    /// <summary>A table of a million rows takes some 30 MB.</summary>
    const long UsualBytes = 256L * 1024 * 1024;

    readonly ConcurrentDictionary<(string Workspace, string Kind, string Id), LiveTable> tables = new();
    readonly CancellationTokenSource stop = new();

    internal long MostBytes { get; set; } = UsualBytes;

    internal long Bytes => tables.Values.Sum(t => t.Bytes);

    internal WordCache Words { get; } = new();

    internal LiveTable Tasks(string workspace, string project) => Get((workspace, "tasks", project), static (key, blobs) => new TaskRows(blobs, key.Workspace, key.Id));

    internal LiveTable Items(string workspace, string dataset) => Get((workspace, "items", dataset), static (key, _) => new ItemRows(key.Workspace, key.Id));

    LiveTable Get((string Workspace, string Kind, string Id) key, Func<(string Workspace, string Kind, string Id), FolderBlobs, RowSource> make)
    {
        var found = tables.GetOrAdd(key, static (k, from) => new LiveTable(from.make(k, from.blobs), from.db, from.Token), (make, blobs, db, stop.Token));
        found.Used = Stopwatch.GetTimestamp();
        if (Bytes > MostBytes)
            Forget(found);
        return found;
    }

    /// <summary>Ends what is still being read.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var table in tables.Values)
        {
            await table.Ended;
            table.Dispose();
        }
        stop.Dispose();
    }

    // Whoever reads a table that is let go keeps it until they are done.
    void Forget(LiveTable but)
    {
        foreach (var (key, table) in tables.OrderBy(t => t.Value.Used).ToList())
            if (table != but && Bytes > MostBytes)
                tables.TryRemove(key, out _);
    }
}

/// <summary>What was read of words in segments, which never change: typing on, and going through pages, reads nothing again.</summary>
sealed class WordCache
{
    const long MostBytes = 24L * 1024 * 1024;

    // Two generations: when the young one is full it becomes the old one, and what is used again moves up.
    ConcurrentDictionary<(string Dataset, long Segment, string Key), byte[]> young = new(), old = new();
    long bytes;

    internal bool TryGet((string Dataset, long Segment, string Key) key, out byte[] written)
    {
        if (young.TryGetValue(key, out written!))
            return true;
        if (!old.TryGetValue(key, out written!))
            return false;
        Put(key, written);
        return true;
    }

    internal void Put((string Dataset, long Segment, string Key) key, byte[] written)
    {
        young[key] = written;
        if (Interlocked.Add(ref bytes, 150 + written.Length) <= MostBytes / 2)
            return;
        (old, young, bytes) = (young, new(), 0);
    }
}
