namespace Groundwork.Core.Statistics;

/// <summary>
/// The exact interval of a share from independent trials: it holds the share at least as often as it says, whatever the share is.
/// See <c>docs/methods/exact-interval.md</c>.
/// </summary>
/// <remarks>Clopper &amp; Pearson (1934), Biometrika 26:404–413.</remarks>
public static class ClopperPearson
{
    /// <summary>The two-sided interval.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="confidence">Coverage in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static Interval Of(long successes, long trials, double confidence = 0.95) =>
        new(1 - Upper(trials - successes, trials, (1 + confidence) / 2), Upper(successes, trials, (1 + confidence) / 2));

    /// <summary>The upper end alone.</summary>
    /// <inheritdoc cref="Of"/>
    public static double Upper(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        return successes == trials ? 1 : IncompleteBeta.Quantile(successes + 1, trials - successes, confidence);
    }
}
