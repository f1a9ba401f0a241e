using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>Keeps the pages of a dataset's segments. A segment is written piece by piece and becomes readable at once, with the end of those that it takes the place of.</summary>
sealed class SegmentStore(Db db, string node)
{
    const long HeldMs = 60_000;
    const int PagesInUnit = 16;

    internal sealed record Segment(long Number, long Start, long Stop, long Places);

    /// <summary>Takes a dataset for this process; how far it is indexed, or null if another one has it.</summary>
    internal async Task<long?> Hold(string workspace, string dataset, CancellationToken cancel)
    {
        var indexed = await db.Write(workspace, async s =>
        {
            await s.Run($"""
                INSERT INTO word_index (dataset, workspace, indexed, segments, holder, held_until) VALUES ({dataset}, {s.Workspace}, 0, 0, '', 0) ON CONFLICT DO NOTHING
                """);
            return await s.Run($"""
                UPDATE word_index SET holder = {node}, held_until = {s.Now + HeldMs} WHERE dataset = {dataset} AND workspace = {s.Workspace}
                AND (holder = {node} OR held_until < {s.Now})
                """) == 0 ? null : await s.Long($"SELECT indexed FROM word_index WHERE dataset = {dataset} AND workspace = {s.Workspace}");
        }, cancel);
        // What a process left that ended while it wrote.
        if (indexed is not null)
            await Drop(workspace, dataset, $"state <> 'ready'", cancel);
        return indexed;
    }

    /// <summary>The readable segments, in their order.</summary>
    internal Task<List<Segment>> Ready(string workspace, string dataset, CancellationToken cancel) => db.Read(workspace, s => s.All($"""
        SELECT number, start, stop, places FROM word_segment WHERE dataset = {dataset} AND workspace = {s.Workspace} AND state = 'ready' ORDER BY start
        """, r => new Segment(r.Long(0), r.Long(1), r.Long(2), r.Long(3))), cancel);

    internal async Task<List<byte[]>> Pages(string workspace, string dataset, long segment, CancellationToken cancel) => await db.Read(workspace, s => s.All($"""
        SELECT body FROM word_page WHERE dataset = {dataset} AND segment = {segment} AND workspace = {s.Workspace} ORDER BY first
        """, r => r.Bytes(0)), cancel);

    /// <summary>Writes a segment and makes it readable in place of others.</summary>
    internal async Task Write(string workspace, string dataset, Segment segment, IReadOnlyList<WordPage> pages, IReadOnlyList<Segment> instead, CancellationToken cancel)
    {
        var number = await db.Write(workspace, s => Begin(s, dataset, segment), cancel);
        if (number is null)
            return;
        foreach (var chunk in pages.Chunk(PagesInUnit))
            await db.Write(workspace, async s =>
            {
                foreach (var page in chunk)
                    await s.Run($"""
                        INSERT INTO word_page (dataset, segment, first, workspace, body) VALUES ({dataset}, {number}, {page.First}, {s.Workspace}, {page.Body})
                        """);
            }, cancel);
        await db.Write(workspace, async s =>
        {
            // Another process may have taken the dataset while this one was asleep; then its segments stand, and these pages are dropped.
            if (await s.Run($"""
                UPDATE word_index SET indexed = CASE WHEN indexed < {segment.Stop - 1} THEN {segment.Stop - 1} ELSE indexed END, held_until = {s.Now + HeldMs}
                WHERE dataset = {dataset} AND workspace = {s.Workspace} AND holder = {node}
                """) == 0)
                return;
            await s.Run($"UPDATE word_segment SET state = 'ready' WHERE dataset = {dataset} AND number = {number} AND workspace = {s.Workspace}");
            await s.Run($"""
                UPDATE word_segment SET state = 'over' WHERE dataset = {dataset} AND workspace = {s.Workspace} AND number IN {new Numbers([.. instead.Select(g => g.Number)])}
                """);
        }, cancel);
        await Drop(workspace, dataset, $"state <> 'ready'", cancel);
    }

    /// <summary>Gives up the index of a dataset that is gone.</summary>
    internal async Task Forget(string workspace, string dataset, CancellationToken cancel)
    {
        await Drop(workspace, dataset, $"number > 0", cancel);
        await db.Write(workspace, async s => { await s.Run($"DELETE FROM word_index WHERE dataset = {dataset} AND workspace = {s.Workspace}"); }, cancel);
    }

    async ValueTask<long?> Begin(Session s, string dataset, Segment segment)
    {
        if (await s.Run($"UPDATE word_index SET segments = segments + 1, held_until = {s.Now + HeldMs} WHERE dataset = {dataset} AND workspace = {s.Workspace} AND holder = {node}") == 0)
            return null;
        var number = await s.Long($"SELECT segments FROM word_index WHERE dataset = {dataset} AND workspace = {s.Workspace}");
        await s.Run($"""
            INSERT INTO word_segment (dataset, number, workspace, start, stop, places, state)
            VALUES ({dataset}, {number}, {s.Workspace}, {segment.Start}, {segment.Stop}, {segment.Places}, 'building')
            """);
        return number;
    }

    async Task Drop(string workspace, string dataset, Sql which, CancellationToken cancel)
    {
        var numbers = await db.Read(workspace, s => s.All(
            $"SELECT number FROM word_segment WHERE dataset = {dataset} AND workspace = {s.Workspace} AND {which}", r => r.Long(0)), cancel);
        foreach (var number in numbers)
            for (var left = true; left;)
                left = await db.Write(workspace, async s =>
                {
                    var pages = await s.All($"""
                        SELECT first FROM word_page WHERE dataset = {dataset} AND segment = {number} AND workspace = {s.Workspace} ORDER BY first LIMIT {(long)PagesInUnit * 4}
                        """, r => r.Text(0));
                    await s.Run($"DELETE FROM word_page WHERE dataset = {dataset} AND segment = {number} AND workspace = {s.Workspace} AND first IN {new Ids(pages)}");
                    if (pages.Count == 0)
                        await s.Run($"DELETE FROM word_segment WHERE dataset = {dataset} AND number = {number} AND workspace = {s.Workspace}");
                    return pages.Count > 0;
                }, cancel);
    }
}
