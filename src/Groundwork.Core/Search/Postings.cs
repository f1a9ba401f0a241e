using System.Numerics;

namespace Groundwork.Core.Search;

/// <summary>The places where a word comes, in ascending order, each told by its distance from the one before: one byte for most.</summary>
sealed class Postings
{
    byte[] bytes = new byte[4];
    int length;
    int last = -1;

    internal int Count { get; private set; }

    internal int Length => length;

    internal static Postings Of(Bitmap rows)
    {
        var places = new Postings();
        foreach (var row in rows.After(-1))
            places.Add(row);
        return places;
    }

    /// <summary>Adds a place; the same one again changes nothing.</summary>
    internal bool Add(int place)
    {
        if (place == last)
            return false;
        ArgumentOutOfRangeException.ThrowIfLessThan(place, last);
        if (length + 5 > bytes.Length)
            Array.Resize(ref bytes, bytes.Length * 2 + 5);
        length += Varint.Write(bytes.AsSpan(length), (uint)(place - last - 1));
        last = place;
        Count++;
        return true;
    }

    /// <summary>Appends how many there are and of which form, and then the places: the distances, or a bit for each place below the span where that is shorter.</summary>
    internal void WriteTo(List<byte> page, int span)
    {
        var dense = IsDense(span);
        Varint.Write(page, Header(span));
        Varint.Write(page, (uint)(dense ? (span + 7) / 8 : length));
        page.AddRange(dense ? Dense(span) : bytes.AsSpan(0, length));
    }

    /// <summary>The same without the length, to be kept alone.</summary>
    internal byte[] Written(int span)
    {
        Span<byte> header = stackalloc byte[5];
        return [.. header[..Varint.Write(header, Header(span))], .. IsDense(span) ? Dense(span) : bytes.AsSpan(0, length)];
    }

    bool IsDense(int span) => length > (span + 7) / 8;

    uint Header(int span) => (uint)Count * 2 + (IsDense(span) ? 1u : 0);

    internal void Each<T>(T state, Action<T, int> take) => Each(bytes.AsSpan(0, length), dense: false, state, take);

    byte[] Dense(int span)
    {
        var bits = new byte[(span + 7) / 8];
        Each(bits, static (all, place) => all[place >> 3] |= (byte)(1 << (place & 7)));
        return bits;
    }

    /// <summary>Hands out the places of what <see cref="WriteTo"/> wrote.</summary>
    internal static void Each<T>(ReadOnlySpan<byte> written, bool dense, T state, Action<T, int> take)
    {
        if (dense)
        {
            for (var i = 0; i < written.Length; i++)
                for (var left = (uint)written[i]; left != 0; left &= left - 1)
                    take(state, i * 8 + BitOperations.TrailingZeroCount(left));
            return;
        }
        var place = -1;
        while (written.Length > 0)
        {
            place += (int)Varint.Read(ref written) + 1;
            take(state, place);
        }
    }
}

/// <summary>Numbers in as few bytes as they need, seven bits to a byte.</summary>
static class Varint
{
    internal static int Write(Span<byte> into, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            into[at++] = (byte)(value | 0x80);
        into[at++] = (byte)value;
        return at;
    }

    internal static void Write(List<byte> into, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            into.Add((byte)(value | 0x80));
        into.Add((byte)value);
    }

    internal static uint Read(ref ReadOnlySpan<byte> from)
    {
        var (value, at) = (0u, 0);
        for (var shift = 0; ; shift += 7)
        {
            var one = from[at++];
            value |= (uint)(one & 0x7F) << shift;
            if (one < 0x80)
                break;
        }
        from = from[at..];
        return value;
    }
}
