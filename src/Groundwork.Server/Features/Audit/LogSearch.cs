using Groundwork.Core.Audit;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>
/// Finds lines, newest first, without an index of them: what a tile's lines are about is in a small filter beside the tile, so that only tiles are opened that may
/// have what is looked for. A request looks through so much of the log and says where the next one goes on.
/// </summary>
static class LogSearch
{
    const int MostTiles = 4096, MostOpened = 64, AtOnce = 256;

    sealed record Known(long Number, byte[] Words, long First, long Last);

    /// <summary>Some lines, and behind which position to go on; null if that was the beginning of the log.</summary>
    internal static async ValueTask<(List<AuditLine> Lines, long? Next)> Newest(Session s, Wish wish, long? before, int most)
    {
        var tree = await s.One($"SELECT size, tiles FROM audit_tree WHERE workspace = {s.Workspace}", r => Tuple.Create(r.Long(0), r.Long(1)));
        if (tree is not var (size, tiles))
            return ([], null);
        var at = Math.Min(size, before is { } position ? position - 1 : size);
        if (wish.IsAll)
        {
            var page = await EventCalls.Lines(s, 0, at, Sql.Nothing, descending: true, most);
            return (page, page.Count == most && page[^1].Position > 1 ? page[^1].Position : null);
        }
        var found = new List<AuditLine>();
        // What is in no full tile yet is short.
        if (at > tiles * MerkleTile.Full)
        {
            await Take(s, wish, tiles * MerkleTile.Full, at, most, found);
            at = found.Count == most ? found[^1].Position - 1 : tiles * MerkleTile.Full;
        }
        for (var (looked, opened) = (0, 0); at > 0 && found.Count < most && looked < MostTiles && opened < MostOpened;)
        {
            var below = await Before(s, (at - 1) / MerkleTile.Full);
            at = below.Count == 0 ? 0 : at;
            foreach (var tile in below)
            {
                looked++;
                if (wish.May(tile.Words, tile.First, tile.Last))
                {
                    opened++;
                    await Take(s, wish, tile.Number * MerkleTile.Full, at, most, found);
                }
                at = found.Count == most ? found[^1].Position - 1 : tile.Number * MerkleTile.Full;
                if (found.Count == most || opened == MostOpened)
                    break;
            }
        }
        return (found, at > 0 ? at + 1 : null);
    }

    static async ValueTask Take(Session s, Wish wish, long after, long upTo, int most, List<AuditLine> found) =>
        found.AddRange(await EventCalls.Lines(s, after, upTo, wish.Condition, descending: true, most - found.Count));

    static ValueTask<List<Known>> Before(Session s, long number) => s.All($"""
        SELECT number, words, first_at, last_at FROM audit_tile WHERE workspace = {s.Workspace} AND level = 0 AND number <= {number} ORDER BY number DESC LIMIT {(long)AtOnce}
        """, r => new Known(r.Long(0), r.Bytes(1), r.Long(2), r.Long(3)));
}
