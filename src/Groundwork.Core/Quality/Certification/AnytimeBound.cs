using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Certification;

/// <summary>
/// The most items that may be wrong, by a bound that may be looked at after every single review and acted on at any time. See
/// <c>docs/methods/anytime-bound.md</c>.
/// </summary>
/// <remarks>
/// The ratio of prior to posterior of the number of wrong items is a martingale where that number is the true one: Waudby-Smith &amp;
/// Ramdas (2020), Confidence sequences for sampling without replacement, NeurIPS; Ville's inequality.
/// </remarks>
public static class AnytimeBound
{
    // The prior of the share of wrong items: few, as reviews of finished labels find. It steers the width and never the coverage.
    const double PriorWrong = 0.5;
    const double PriorRight = 10;

    /// <summary>The most items that may be wrong after so many reviews of items drawn at random, one after the other.</summary>
    /// <param name="stratum">The items and their review.</param>
    /// <param name="confidence">How often the bound holds at all times together at least, in (0, 1).</param>
    /// <exception cref="ArgumentException">The numbers contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of its range.</exception>
    public static long MostWrong(Stratum stratum, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        stratum.Check();
        var (items, reviewed, wrong) = stratum;
        // What the prior makes of such a review; a number of wrong items under which it is 1 / (1 − confidence) times less likely is out.
        var least = LogGamma.Choose(reviewed, wrong) + LogGamma.Beta(PriorWrong + wrong, PriorRight + reviewed - wrong) - LogGamma.Beta(PriorWrong, PriorRight)
            + Math.Log(1 - confidence);
        // Above the likeliest number the probability only falls, so that halving finds where it passes the limit.
        var low = reviewed == 0 ? items : Math.Min(items - (reviewed - wrong), (long)Math.Floor((items + 1.0) * wrong / reviewed));
        var high = items - (reviewed - wrong);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Hypergeometric.LogProbability(wrong, items, middle, reviewed) > least)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}
