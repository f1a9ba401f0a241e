using System.Numerics;

namespace Groundwork.Core.Statistics;

/// <summary>
/// A seeded generator of uniform numbers: the same seed gives the same numbers on every machine, version and culture.
/// Not for secrets.
/// </summary>
/// <remarks>
/// xoshiro256** 1.0 of Blackman &amp; Vigna (2021), ACM Trans. Math. Softw. 47(4):36, seeded by SplitMix64 as its authors advise
/// (Steele, Lea &amp; Flood 2014, OOPSLA); bounded integers by Lemire (2019), ACM Trans. Model. Comput. Simul. 29(1):3.
/// </remarks>
public sealed class SeededRandom
{
    ulong s0, s1, s2, s3;

    /// <summary>Starts the sequence that belongs to a seed.</summary>
    /// <param name="seed">Any number; near seeds give unrelated sequences.</param>
    public SeededRandom(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer in [0, <paramref name="below"/>), without bias.</summary>
    /// <param name="below">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="below"/> is less than 1.</exception>
    public int NextInt(int below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        var range = (uint)below;
        var product = (NextBits() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = unchecked(0u - range) % range;
            while ((uint)product < threshold)
                product = (NextBits() >> 32) * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Puts the items into a uniformly random order (Fisher–Yates).</summary>
    /// <param name="items">Reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal static ulong SplitMix64(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
