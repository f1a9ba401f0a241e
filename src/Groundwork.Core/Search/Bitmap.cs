using System.Numerics;

namespace Groundwork.Core.Search;

/// <summary>A set of row numbers, one bit for each: what a filter has found.</summary>
public sealed class Bitmap
{
    readonly ulong[] words;

    /// <summary>An empty set of rows below <paramref name="length"/>.</summary>
    public Bitmap(int length)
    {
        Length = length;
        words = new ulong[(length + 63) / 64];
    }

    /// <summary>Row numbers are below this.</summary>
    public int Length { get; }

    /// <summary>The bits, 64 to a word, the lowest row in the lowest bit. Bits at and after <see cref="Length"/> stay 0.</summary>
    public Span<ulong> Words => words;

    /// <summary>Is this row in the set? False for any number outside.</summary>
    public bool this[int row] => (uint)row < (uint)Length && (words[row >> 6] >> row & 1) != 0;

    /// <summary>Puts a row into the set; numbers outside are let go.</summary>
    public void Add(int row)
    {
        if ((uint)row < (uint)Length)
            words[row >> 6] |= 1UL << row;
    }

    /// <summary>How many rows are in the set.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>How many rows of the set lie below a number.</summary>
    public int CountBelow(int row)
    {
        var count = 0;
        var full = Math.Clamp(row, 0, Length) >> 6;
        for (var i = 0; i < full; i++)
            count += BitOperations.PopCount(words[i]);
        return full < words.Length && row > 0 && row < Length ? count + BitOperations.PopCount(words[full] & ((1UL << row) - 1)) : count;
    }

    /// <summary>The row that has so many rows of the set before it; -1 if there are fewer.</summary>
    public int At(int place)
    {
        for (var i = 0; i < words.Length && place >= 0; i++)
        {
            var here = BitOperations.PopCount(words[i]);
            if (place < here)
            {
                var left = words[i];
                for (; place > 0; place--)
                    left &= left - 1;
                return (i << 6) + BitOperations.TrailingZeroCount(left);
            }
            place -= here;
        }
        return -1;
    }

    /// <summary>Keeps only what the other set has too.</summary>
    public void And(Bitmap other)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] &= i < other.words.Length ? other.words[i] : 0;
    }

    /// <summary>Adds what the other set has.</summary>
    public void Or(Bitmap other)
    {
        for (var i = 0; i < Math.Min(words.Length, other.words.Length); i++)
            words[i] |= other.words[i];
        Trim();
    }

    /// <summary>Takes out all rows from this number on.</summary>
    public void Cut(int from)
    {
        if (from >= Length)
            return;
        words.AsSpan((from >> 6) + 1).Clear();
        words[from >> 6] &= (1UL << from) - 1;
    }

    /// <summary>The rows of the set after <paramref name="row"/>, in order.</summary>
    public IEnumerable<int> After(int row)
    {
        var first = Math.Max(0, row + 1);
        for (var i = first >> 6; i < words.Length; i++)
            for (var left = i == first >> 6 ? words[i] & (ulong.MaxValue << first) : words[i]; left != 0; left &= left - 1)
                yield return (i << 6) + BitOperations.TrailingZeroCount(left);
    }

    /// <summary>The rows of the set before <paramref name="row"/>, the highest first.</summary>
    public IEnumerable<int> Before(int row)
    {
        var last = Math.Min(row, Length) - 1;
        for (var i = last >> 6; last >= 0 && i >= 0; i--)
            for (var left = i == last >> 6 ? words[i] & (ulong.MaxValue >> (63 - (last & 63))) : words[i]; left != 0;)
            {
                var bit = 63 - BitOperations.LeadingZeroCount(left);
                yield return (i << 6) + bit;
                left &= ~(1UL << bit);
            }
    }

    void Trim()
    {
        if ((Length & 63) != 0)
            words[^1] &= (1UL << Length) - 1;
    }
}
