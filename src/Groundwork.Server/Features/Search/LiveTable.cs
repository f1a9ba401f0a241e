using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>
/// The rows of one project or dataset in memory, brought up to date in the transaction that asks: what a reader finds in it
/// is what their own query of the database would have found.
/// </summary>
sealed class LiveTable(RowSource source, Db db, CancellationToken stop) : IDisposable
{
    const int LoadedAtOnce = 4096, ChangedAtOnce = 2000, PagesAtOnce = 20, LastPass = 4;

    readonly SemaphoreSlim gate = new(1);
    readonly Lock starting = new();
    ColumnTable table = new();
    Task building = Task.CompletedTask;
    long? seen;
    long began;
    RowSource.Place[]? follows;
    long loaded;
    bool whole;

    internal RowSource Source => source;

    internal long Bytes => table.Bytes;

    /// <summary>Nothing is being read any more, for whatever reason.</summary>
    internal Task Ended => building.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>When it was used last, as the cache counts.</summary>
    internal long Used { get; set; }

    /// <summary>The table at one moment, and whether it has all rows or only those up to an ordinal.</summary>
    internal sealed record Version(ColumnTable Table, bool Whole, long Reach);

    /// <summary>Reads all rows there are, if that hasn't been done; another caller's reading is waited for.</summary>
    internal Task Build()
    {
        lock (starting)
        {
            if (whole)
                return Task.CompletedTask;
            if (building.IsCompleted)
                building = Task.Run(Load);
            return building;
        }
    }

    /// <summary>Runs work on the table and on the transaction whose changes it has, all of them and no later ones.</summary>
    internal async Task<T> Read<T>(Func<Session, Version, ValueTask<T>> work, CancellationToken cancel)
    {
        var holds = true;
        await gate.WaitAsync(cancel);
        try
        {
            for (var pass = 1; ; pass++)
            {
                var (done, result) = await db.Read(source.Workspace, async s =>
                {
                    var settled = await s.Long($"SELECT {Dialect.Settled}") ?? 0;
                    var atOnce = follows is null;
                    began = atOnce ? settled : began;
                    if (!await Follow(s, seen ??= settled, pass < LastPass ? PagesAtOnce : int.MaxValue))
                        return (false, default(T)!);
                    seen = began;
                    // Only what one transaction has read to its end is complete. After long changes, the little that came meanwhile is read again.
                    if (!atOnce)
                        return (false, default(T)!);
                    var version = new Version(table, whole, loaded);
                    gate.Release();
                    holds = false;
                    return (true, await work(s, version));
                }, cancel);
                if (done)
                    return result;
            }
        }
        finally
        {
            if (holds)
                gate.Release();
        }
    }

    // Takes over what changed since a transaction, page by page; false if more follows than is taken at once.
    async ValueTask<bool> Follow(Session s, long since, int pages)
    {
        var at = follows ??= [.. Enumerable.Repeat(new RowSource.Place(since, -1), source.Streams)];
        for (var page = 0; page < pages; page++)
        {
            var streams = await source.Changed(s, at, ChangedAtOnce);
            for (var i = 0; i < streams.Length; i++)
                if (streams[i].Count > 0)
                    at[i] = streams[i][^1].At;
            await Take(s, [.. streams.SelectMany(c => c.Select(r => r.Ordinal)).Distinct()]);
            if (streams.All(c => c.Count < ChangedAtOnce))
            {
                follows = null;
                return true;
            }
        }
        return false;
    }

    async ValueTask Take(Session s, List<long> ordinals)
    {
        if (ordinals.Count == 0)
            return;
        var edit = new ColumnTableEdit(table);
        await source.Read(s, edit, ordinals);
        table = edit.Publish();
    }

    async Task Load()
    {
        while (!whole)
        {
            stop.ThrowIfCancellationRequested();
            // Between two chunks whoever wants to read what is there already gets their turn.
            await gate.WaitAsync(stop);
            try
            {
                await db.Read(source.Workspace, async s =>
                {
                    // What changes from now on is found by its transaction, also in what was read before.
                    seen ??= await s.Long($"SELECT {Dialect.Settled}") ?? 0;
                    var next = await source.Next(s, loaded, LoadedAtOnce);
                    await Take(s, next);
                    loaded = next.Count == 0 ? loaded : next[^1];
                    whole = next.Count < LoadedAtOnce;
                    return true;
                }, stop);
            }
            finally
            {
                gate.Release();
            }
            await Task.Yield();
        }
    }

    public void Dispose() => gate.Dispose();
}
