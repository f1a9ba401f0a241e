using System.Numerics;
using System.Runtime.CompilerServices;

namespace Groundwork.Core.Search;

/// <summary>The values of one column in one chunk of rows, one or none a row, in as few bytes as their range needs.</summary>
abstract class PackedValues
{
    /// <summary>Stands for a row without a value.</summary>
    internal const long None = long.MinValue;

    /// <summary>The lowest value here.</summary>
    internal long Lowest { get; private protected init; }

    /// <summary>The highest value here.</summary>
    internal long Highest { get; private protected init; }

    internal abstract int Bytes { get; }

    internal abstract long this[int row] { get; }

    /// <summary>Sets the bits of rows with low ≤ value ≤ high.</summary>
    internal abstract void Between(long low, long high, Span<ulong> into);

    /// <summary>Sets the bits of rows whose value is allowed; values are small and not negative here, no value counts as 0.</summary>
    internal abstract void Among(ReadOnlySpan<bool> allowed, Span<ulong> into);

    /// <summary>Sets the bits of rows whose value is in the set.</summary>
    internal abstract void Within(Bitmap rows, Span<ulong> into);

    /// <summary>Counts the rows under the bits by their value; no value counts as 0.</summary>
    internal abstract void CountBy(ReadOnlySpan<ulong> under, Span<int> counts);

    /// <summary>Packs values, of which <see cref="None"/> is no value; null when no row has any.</summary>
    internal static PackedValues? Pack(ReadOnlySpan<long> values)
    {
        var (low, high, gaps) = (long.MaxValue, None, false);
        foreach (var value in values)
        {
            gaps |= value == None;
            if (value == None)
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        if (high == None)
            return null;
        if (low == high && !gaps)
            return new Constant(low);
        var range = (UInt128)((Int128)high - low) + 1;
        return range <= byte.MaxValue ? new Packed<byte>(values, low, high)
            : range <= ushort.MaxValue ? new Packed<ushort>(values, low, high)
            : range <= uint.MaxValue ? new Packed<uint>(values, low, high)
            : new Packed<ulong>(values, low, high);
    }

    sealed class Constant : PackedValues
    {
        internal Constant(long value) => (Lowest, Highest) = (value, value);

        internal override int Bytes => 40;

        internal override long this[int row] => Lowest;

        internal override void Between(long low, long high, Span<ulong> into)
        {
            if (low <= Lowest && Lowest <= high)
                into.Fill(ulong.MaxValue);
        }

        internal override void Among(ReadOnlySpan<bool> allowed, Span<ulong> into)
        {
            if (Lowest < allowed.Length && allowed[(int)Lowest])
                into.Fill(ulong.MaxValue);
        }

        internal override void Within(Bitmap rows, Span<ulong> into)
        {
            if (Lowest is >= 0 and <= int.MaxValue && rows[(int)Lowest])
                into.Fill(ulong.MaxValue);
        }

        internal override void CountBy(ReadOnlySpan<ulong> under, Span<int> counts)
        {
            foreach (var word in under)
                counts[(int)Lowest] += BitOperations.PopCount(word);
        }
    }

    /// <summary>Code 0 is no value, any other is the value's distance from the lowest plus 1.</summary>
    sealed class Packed<T> : PackedValues where T : unmanaged, IBinaryInteger<T>
    {
        readonly T[] codes;

        internal Packed(ReadOnlySpan<long> values, long low, long high)
        {
            (Lowest, Highest) = (low, high);
            codes = new T[values.Length];
            for (var i = 0; i < values.Length; i++)
                codes[i] = values[i] == None ? T.Zero : T.CreateTruncating(unchecked((ulong)values[i] - (ulong)low) + 1);
        }

        internal override int Bytes => 56 + codes.Length * Unsafe.SizeOf<T>();

        internal override long this[int row] => codes[row] == T.Zero ? None : unchecked((long)((ulong)Lowest + ulong.CreateTruncating(codes[row]) - 1));

        internal override void Between(long low, long high, Span<ulong> into)
        {
            if (high < Lowest || low > Highest || high < low)
                return;
            var from = unchecked((ulong)Math.Max(low, Lowest) - (ulong)Lowest) + 1;
            var span = unchecked((ulong)Math.Min(high, Highest) - (ulong)Math.Max(low, Lowest));
            for (var w = 0; w < into.Length; w++)
            {
                var bits = 0UL;
                var sixtyFour = codes.AsSpan(w * 64, 64);
                for (var b = 0; b < sixtyFour.Length; b++)
                    bits |= (ulong.CreateTruncating(sixtyFour[b]) - from <= span ? 1UL : 0) << b;
                into[w] |= bits;
            }
        }

        internal override void Among(ReadOnlySpan<bool> allowed, Span<ulong> into)
        {
            // Values by code, so that the loop looks up once for each row.
            var size = (int)(Highest - Lowest) + 2;
            Span<bool> byCode = size <= 1024 ? stackalloc bool[size] : new bool[size];
            byCode[0] = allowed.Length > 0 && allowed[0];
            for (var code = 1; code < size; code++)
                byCode[code] = Lowest + code - 1 < allowed.Length && allowed[(int)Lowest + code - 1];
            for (var w = 0; w < into.Length; w++)
            {
                var bits = 0UL;
                var sixtyFour = codes.AsSpan(w * 64, 64);
                for (var b = 0; b < sixtyFour.Length; b++)
                    bits |= (byCode[int.CreateTruncating(sixtyFour[b])] ? 1UL : 0) << b;
                into[w] |= bits;
            }
        }

        internal override void Within(Bitmap rows, Span<ulong> into)
        {
            for (var w = 0; w < into.Length; w++)
            {
                var bits = 0UL;
                var sixtyFour = codes.AsSpan(w * 64, 64);
                for (var b = 0; b < sixtyFour.Length; b++)
                    bits |= (sixtyFour[b] != T.Zero && rows[unchecked((int)(Lowest + long.CreateTruncating(sixtyFour[b]) - 1))] ? 1UL : 0) << b;
                into[w] |= bits;
            }
        }

        internal override void CountBy(ReadOnlySpan<ulong> under, Span<int> counts)
        {
            for (var w = 0; w < under.Length; w++)
                for (var left = under[w]; left != 0; left &= left - 1)
                {
                    var code = int.CreateTruncating(codes[w * 64 + BitOperations.TrailingZeroCount(left)]);
                    counts[code == 0 ? 0 : (int)Lowest + code - 1]++;
                }
        }
    }
}
