using System.Numerics;
using System.Runtime.InteropServices;

namespace Groundwork.Core.Statistics;

/// <summary>
/// What each independent unit (a task, say) adds to the sums that a statistic is made of; input of <see cref="Jackknife"/>.
/// </summary>
/// <remarks>
/// Above <see cref="MaxGroups"/> units, units are dealt at random into that many groups of equal size and only the groups' sums
/// are kept (random groups: Wolter 2007, Introduction to Variance Estimation, ch. 2): the sum of independent units has the same
/// variance either way, and memory and time of an interval no longer grow. For wide contributions there are fewer groups.
/// </remarks>
public sealed class UnitSums
{
    /// <summary>The largest number of groups that is kept.</summary>
    public const int MaxGroups = 2000;

    /// <summary>The seed of whoever has no reason for another.</summary>
    public const ulong UsualSeed = 1;

    const int MinGroups = 100;
    const int MaxNumbers = 1 << 22;

    readonly int[] groupOf;
    readonly double[] groups;
    readonly double[] total;

    /// <summary>Makes room for a known number of units.</summary>
    /// <param name="unitCount">How many units will be added, at least 0.</param>
    /// <param name="width">Numbers per unit, at least 1.</param>
    /// <param name="seed">Deals units into groups; the same seed, the same groups.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public UnitSums(int unitCount, int width, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unitCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        GroupCount = Math.Min(unitCount, Math.Clamp(MaxNumbers / width, MinGroups, MaxGroups));
        Width = width;
        groupOf = new int[unitCount];
        for (var i = 0; i < unitCount; i++)
            groupOf[i] = i % GroupCount;
        if (unitCount > GroupCount)
            new SeededRandom(seed).Shuffle<int>(groupOf);
        groups = new double[checked(GroupCount * width)];
        total = new double[width];
    }

    /// <summary>Numbers per unit.</summary>
    public int Width { get; }

    /// <summary>Units added so far.</summary>
    public int UnitCount { get; private set; }

    /// <summary>Groups that can be left out: as many as units, unless units had to be pooled.</summary>
    public int GroupCount { get; }

    /// <summary>The sums over all units added; length width.</summary>
    public ReadOnlySpan<double> Total => total;

    /// <summary>Adds the next unit.</summary>
    /// <param name="contribution">Length width.</param>
    /// <exception cref="ArgumentException">The length is not the width.</exception>
    /// <exception cref="InvalidOperationException">All announced units were added already.</exception>
    public void Add(ReadOnlySpan<double> contribution)
    {
        if (contribution.Length != Width)
            throw new ArgumentException($"{contribution.Length} numbers instead of {Width}.", nameof(contribution));
        if (UnitCount == groupOf.Length)
            throw new InvalidOperationException($"Only {groupOf.Length} units were announced.");
        Accumulate(groups.AsSpan(groupOf[UnitCount++] * Width, Width), contribution);
        Accumulate(total, contribution);
    }

    /// <summary>Adds the next unit, of whose numbers only some are not 0.</summary>
    /// <param name="contribution">Places, each 0 … width − 1, and what is added there.</param>
    /// <exception cref="InvalidOperationException">All announced units were added already.</exception>
    public void Add(ReadOnlySpan<(int Place, double Value)> contribution)
    {
        if (UnitCount == groupOf.Length)
            throw new InvalidOperationException($"Only {groupOf.Length} units were announced.");
        var group = groups.AsSpan(groupOf[UnitCount++] * Width, Width);
        foreach (var (place, value) in contribution)
        {
            group[place] += value;
            total[place] += value;
        }
    }

    /// <summary>The sums with a share of one group taken away.</summary>
    internal void Without(int group, double share, Span<double> sums)
    {
        var part = groups.AsSpan(group * Width, Width);
        for (var i = 0; i < sums.Length; i++)
            sums[i] = total[i] - (share * part[i]);
    }

    // Lane by lane, so that the result does not depend on the machine's vector width.
    static void Accumulate(Span<double> sums, ReadOnlySpan<double> more)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var wideMore = MemoryMarshal.Cast<double, Vector<double>>(more);
        for (var i = 0; i < wide.Length; i++)
            wide[i] += wideMore[i];
        for (var i = wide.Length * Vector<double>.Count; i < sums.Length; i++)
            sums[i] += more[i];
    }
}
