namespace Groundwork.Core.Statistics;

/// <summary>
/// Percentile bootstrap of a statistic that depends on the data only through sums over independent units, so that a
/// replicate costs one vector addition per unit. See <c>docs/methods/bootstrap.md</c>.
/// </summary>
/// <remarks>Efron &amp; Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.</remarks>
public static class Bootstrap
{
    /// <summary>Share of replicates for which the statistic may be undefined before there is no interval.</summary>
    public const double MaxUndefinedShare = 0.05;

    /// <summary>A statistic of summed contributions.</summary>
    /// <param name="sums">The sum over (resampled) units of their contributions.</param>
    /// <returns>The statistic, or NaN where it is undefined.</returns>
    public delegate double Statistic(ReadOnlySpan<double> sums);

    /// <summary>The percentile interval over units.</summary>
    /// <param name="units">What each unit contributes.</param>
    /// <param name="statistic">From sums to the statistic.</param>
    /// <param name="settings">Replicates, coverage and seed.</param>
    /// <param name="cancel">Stops between two replicates.</param>
    /// <returns>The interval, or null with fewer than two units or where too many replicates are undefined.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public static Interval? Percentile(
        UnitSums units, Statistic statistic, BootstrapSettings settings, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Replicates, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Confidence, 1);
        if (units.UnitCount < 2)
            return null;

        var random = new SeededRandom(settings.Seed);
        var values = new double[settings.Replicates];
        var sums = new double[units.Width];
        var defined = 0;
        for (var r = 0; r < values.Length; r++)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(sums);
            for (var i = 0; i < units.GroupCount; i++)
                units.AddGroupTo(sums, random.NextInt(units.GroupCount));
            var value = statistic(sums);
            if (!double.IsNaN(value))
                values[defined++] = value;
        }
        if (values.Length - defined > MaxUndefinedShare * values.Length)
            return null;
        Array.Sort(values, 0, defined);
        var tail = (1 - settings.Confidence) / 2;
        return new Interval(Quantile(values.AsSpan(0, defined), tail), Quantile(values.AsSpan(0, defined), 1 - tail));
    }

    /// <summary>A quantile by linear interpolation between order statistics (type 7 of Hyndman &amp; Fan 1996).</summary>
    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        var at = probability * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length
            ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]))
            : sorted[^1];
    }
}

/// <summary>How a bootstrap resamples.</summary>
public sealed record BootstrapSettings
{
    /// <summary>Number of resamples, at least 1.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>Coverage of the interval, in (0, 1).</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Starts the generator: the same seed and data always give the same interval.</summary>
    public ulong Seed { get; init; } = 1;
}
