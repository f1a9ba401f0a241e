using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Certification;

/// <summary>
/// What a review of items drawn at random says about all of them: at most so many are wrong, with a confidence that holds whatever
/// the truth is. See <c>docs/methods/certificate.md</c>.
/// </summary>
/// <remarks>
/// One kind of items: exact from the hypergeometric distribution. Several kinds, each drawn by itself: Fisher's combination of the
/// kinds' exact probabilities at the split of the wrong items that suits them best (Ottoboni, Stark, Lindeman &amp; McBurnett 2018).
/// </remarks>
public static class Acceptance
{
    // Logarithms that differ by rounding are equal: a probability of exactly one in twenty is one.
    const double Rounding = 1e-9;

    /// <summary>The most items that may be wrong.</summary>
    /// <param name="strata">The kinds of items, each with its own review.</param>
    /// <param name="confidence">How often the bound holds at least, in (0, 1).</param>
    /// <exception cref="ArgumentException">The numbers of a kind contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of its range.</exception>
    public static long MostWrong(IReadOnlyList<Stratum> strata, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        foreach (var each in strata)
            each.Check();
        // A kind of which nothing was reviewed may be wrong altogether, and one that was reviewed whole has no more than was found.
        var open = strata.Where(s => s.Reviewed > 0 && s.Reviewed < s.Items).ToArray();
        var settled = strata.Where(s => s.Reviewed == 0).Sum(s => s.Items) + strata.Where(s => s.Reviewed > 0 && s.Reviewed == s.Items).Sum(s => s.Wrong);
        if (open.Length == 0)
            return settled;
        var limit = Rounding - Tail(open.Length, 1 - confidence);
        if (open.Length == 1)
            return settled + Last(open[0], limit);
        var wrong = Array.ConvertAll(open, s => s.Wrong);
        // The logarithm of the probability is concave in the number of wrong items: giving the next one to the kind that loses least is the best split.
        var now = new double[open.Length];
        var next = Array.ConvertAll(open, s => After(s, s.Wrong + 1));
        var sum = 0.0;
        while (true)
        {
            var least = 0;
            for (var h = 1; h < open.Length; h++)
                if (next[h] - now[h] > next[least] - now[least])
                    least = h;
            if (double.IsNegativeInfinity(next[least]) || sum + next[least] - now[least] <= limit)
                return settled + wrong.Sum();
            sum += next[least] - now[least];
            now[least] = next[least];
            next[least] = After(open[least], ++wrong[least] + 1);
        }
    }

    /// <summary>The fewest items that may be wrong: all but the most that may be right.</summary>
    /// <inheritdoc cref="MostWrong"/>
    public static long LeastWrong(IReadOnlyList<Stratum> strata, double confidence = 0.95) =>
        strata.Sum(s => s.Items) - MostWrong([.. strata.Select(s => s with { Wrong = s.Reviewed - s.Wrong })], confidence);

    /// <summary>How many items to review so that the bound is at most a share, if so many turn out wrong.</summary>
    /// <param name="items">All items, of one kind; at least 1.</param>
    /// <param name="share">The share that the bound shall not pass, in (0, 1).</param>
    /// <param name="wrong">How many wrong ones the review may find.</param>
    /// <param name="confidence">How often the bound holds at least, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long ToReview(long items, double share, long wrong = 0, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var tooMany = (long)Math.Floor(share * items) + 1;
        var (low, high) = (Math.Min(wrong, items), items);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Hypergeometric.LogAtMost(wrong, items, tooMany, middle) <= Math.Log(1 - confidence) + Rounding)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    // The probability only falls with the number of wrong items, so that halving finds the last above the limit.
    static long Last(Stratum s, double limit)
    {
        var (low, high) = (s.Wrong, s.Items - (s.Reviewed - s.Wrong));
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (After(s, middle) > limit)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    static double After(Stratum s, long wrong) =>
        wrong > s.Items - (s.Reviewed - s.Wrong) ? double.NegativeInfinity : Hypergeometric.LogAtMost(s.Wrong, s.Items, wrong, s.Reviewed);

    /// <summary>The sum of k unit exponentials that is passed with this probability: half a quantile of chi-squared with 2k degrees of freedom.</summary>
    static double Tail(int k, double probability)
    {
        var (low, high) = (0.0, 1000.0 + (10 * k));
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            var (sum, term) = (1.0, 1.0);
            for (var j = 1; j < k; j++)
                sum += term *= middle / j;
            if (Math.Exp(-middle) * sum > probability)
                low = middle;
            else
                high = middle;
        }
        return high;
    }
}
