using System.Text;

namespace Groundwork.Core.Search;

/// <summary>A page of an index of words: some thousand words in their order, each with the places where it comes.</summary>
/// <param name="First">The first of its keys. A key is in the last page whose first isn't after it.</param>
/// <param name="Body">The keys and their places.</param>
/// <remarks>
/// Keys are in the order of their UTF-8 bytes, as both databases sort text. A key is a word, or a beginning with a star
/// that stands for all words that begin so; those are written only where the words would fill several pages.
/// </remarks>
public sealed record WordPage(string First, byte[] Body)
{
    /// <summary>Stands behind a beginning. No word has it, and it sorts before everything that a word can go on with.</summary>
    public const char Star = '*';

    /// <summary>Words with a common beginning that has no key of its own fill at most this many pages.</summary>
    public const int MostPages = 4;

    const int Full = 12 * 1024, MuchOf = 2 * Full;

    /// <summary>What is written of one key, or null if the page doesn't have it: its places, for <see cref="AddTo"/>.</summary>
    public static byte[]? Find(byte[] body, string key)
    {
        var wanted = Encoding.UTF8.GetBytes(key);
        for (var cursor = new WordCursor([body]); cursor.Next();)
            if (cursor.Key.SequenceCompareTo(wanted) is var order && order >= 0)
                return order == 0 ? cursor.Written() : null;
        return null;
    }

    /// <summary>What is written of all words of a page that begin so.</summary>
    public static IEnumerable<byte[]> FindAll(byte[] body, string beginning)
    {
        var wanted = Encoding.UTF8.GetBytes(beginning);
        for (var cursor = new WordCursor([body]); cursor.Next();)
            if (cursor.Key.StartsWith(wanted) && !cursor.IsBeginning)
                yield return cursor.Written();
    }

    /// <summary>Adds the places of a key to a set of rows.</summary>
    /// <param name="written">What <see cref="Find"/> gave.</param>
    /// <param name="start">The ordinal that the segment begins at.</param>
    /// <param name="rows">Gets them.</param>
    public static void AddTo(ReadOnlySpan<byte> written, int start, Bitmap rows)
    {
        var dense = (Varint.Read(ref written) & 1) != 0;
        Postings.Each(written, dense, (start, rows), static (to, place) => to.rows.Add(to.start + place));
    }

    /// <summary>One list of places out of several of the same segment.</summary>
    /// <param name="written">What <see cref="Find"/> or <see cref="FindAll"/> gave.</param>
    /// <param name="span">How many ordinals the segment has.</param>
    public static byte[] Join(IEnumerable<byte[]> written, int span)
    {
        var rows = new Bitmap(span);
        foreach (var each in written)
            AddTo(each, 0, rows);
        return Postings.Of(rows).Written(span);
    }

    /// <summary>Writes sorted words into pages.</summary>
    internal static List<WordPage> Write(List<(byte[] Key, Postings Places)> words, int span)
    {
        var keys = new List<(byte[] Key, Postings Places)>(words);
        AddBeginnings(words, 0, words.Count, 0, span, keys);
        keys.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        var pages = new List<WordPage>();
        var (body, first, before) = (new List<byte>(Full * 2), "", Array.Empty<byte>());
        foreach (var (key, places) in keys)
        {
            if (body.Count == 0)
                (first, before) = (Encoding.UTF8.GetString(key), []);
            var shared = key.AsSpan().CommonPrefixLength(before);
            Varint.Write(body, (uint)shared);
            Varint.Write(body, (uint)(key.Length - shared));
            body.AddRange(key.AsSpan(shared));
            places.WriteTo(body, span);
            before = key;
            if (body.Count < Full)
                continue;
            pages.Add(new WordPage(first, [.. body]));
            body.Clear();
        }
        if (body.Count > 0)
            pages.Add(new WordPage(first, [.. body]));
        return pages;
    }

    // Words from..to share their first bytes; those that are many get a key for what they share.
    static void AddBeginnings(List<(byte[] Key, Postings Places)> words, int from, int to, int shared, int span, List<(byte[] Key, Postings Places)> keys)
    {
        for (var end = from; from < to; from = end)
        {
            var key = words[from].Key;
            if (key.Length == shared)
            {
                end = from + 1;
                continue;
            }
            Rune.DecodeFromUtf8(key.AsSpan(shared), out _, out var more);
            var size = 0L;
            for (end = from; end < to && words[end].Key.AsSpan().StartsWith(key.AsSpan(0, shared + more)); end++)
                size += words[end].Key.Length + 4 + Math.Min(words[end].Places.Length, (span + 7) / 8);
            if (size <= MuchOf || end - from == 1)
                continue;
            keys.Add(([.. key.AsSpan(0, shared + more), (byte)Star], All(words, from, end, span)));
            AddBeginnings(words, from, end, shared + more, span, keys);
        }
    }

    static Postings All(List<(byte[] Key, Postings Places)> words, int from, int to, int span)
    {
        var rows = new Bitmap(span);
        for (var i = from; i < to; i++)
            words[i].Places.Each(rows, static (all, place) => all.Add(place));
        return Postings.Of(rows);
    }
}

/// <summary>Goes through the keys of pages that follow one another.</summary>
sealed class WordCursor(IEnumerable<byte[]> pages)
{
    readonly IEnumerator<byte[]> pages = pages.GetEnumerator();
    readonly byte[] key = new byte[1024];
    ReadOnlyMemory<byte> left;
    ReadOnlyMemory<byte> places;
    int length;
    uint header;

    internal ReadOnlySpan<byte> Key => key.AsSpan(0, length);

    internal bool IsBeginning => length > 0 && key[length - 1] == WordPage.Star;

    internal bool Next()
    {
        while (left.Length == 0)
        {
            if (!pages.MoveNext())
                return false;
            (left, length) = (pages.Current, 0);
        }
        var body = left.Span;
        var shared = (int)Varint.Read(ref body);
        var rest = (int)Varint.Read(ref body);
        body[..rest].CopyTo(key.AsSpan(shared));
        length = shared + rest;
        body = body[rest..];
        header = Varint.Read(ref body);
        var size = (int)Varint.Read(ref body);
        places = left.Slice(left.Length - body.Length, size);
        left = left[(left.Length - body.Length + size)..];
        return true;
    }

    /// <summary>The places with how they are written, to be kept.</summary>
    internal byte[] Written()
    {
        var written = new byte[5 + places.Length];
        var at = Varint.Write(written, header);
        places.Span.CopyTo(written.AsSpan(at));
        return written[..(at + places.Length)];
    }

    internal void EachPlace<T>(T state, Action<T, int> take) => Postings.Each(places.Span, (header & 1) != 0, state, take);
}
