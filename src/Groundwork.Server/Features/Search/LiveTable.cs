using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>
/// The rows of one project or dataset in memory, brought up to date in the transaction that asks: what a reader finds in it
/// is what their own query of the database would have found.
/// </summary>
sealed class LiveTable(RowSource source, Db db)
{
    const int LoadedAtOnce = 4096, ChangedAtOnce = 2000;

    readonly SemaphoreSlim gate = new(1);
    readonly Lock starting = new();
    ColumnTable table = new();
    Task building = Task.CompletedTask;
    long? seen;
    long loaded;
    bool whole;

    internal RowSource Source => source;

    internal long Bytes => table.Bytes;

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
        var held = false;
        try
        {
            RowSource.Place[]? at = null;
            var (before, pass) = (0L, 0);
            for (; ; pass++)
            {
                if (!held)
                    await gate.WaitAsync(cancel);
                held = true;
                var (done, result) = await db.Read(source.Workspace, async s =>
                {
                    var settled = await s.Long($"SELECT {Dialect.Settled}") ?? 0;
                    var begins = at is null;
                    before = begins ? settled : before;
                    seen ??= settled;
                    at ??= [.. Enumerable.Repeat(new RowSource.Place(seen.Value, -1), source.Streams)];
                    if (!await Follow(s, at))
                        return (false, default(T)!);
                    at = null;
                    // Only a pass within one transaction has everything; a longer one is followed by a short one.
                    seen = before;
                    if (!begins)
                        return (false, default(T)!);
                    var version = new Version(table, whole, loaded);
                    gate.Release();
                    held = false;
                    return (true, await work(s, version));
                }, cancel);
                if (done)
                    return result;
            }
        }
        finally
        {
            if (held)
                gate.Release();
        }
    }

    // Takes over a page of changes; false if more follow.
    async ValueTask<bool> Follow(Session s, RowSource.Place[] at)
    {
        var streams = await source.Changed(s, at, ChangedAtOnce);
        var ordinals = streams.SelectMany(c => c.Select(r => r.Ordinal)).Distinct().ToList();
        for (var i = 0; i < streams.Length; i++)
            if (streams[i].Count > 0)
                at[i] = streams[i][^1].At;
        await Take(s, ordinals);
        return streams.All(c => c.Count < ChangedAtOnce);
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
            // Between two chunks whoever wants to read what is there already gets their turn.
            await gate.WaitAsync();
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
                });
            }
            finally
            {
                gate.Release();
            }
            await Task.Yield();
        }
    }
}
