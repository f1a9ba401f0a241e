namespace Groundwork.Core.Statistics;

/// <summary>
/// How sure a statistic is that depends on the data only through sums over independent units: what it would be without each of
/// them. See <c>docs/methods/jackknife.md</c>.
/// </summary>
/// <remarks>Miller (1974), The jackknife – a review, Biometrika 61:1–15; Efron (1982), The jackknife, the bootstrap and other resampling plans.</remarks>
public static class Jackknife
{
    /// <summary>A statistic of summed contributions.</summary>
    /// <param name="sums">The sum over units of their contributions.</param>
    /// <returns>The statistic, or NaN where it is undefined.</returns>
    public delegate double Statistic(ReadOnlySpan<double> sums);

    /// <summary>The linearised standard error (infinitesimal jackknife): the root of <c>Σ U²</c> with each unit's pull U on the statistic.</summary>
    /// <param name="units">What each unit contributes.</param>
    /// <param name="statistic">From sums to the statistic.</param>
    /// <returns>Null with fewer than two units or where the statistic is undefined nearby.</returns>
    public static double? StandardError(UnitSums units, Statistic statistic)
    {
        const double step = 1e-4;
        var n = units.GroupCount;
        if (n < 2)
            return null;
        var (sums, pulls, mean) = (new double[units.Width], new double[n], 0.0);
        for (var g = 0; g < n; g++)
        {
            units.Without(g, -step, sums);
            var more = statistic(sums);
            units.Without(g, step, sums);
            mean += pulls[g] = (more - statistic(sums)) / (2 * step);
        }
        mean /= n;
        var squares = 0.0;
        foreach (var pull in pulls)
            squares += (pull - mean) * (pull - mean);
        return double.IsFinite(squares) ? Math.Sqrt(squares) : null;
    }

    /// <summary>
    /// The interval of a statistic that is at most 1, from leaving out each unit, with Student's t on the scale of log(1 − statistic):
    /// never above 1, and lopsided as such statistics are.
    /// </summary>
    /// <param name="units">What each unit contributes.</param>
    /// <param name="statistic">From sums to the statistic.</param>
    /// <param name="confidence">Coverage, in (0, 1).</param>
    /// <param name="cancel">Stops between two units.</param>
    /// <returns>Null with fewer than two units, or where leaving one out leaves the statistic undefined or perfect.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The coverage is out of its range.</exception>
    public static Interval? AtMostOne(UnitSums units, Statistic statistic, double confidence, CancellationToken cancel = default)
    {
        var sums = new double[units.Width];
        return AtMostOne(statistic(units.Total), units.GroupCount, group =>
        {
            units.Without(group, 1, sums);
            return statistic(sums);
        }, confidence, cancel);
    }

    /// <summary>The interval of a statistic that is at most 1 from what it is without each unit.</summary>
    /// <param name="value">The statistic of all units.</param>
    /// <param name="units">How many units there are.</param>
    /// <param name="without">The statistic without this unit, or NaN.</param>
    /// <param name="confidence">Coverage, in (0, 1).</param>
    /// <param name="cancel">Stops between two units.</param>
    /// <inheritdoc cref="AtMostOne(UnitSums, Statistic, double, CancellationToken)"/>
    public static Interval? AtMostOne(double value, int units, Func<int, double> without, double confidence, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (units < 2)
            return null;
        var (logs, mean) = (new double[units], 0.0);
        for (var u = 0; u < units; u++)
        {
            cancel.ThrowIfCancellationRequested();
            mean += logs[u] = Math.Log(1 - without(u));
        }
        var all = Math.Log(1 - value);
        if (!double.IsFinite(mean) || !double.IsFinite(all))
            return null;
        mean /= units;
        var squares = 0.0;
        foreach (var each in logs)
            squares += (each - mean) * (each - mean);
        var error = Math.Sqrt(squares * (units - 1) / units);
        // What leaving out takes away on average is the bias; the interval lies around the value without it, and always holds the value.
        var centre = (units * all) - ((units - 1) * mean);
        var reach = IncompleteBeta.StudentQuantile((1 + confidence) / 2, units - 1) * error;
        return new Interval(1 - Math.Exp(Math.Max(centre + reach, all)), 1 - Math.Exp(Math.Min(centre - reach, all)));
    }
}
