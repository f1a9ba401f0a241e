namespace Groundwork.Core.Statistics;

/// <summary>How many wrong items are among those drawn from a known number of items without putting back.</summary>
public static class Hypergeometric
{
    /// <summary>The natural logarithm of the probability of exactly this many; −∞ where it can't be.</summary>
    /// <param name="found">Wrong items among those drawn.</param>
    /// <param name="items">All items.</param>
    /// <param name="wrong">Wrong items among all.</param>
    /// <param name="drawn">Items drawn.</param>
    public static double LogProbability(long found, long items, long wrong, long drawn) =>
        found < Math.Max(0, drawn - (items - wrong)) || found > Math.Min(wrong, drawn)
            ? double.NegativeInfinity
            : LogGamma.Choose(wrong, found) + LogGamma.Choose(items - wrong, drawn - found) - LogGamma.Choose(items, drawn);

    /// <summary>The natural logarithm of the probability of at most this many; −∞ where it can't be.</summary>
    /// <inheritdoc cref="LogProbability"/>
    public static double LogAtMost(long found, long items, long wrong, long drawn)
    {
        var most = Math.Min(found, Math.Min(wrong, drawn));
        var least = Math.Max(0, drawn - (items - wrong));
        if (most < least)
            return double.NegativeInfinity;
        if (found >= Math.Min(wrong, drawn))
            return 0;
        // From the last term down, each by its ratio to the one above.
        var (sum, term) = (1.0, 1.0);
        for (var i = most; i > least && term > 1e-18 * sum; i--)
            sum += term *= i * (double)(items - wrong - drawn + i) / ((wrong - i + 1.0) * (drawn - i + 1.0));
        return Math.Min(0, LogProbability(most, items, wrong, drawn) + Math.Log(sum));
    }
}
