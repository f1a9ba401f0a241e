using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>
/// What a community says about an annotator of whom little is known: how able its members are on average, and how alike. The less they
/// differ, the more votes of their own it takes to be taken for different. See <c>docs/methods/community-prior.md</c>.
/// </summary>
static class CommunityPrior
{
    /// <summary>The strengths that are tried: in how many votes the community's average counts. The last one means that all are alike.</summary>
    internal static ReadOnlySpan<double> Strengths => [4096, 512, 256, 128, 64, 32, 16, 8, 4, 2];

    // A crowd has to be this much likelier to differ, so that rounding never decides.
    const double Margin = 1e-6;

    /// <summary>The strength under which the annotators' right and wrong votes are likeliest; the largest of equally likely ones.</summary>
    /// <param name="right">Expected right votes of each annotator.</param>
    /// <param name="variance">Variance of their number.</param>
    /// <param name="votes">All votes of each annotator.</param>
    /// <param name="accuracy">Average share of right votes in the community, in (0, 1).</param>
    internal static double StrengthOf(ReadOnlySpan<double> right, ReadOnlySpan<double> variance, ReadOnlySpan<int> votes, double accuracy)
    {
        var (best, likeliest) = (double.NegativeInfinity, 0.0);
        foreach (var strength in Strengths)
        {
            var (hits, misses, sum) = (strength * accuracy, strength * (1 - accuracy), 0.0);
            for (var a = 0; a < right.Length; a++)
                if (votes[a] > 0)
                    sum += Rising(right[a], variance[a], hits) + Rising(votes[a] - right[a], variance[a], misses)
                        - LogGamma.Of(votes[a] + strength) + LogGamma.Of(strength);
            if (sum > best + Margin)
                (best, likeliest) = (sum, strength);
        }
        return likeliest;
    }

    /// <summary>
    /// The expectation of ln Γ(N + p) − ln Γ(p) for a whole number N ≥ 0 of which mean and variance are known. Between whole numbers it
    /// is a line, as N is whole; the variance that this leaves over counts by the curvature.
    /// </summary>
    static double Rising(double mean, double variance, double p)
    {
        var whole = Math.Floor(mean);
        var part = mean - whole;
        var low = whole > 0 ? LogGamma.Of(whole + p) - LogGamma.Of(p) : 0;
        var line = low + (part * Math.Log(whole + p));
        var left = variance - (part * (1 - part));
        return left > 0 ? line + (left / 2 * Trigamma.Of(Math.Max(mean, 1) + p)) : line;
    }
}
