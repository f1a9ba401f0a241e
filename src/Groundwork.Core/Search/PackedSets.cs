using System.Numerics;
using System.Runtime.CompilerServices;

namespace Groundwork.Core.Search;

/// <summary>The values of one column in one chunk of rows, any number a row: first how many each row has, then all of them in the rows' order.</summary>
abstract class PackedSets
{
    internal abstract int Bytes { get; }

    /// <summary>Sets the bits of rows that have an allowed value; a row without any counts as having 0.</summary>
    internal abstract void Among(ReadOnlySpan<bool> allowed, Span<ulong> into);

    /// <summary>Counts, for each value, the rows under the bits that have it; those without any count as 0.</summary>
    internal abstract void CountBy(ReadOnlySpan<ulong> under, Span<int> counts);

    /// <summary>Writes each row's values out again.</summary>
    internal abstract void Unpack(int[]?[] rows);

    /// <summary>Packs; null when no row has any value.</summary>
    internal static PackedSets? Pack(int[]?[] rows)
    {
        var most = 0;
        foreach (var row in rows)
        {
            most = Math.Max(most, row?.Length ?? 0);
            foreach (var value in row ?? [])
                most = Math.Max(most, value);
        }
        return most == 0 ? null
            : most <= byte.MaxValue ? new Packed<byte>(rows)
            : most <= ushort.MaxValue ? new Packed<ushort>(rows)
            : new Packed<int>(rows);
    }

    sealed class Packed<T> : PackedSets where T : unmanaged, IBinaryInteger<T>
    {
        readonly T[] counts;
        readonly T[] values;

        internal Packed(int[]?[] rows)
        {
            counts = [.. rows.Select(r => T.CreateTruncating(r?.Length ?? 0))];
            values = [.. rows.SelectMany(r => r ?? []).Select(T.CreateTruncating)];
        }

        internal override int Bytes => 80 + (counts.Length + values.Length) * Unsafe.SizeOf<T>();

        internal override void Among(ReadOnlySpan<bool> allowed, Span<ulong> into)
        {
            var none = allowed.Length > 0 && allowed[0];
            var at = 0;
            for (var w = 0; w < into.Length; w++)
            {
                var bits = 0UL;
                for (var b = 0; b < 64; b++)
                {
                    var count = int.CreateTruncating(counts[w * 64 + b]);
                    var hit = count == 0 && none;
                    for (var end = at + count; at < end; at++)
                        hit |= int.CreateTruncating(values[at]) is var value && value < allowed.Length && allowed[value];
                    bits |= (hit ? 1UL : 0) << b;
                }
                into[w] |= bits;
            }
        }

        internal override void CountBy(ReadOnlySpan<ulong> under, Span<int> totals)
        {
            var at = 0;
            for (var row = 0; row < counts.Length; row++)
            {
                var count = int.CreateTruncating(counts[row]);
                if ((under[row >> 6] >> row & 1) != 0)
                {
                    if (count == 0)
                        totals[0]++;
                    for (var i = 0; i < count; i++)
                        totals[int.CreateTruncating(values[at + i])]++;
                }
                at += count;
            }
        }

        internal override void Unpack(int[]?[] rows)
        {
            var at = 0;
            for (var row = 0; row < counts.Length; row++)
            {
                var count = int.CreateTruncating(counts[row]);
                rows[row] = count == 0 ? null : [.. values.AsSpan(at, count).ToArray().Select(int.CreateTruncating)];
                at += count;
            }
        }
    }
}
