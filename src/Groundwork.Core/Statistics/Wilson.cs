namespace Groundwork.Core.Statistics;

/// <summary>
/// Wilson's score interval for a share: honest for small samples and for 0 or all successes. See
/// <c>docs/methods/wilson-interval.md</c>.
/// </summary>
/// <remarks>Wilson (1927), JASA 22:209–212; recommended by Brown, Cai &amp; DasGupta (2001), Stat. Sci. 16:101–133.</remarks>
public static class Wilson
{
    /// <summary>The interval of a share from independent trials.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>; may be fractional where a tie counts in part.</param>
    /// <param name="trials">More than 0.</param>
    /// <param name="confidence">Coverage in (0, 1), usually 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static Interval Of(double successes, double trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        var z = NormalDistribution.Quantile(0.5 + (confidence / 2));
        var share = successes / trials;
        var z2 = z * z / trials;
        var centre = (share + (z2 / 2)) / (1 + z2);
        var half = Math.Sqrt((share * (1 - share) * z2) + (z2 * z2 / 4)) / (1 + z2);
        return new Interval(
            successes <= 0 ? 0 : Math.Max(0, centre - half),
            successes >= trials ? 1 : Math.Min(1, centre + half));
    }
}
