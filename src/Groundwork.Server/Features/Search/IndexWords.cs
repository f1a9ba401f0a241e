using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>
/// Indexes the words of new items, behind whoever adds them: a few thousand at a time while they trickle in, tens of
/// thousands after a large import; many small segments become one large one. What has no index yet is searched directly.
/// While items come in a flood it waits for the end: the flood, and those who work beside it, need the machine more.
/// </summary>
public sealed class IndexWords(Db db) : IBackgroundTask
{
    /// <summary>Fewer new items than this are searched directly for now.</summary>
    const int Least = 1024;

    const int Small = 2048, Large = 32_768, SmallOnes = 16, ReadAtOnce = 512;

    /// <summary>Long texts make smaller segments: their pages are held in memory while they are made.</summary>
    const long MostPlaces = 2_000_000;

    const double FloodPerMs = 1.5;

    readonly Dictionary<string, (long Last, long At, bool Floods)> seen = new(StringComparer.Ordinal);
    readonly SegmentStore store = new(db, Guid.NewGuid().ToString("N"));

    public TimeSpan Rest => TimeSpan.FromMilliseconds(500);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var more = false;
        foreach (var (workspace, dataset, last) in await Behind(cancel))
            if (!Floods(dataset, last))
                more |= await Advance(workspace, dataset, cancel);
        foreach (var (workspace, dataset) in await Gone(cancel))
            await store.Forget(workspace, dataset, cancel);
        return more;
    }

    Task<List<(string Workspace, string Dataset, long Last)>> Behind(CancellationToken cancel) => db.Read(null, s => s.All($"""
        SELECT d.workspace, d.id, d.next_ordinal - 1 FROM dataset d LEFT JOIN word_index x ON x.dataset = d.id
        WHERE d.purged IS NULL AND d.next_ordinal > coalesce(x.indexed, 0) + {(long)Least} LIMIT 50
        """, r => (r.Text(0), r.Text(1), r.Long(2))), cancel);

    // At the first sight nobody knows how fast they come.
    bool Floods(string dataset, long last)
    {
        var (known, now) = (seen.TryGetValue(dataset, out var before), Environment.TickCount64);
        if (known && now - before.At < Rest.TotalMilliseconds / 2)
            return before.Floods;
        var floods = known && last - before.Last > FloodPerMs * (now - before.At);
        seen[dataset] = (last, now, floods);
        return floods;
    }

    Task<List<(string Workspace, string Dataset)>> Gone(CancellationToken cancel) => db.Read(null, s => s.All($"""
        SELECT x.workspace, x.dataset FROM word_index x WHERE EXISTS (SELECT 1 FROM dataset d WHERE d.id = x.dataset AND d.purged IS NOT NULL) LIMIT 5
        """, r => (r.Text(0), r.Text(1))), cancel);

    /// <summary>Makes the next segment of a dataset; whether more can follow.</summary>
    async Task<bool> Advance(string workspace, string dataset, CancellationToken cancel)
    {
        if (await store.Hold(workspace, dataset, cancel) is not { } indexed)
            return false;
        var waiting = await db.Read(workspace, s => s.Long($"SELECT max(ordinal) FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace}"), cancel) - indexed ?? 0;
        var segment = new WordSegment(checked((int)indexed + 1));
        await Fill(segment, workspace, dataset, indexed, waiting >= Large ? Large : Small, cancel);
        // While a transaction runs, what came after it isn't settled; then it is better to wait than to make a small segment.
        if (segment.Stop - segment.Start < Least && segment.Places < MostPlaces)
            return false;
        await store.Write(workspace, dataset, new(0, segment.Start, segment.Stop, segment.Places), segment.Pages(), [], cancel);
        await Merge(workspace, dataset, cancel);
        return waiting - (segment.Stop - segment.Start) >= Least;
    }

    async Task Fill(WordSegment segment, string workspace, string dataset, long after, int most, CancellationToken cancel)
    {
        for (var read = ReadAtOnce; read == ReadAtOnce && segment.Stop - segment.Start < most && segment.Places < MostPlaces;)
            read = await db.Read(workspace, async s =>
            {
                var rows = 0;
                // Not past an item that isn't settled: one with a lower ordinal might still come.
                await s.Each($"""
                    SELECT ordinal, payload ->> 'text', external_id FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND ordinal > {after}
                    AND ordinal < coalesce((SELECT min(n.ordinal) FROM item n WHERE n.dataset = {dataset} AND n.workspace = {s.Workspace} AND n.tx >= {Dialect.Settled}), {long.MaxValue})
                    ORDER BY ordinal LIMIT {(long)ReadAtOnce}
                    """, r =>
                {
                    rows++;
                    after = r.Long(0);
                    TextSearch.AddTo(segment, checked((int)after), r.TextOrNull(1), r.Text(2));
                });
                return rows;
            }, cancel);
    }

    async Task Merge(string workspace, string dataset, CancellationToken cancel)
    {
        var all = await store.Ready(workspace, dataset, cancel);
        var small = Enumerable.Reverse(all).TakeWhile(g => g.Stop - g.Start < Large / 2 && g.Places < MostPlaces / 2).Reverse().ToList();
        if (small.Count < SmallOnes && small.Sum(g => g.Places) < MostPlaces)
            return;
        var pages = new List<(int, IReadOnlyList<byte[]>)>();
        foreach (var each in small)
            pages.Add(((int)each.Start, await store.Pages(workspace, dataset, each.Number, cancel)));
        var merged = WordSegment.Merge(pages, (int)small[^1].Stop);
        await store.Write(workspace, dataset, new(0, small[0].Start, small[^1].Stop, small.Sum(g => g.Places)), merged, small, cancel);
    }
}
