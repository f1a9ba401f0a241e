using System.Text;

namespace Groundwork.Core.Search;

/// <summary>The words of a stretch of texts, gathered until they become pages that don't change any more.</summary>
public sealed class WordSegment
{
    readonly Dictionary<string, Postings> words = new(StringComparer.Ordinal);
    int ordinal;

    /// <summary>Begins with no text.</summary>
    /// <param name="start">The ordinal of the first text.</param>
    public WordSegment(int start) => Start = Stop = start;

    /// <summary>The ordinal of the first text.</summary>
    public int Start { get; }

    /// <summary>Ordinals in it are below this.</summary>
    public int Stop { get; private set; }

    /// <summary>How many pairs of word and text it has: what its pages' size goes by.</summary>
    public long Places { get; private set; }

    /// <summary>Adds a text. Ordinals only rise; the same one again adds to the same text.</summary>
    public void Add(int at, ReadOnlySpan<char> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, Math.Max(Start, Stop - 1));
        ordinal = at;
        Stop = at + 1;
        Words.Each(text, this, static (all, word) => all.Note(word));
    }

    /// <summary>The pages of what was added, in the order of their keys.</summary>
    public IReadOnlyList<WordPage> Pages()
    {
        var sorted = words.Select(w => (Key: Encoding.UTF8.GetBytes(w.Key), w.Value)).ToList();
        sorted.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return WordPage.Write(sorted, Stop - Start);
    }

    /// <summary>Makes one segment's pages out of those of several that follow one another.</summary>
    /// <param name="segments">Where each begins, and its pages in the order of their keys; in the order of their ordinals.</param>
    /// <param name="stop">Ordinals are below this.</param>
    public static IReadOnlyList<WordPage> Merge(IReadOnlyList<(int Start, IReadOnlyList<byte[]> Pages)> segments, int stop)
    {
        var start = segments[0].Start;
        var cursors = segments.Select(s => (s.Start, Cursor: new WordCursor(s.Pages))).Where(c => c.Cursor.Next()).ToList();
        var merged = new List<(byte[] Key, Postings Places)>();
        while (cursors.Count > 0)
        {
            var least = cursors[0].Cursor;
            foreach (var (_, cursor) in cursors)
                if (cursor.Key.SequenceCompareTo(least.Key) < 0)
                    least = cursor;
            var (key, places, keep) = (least.Key.ToArray(), new Postings(), !least.IsBeginning);
            for (var i = 0; i < cursors.Count; i++)
            {
                var (from, cursor) = cursors[i];
                if (!cursor.Key.SequenceEqual(key))
                    continue;
                if (keep)
                    cursor.EachPlace((places, from - start), static (to, place) => to.places.Add(to.Item2 + place));
                if (!cursor.Next())
                    cursors.RemoveAt(i--);
            }
            if (keep)
                merged.Add((key, places));
        }
        return WordPage.Write(merged, stop - start);
    }

    void Note(ReadOnlySpan<char> word)
    {
        var known = words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(word, out var places))
            known[word] = places = new Postings();
        if (places.Add(ordinal - Start))
            Places++;
    }
}
