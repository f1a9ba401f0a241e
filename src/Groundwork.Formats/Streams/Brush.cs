using System.Collections;

namespace Groundwork.Formats.Streams;

/// <summary>
/// Brush strokes as Label Studio packs them: a stream of bits with runs of RGBA bytes, row by row. A header of 32 bits with the
/// number of bytes, 5 bits with the width of a word less one, and four times 4 bits with the widths of lengths less one; then for each run one bit that
/// says whether a word is repeated, two that choose the width of its length, the length less one, and a word or as many as that.
/// </summary>
static class Brush
{
    const int Channels = 4, LongestRun = 1 << 16;

    static readonly int[] Widths = [3, 4, 8, 16];

    /// <summary>The bytes for a mask of runs down the columns; null if it doesn't fit the picture, or the picture is too large.</summary>
    public static byte[]? Encode(IReadOnlyList<long> columns, int width, int height)
    {
        if ((long)width * height > Pixels.Most || columns.Sum() != (long)width * height)
            return null;
        var on = Raster(columns, width, height);
        var bits = new BitWriter();
        bits.Write((uint)((long)width * height * Channels), 32);
        bits.Write(7, 5);
        foreach (var size in Widths)
            bits.Write((uint)(size - 1), 4);
        foreach (var (value, length) in Runs(on))
            for (var left = length * Channels; left > 0; left -= LongestRun)
            {
                var part = (int)Math.Min(left, LongestRun);
                bits.Write(1, 1);
                var choice = Array.FindIndex(Widths, size => part - 1 < 1 << size);
                bits.Write((uint)choice, 2);
                bits.Write((uint)(part - 1), Widths[choice]);
                bits.Write(value ? 255u : 0, 8);
            }
        return bits.ToArray();
    }

    /// <summary>The runs down the columns; null if the bytes are not of a picture of this size.</summary>
    public static List<long>? Decode(byte[] bytes, int width, int height)
    {
        var pixels = (long)width * height;
        var bits = new BitReader(bytes);
        if (pixels > Pixels.Most || pixels < 1 || bits.Read(32) != pixels * Channels)
            return null;
        var word = bits.Read(5) + 1;
        var widths = new[] { bits.Read(4) + 1, bits.Read(4) + 1, bits.Read(4) + 1, bits.Read(4) + 1 };
        if (word > 16)
            return null;
        var on = new BitArray((int)pixels);
        for (long at = 0; at < pixels * Channels;)
        {
            var repeats = bits.Read(1) == 1;
            var length = bits.Read((int)widths[bits.Read(2)]) + 1;
            var value = repeats ? bits.Read((int)word) : 0;
            // A file that ended would otherwise go on with zeros, and a length beyond the picture with nothing.
            if (bits.Ended || at + length > pixels * Channels)
                return null;
            for (var n = 0L; n < length; n++, at++)
            {
                var each = repeats ? value : bits.Read((int)word);
                if (at % Channels == Channels - 1 && each != 0)
                    on[(int)(at / Channels)] = true;
            }
        }
        if (bits.Ended)
            return null;
        var turned = new BitArray((int)pixels);
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
                turned[x * height + y] = on[y * width + x];
        var runs = new List<long>();
        foreach (var (value, length) in Runs(turned))
        {
            if (value && runs.Count == 0)
                runs.Add(0);
            runs.Add(length);
        }
        return runs;
    }

    static BitArray Raster(IReadOnlyList<long> columns, int width, int height)
    {
        var on = new BitArray(width * height);
        long at = 0;
        for (var n = 0; n < columns.Count; at += columns[n++])
            if (n % 2 == 1)
                for (var pixel = at; pixel < at + columns[n]; pixel++)
                    on[(int)(pixel % height * width + pixel / height)] = true;
        return on;
    }

    static IEnumerable<(bool Value, long Length)> Runs(BitArray on)
    {
        for (var from = 0; from < on.Length;)
        {
            var to = from + 1;
            while (to < on.Length && on[to] == on[from])
                to++;
            yield return (on[from], to - from);
            from = to;
        }
    }

    sealed class BitWriter
    {
        readonly List<byte> _bytes = [];
        int _used = 8;

        public void Write(uint value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--)
            {
                if (_used == 8)
                {
                    _bytes.Add(0);
                    _used = 0;
                }
                _bytes[^1] |= (byte)((value >> bit & 1) << 7 - _used++);
            }
        }

        public byte[] ToArray() => [.. _bytes];
    }

    sealed class BitReader(byte[] bytes)
    {
        long _at;

        public bool Ended => _at > 8L * bytes.Length;

        public long Read(int count)
        {
            long value = 0;
            for (; count > 0; count--, _at++)
                value = value << 1 | (_at < 8L * bytes.Length ? (uint)(bytes[_at >> 3] >> (int)(7 - (_at & 7)) & 1) : 0);
            return value;
        }
    }
}
