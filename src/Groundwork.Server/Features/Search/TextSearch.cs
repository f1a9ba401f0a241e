using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>Finds the items of a dataset that have certain words: in the pages of the index, and directly in the newest items that have none yet.</summary>
static class TextSearch
{
    const int TailAtOnce = 2000;

    sealed record Segment(long Number, int Start, int Stop);

    /// <summary>The ordinals of items, also of deleted ones, that have all these words.</summary>
    internal static async ValueTask<Bitmap> Find(Session s, WordCache cache, string dataset, HasWords words)
    {
        var segments = await s.All($"""
            SELECT number, start, stop FROM word_segment WHERE dataset = {dataset} AND workspace = {s.Workspace} AND state = 'ready' ORDER BY start
            """, r => new Segment(r.Long(0), checked((int)r.Long(1)), checked((int)r.Long(2))));
        var indexed = segments.Count == 0 ? 0 : segments.Max(g => g.Stop);
        var tail = await Tail(s, dataset, indexed, words);
        var found = new Bitmap(Math.Max(indexed, tail.Count == 0 ? 0 : tail[^1] + 1));
        var first = true;
        foreach (var (key, mayGoOn) in (IEnumerable<(string, bool)>)[.. words.Words.Select(w => (w, false)), (words.Beginning, true)])
        {
            var rows = await Rows(s, cache, dataset, segments, key, mayGoOn, found.Length);
            if (first)
                found.Or(rows);
            else
                found.And(rows);
            first = false;
        }
        foreach (var row in tail)
            found.Add(row);
        return found;
    }

    /// <summary>Adds an item to a segment of the index.</summary>
    internal static void AddTo(WordSegment segment, int ordinal, string? text, string externalId)
    {
        segment.Add(ordinal, text);
        if (!IsMadeUp(externalId))
            segment.Add(ordinal, externalId);
    }

    // What of an item is searched: its text, and the id that it came with unless the import made that up.
    static void Each<T>(string? text, string externalId, T state, Action<T, ReadOnlySpan<char>> take)
    {
        Words.Each(text, state, take);
        if (!IsMadeUp(externalId))
            Words.Each(externalId, state, take);
    }

    // An id that stands for the content says nothing that anybody would search for.
    static bool IsMadeUp(string externalId) => externalId.Length >= 31 && externalId.StartsWith("sha256-", StringComparison.Ordinal);

    static async ValueTask<Bitmap> Rows(Session s, WordCache cache, string dataset, List<Segment> segments, string word, bool mayGoOn, int length)
    {
        var key = mayGoOn ? word + WordPage.Star : word;
        var rows = new Bitmap(length);
        var unread = new List<Segment>();
        foreach (var segment in segments)
            if (cache.TryGet((dataset, segment.Number, key), out var written))
                AddAll(written, segment, rows);
            else
                unread.Add(segment);
        if (unread.Count == 0)
            return rows;
        var pages = await Pages(s, dataset, unread, key);
        var more = mayGoOn ? await MorePages(s, dataset, [.. unread.Where(g => WordPage.Find(pages[g.Number].FirstOrDefault() ?? [], key) is null)], key, word) : null;
        foreach (var segment in unread)
        {
            IEnumerable<byte[]> found = pages[segment.Number].FirstOrDefault() is not { } page ? []
                : WordPage.Find(page, key) is { } exact ? [exact]
                : mayGoOn ? WordPage.FindAll(page, word).Concat(more![segment.Number].SelectMany(p => WordPage.FindAll(p, word))) : [];
            var kept = Joined(found, segment);
            cache.Put((dataset, segment.Number, key), kept);
            AddAll(kept, segment, rows);
        }
        return rows;
    }

    static void AddAll(byte[] written, Segment segment, Bitmap rows)
    {
        if (written.Length > 0)
            WordPage.AddTo(written, segment.Start, rows);
    }

    // Of many words that begin so, one list is kept.
    static byte[] Joined(IEnumerable<byte[]> found, Segment segment)
    {
        var all = found.ToList();
        return all.Count switch { 0 => [], 1 => all[0], _ => WordPage.Join(all, segment.Stop - segment.Start) };
    }

    static async ValueTask<ILookup<long, byte[]>> Pages(Session s, string dataset, List<Segment> segments, string key) => (await s.All($"""
        SELECT p.segment, p.body FROM word_segment g JOIN word_page p ON p.dataset = g.dataset AND p.segment = g.number AND p.workspace = g.workspace
        AND p.first = (SELECT max(q.first) FROM word_page q WHERE q.dataset = g.dataset AND q.segment = g.number AND q.first <= {key} AND q.workspace = {s.Workspace})
        WHERE g.dataset = {dataset} AND g.workspace = {s.Workspace} AND g.number IN {new Numbers([.. segments.Select(g => g.Number)])}
        """, r => (Segment: r.Long(0), Body: r.Bytes(1)))).ToLookup(p => p.Segment, p => p.Body);

    static async ValueTask<ILookup<long, byte[]>> MorePages(Session s, string dataset, List<Segment> segments, string key, string beginning) => (await s.All($"""
        SELECT segment, body FROM word_page WHERE dataset = {dataset} AND workspace = {s.Workspace} AND segment IN {new Numbers([.. segments.Select(g => g.Number)])}
        AND first > {key} AND first < {beginning + "\U0010FFFF"} ORDER BY segment, first
        """, r => (Segment: r.Long(0), Body: r.Bytes(1)))).ToLookup(p => p.Segment, p => p.Body);

    static async ValueTask<List<int>> Tail(Session s, string dataset, long indexed, HasWords words)
    {
        var found = new List<int>();
        var seen = new Seen(words);
        for (var (after, read) = (indexed - 1, TailAtOnce); read == TailAtOnce;)
        {
            read = 0;
            await s.Each($"""
                SELECT ordinal, payload ->> 'text', external_id FROM item
                WHERE dataset = {dataset} AND workspace = {s.Workspace} AND ordinal > {after} ORDER BY ordinal LIMIT {(long)TailAtOnce}
                """, r =>
            {
                read++;
                after = r.Long(0);
                if (seen.In(r.TextOrNull(1), r.Text(2)))
                    found.Add(checked((int)after));
            });
        }
        return found;
    }

    sealed class Seen(HasWords words)
    {
        readonly bool[] had = new bool[words.Words.Count + 1];

        internal bool In(string? text, string externalId)
        {
            Array.Clear(had);
            Each(text, externalId, this, static (seen, word) => seen.Note(word));
            return !had.AsSpan().Contains(false);
        }

        void Note(ReadOnlySpan<char> word)
        {
            for (var i = 0; i < words.Words.Count; i++)
                had[i] |= word.SequenceEqual(words.Words[i]);
            had[^1] |= word.StartsWith(words.Beginning, StringComparison.Ordinal);
        }
    }
}
