using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Krippendorff's alpha: agreement beyond chance for any number of annotators with missing answers, on a nominal, ordinal,
/// interval or ratio scale. See <c>docs/methods/krippendorff-alpha.md</c>.
/// </summary>
/// <remarks>
/// Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; interval over units, not over pairs (Zapf et al. 2016,
/// BMC Med. Res. Methodol. 16:93), by <see cref="Jackknife"/>.
/// </remarks>
public sealed class KrippendorffAlpha : IAgreement<KrippendorffAlpha.Settings>
{
    /// <summary>The ordinal and ratio scales hold every pair of labels and so take no more labels than this.</summary>
    public const int MaxOrdinalLabels = 1000;

    const string OneLabelOnly =
        "All votes give the same label, so that disagreement expected by chance is zero and alpha is undefined.";

    /// <summary>The scale of the labels and how the interval is computed.</summary>
    public sealed record Settings : AgreementSettings
    {
        /// <summary>What the distance between two labels is.</summary>
        public MeasurementLevel Level { get; init; } = MeasurementLevel.Nominal;

        /// <summary>The number that each label stands for, length labels; interval and ratio scales only; null takes the label's index.</summary>
        public double[]? Values { get; init; }
    }

    /// <inheritdoc/>
    public string Name => "krippendorff-alpha";

    /// <inheritdoc/>
    public string Title => "Krippendorff's alpha";

    /// <inheritdoc/>
    public string Description =>
        "Agreement beyond chance: 1 is perfect, 0 is what chance gives. Any number of annotators, missing answers, nominal to ratio scales.";

    /// <inheritdoc/>
    public int? PlaceInOverview => 1;

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) =>
        [new Settings { Level = level, Values = level is MeasurementLevel.Interval or MeasurementLevel.Ratio ? values : null }];

    /// <summary>
    /// Alpha over tasks with two or more votes, at most 1, negative where annotators disagree more than by chance. The result's
    /// name carries the scale unless it is nominal. On the ordinal scale labels must be indexed in rank order.
    /// </summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default)
    {
        var (suffix, units, alpha) = settings.Level switch
        {
            MeasurementLevel.Nominal => ("", NominalUnits(votes), (Jackknife.Statistic)NominalAlpha),
            MeasurementLevel.Ordinal => ("-ordinal", PairUnits(votes), sums => OrdinalAlpha(sums, votes.LabelCount)),
            MeasurementLevel.Interval => ("-interval", IntervalUnits(votes, ValuesOf(votes, settings)), IntervalAlpha),
            MeasurementLevel.Ratio => ("-ratio", PairUnits(votes), RatioAlpha(votes, settings)),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Level, "Not a measurement level."),
        };
        return AgreementResult.FromUnits(Name + suffix, votes.PairableTaskCount, units, alpha, OneLabelOnly, settings.Confidence, cancel);
    }

    // Per unit u with m_u votes, n_uk of label k: observed disagreement Σ_c n_uc (m_u − n_uc) / (m_u − 1), then the n_uk.
    static UnitSums NominalUnits(VoteTable votes)
    {
        var units = new UnitSums(votes.PairableTaskCount, votes.LabelCount + 1, UnitSums.UsualSeed);
        // A task has few of the labels, of which there may be very many.
        var (counts, given, unit) = (new int[votes.LabelCount], new int[votes.LabelCount], new (int Place, double Value)[votes.LabelCount + 1]);
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.Length < 2)
                continue;
            var (distinct, agreeing) = (PooledAgreement.Count(labels, counts, given), 0.0);
            for (var i = 0; i < distinct; i++)
            {
                ref var count = ref counts[given[i]];
                agreeing += (double)count * count;
                unit[i + 1] = (given[i] + 1, count);
                count = 0;
            }
            unit[0] = (0, (((double)labels.Length * labels.Length) - agreeing) / (labels.Length - 1));
            units.Add(unit.AsSpan(0, distinct + 1));
        }
        return units;
    }

    static double NominalAlpha(ReadOnlySpan<double> sums)
    {
        var (total, squares) = (0.0, 0.0);
        foreach (var count in sums[1..])
        {
            total += count;
            squares += count * count;
        }
        return Alpha(sums[0], (total * total) - squares, total);
    }

    // Per unit: n_uk, then the coincidences n_uc n_uk / (m_u − 1) of each pair c < k; the ordinal distance between two labels
    // depends on all votes that count, so that the coincidences cannot be summed up beforehand.
    static UnitSums PairUnits(VoteTable votes)
    {
        var n = votes.LabelCount;
        if (n > MaxOrdinalLabels)
            throw new ArgumentException(
                $"The ordinal and ratio scales take up to {MaxOrdinalLabels} labels, not {n}; join neighbouring labels or use the interval scale.",
                nameof(votes));
        var unit = new double[n + (n * (n - 1) / 2)];
        var units = new UnitSums(votes.PairableTaskCount, unit.Length, UnitSums.UsualSeed);
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.Length < 2)
                continue;
            Array.Clear(unit);
            foreach (var label in labels)
                unit[label]++;
            var pair = n;
            for (var c = 0; c < n; pair += n - 1 - c, c++)
                if (unit[c] > 0)
                    for (var k = c + 1; k < n; k++)
                        unit[pair + k - c - 1] = unit[c] * unit[k] / (labels.Length - 1);
            units.Add(unit);
        }
        return units;
    }

    static double OrdinalAlpha(ReadOnlySpan<double> sums, int n)
    {
        var (observed, expected, total) = (0.0, 0.0, 0.0);
        var pair = n;
        for (var c = 0; c < n; c++)
        {
            total += sums[c];
            var through = sums[c];
            for (var k = c + 1; k < n; k++)
            {
                through += sums[k];
                var distance = through - ((sums[c] + sums[k]) / 2);
                observed += 2 * sums[pair++] * distance * distance;
                expected += 2 * sums[c] * sums[k] * distance * distance;
            }
        }
        return Alpha(observed, expected, total);
    }

    // The distances are the same whatever the votes: ((c − k) / (c + k))².
    static Jackknife.Statistic RatioAlpha(VoteTable votes, Settings settings)
    {
        var n = votes.LabelCount;
        var values = settings.Values ?? Array.ConvertAll(Enumerable.Range(0, n).ToArray(), i => (double)i);
        if (values.Length != n || !Array.TrueForAll(values, v => double.IsFinite(v) && v >= 0))
            throw new ArgumentException($"A ratio scale needs a number of at least 0 for each of the {n} labels; take the interval scale for others.", nameof(settings));
        return sums =>
        {
            var (observed, expected, total) = (0.0, 0.0, 0.0);
            var pair = n;
            for (var c = 0; c < n; c++)
            {
                total += sums[c];
                for (var k = c + 1; k < n; k++)
                {
                    var distance = values[c] == values[k] ? 0 : (values[c] - values[k]) / (values[c] + values[k]);
                    observed += 2 * sums[pair++] * distance * distance;
                    expected += 2 * sums[c] * sums[k] * distance * distance;
                }
            }
            return Alpha(observed, expected, total);
        };
    }

    // Per unit: Σ_{i≠j} (v_i − v_j)² / (m_u − 1), m_u, Σ v, Σ v²; squared differences of all pairs follow from the moments.
    static UnitSums IntervalUnits(VoteTable votes, ReadOnlySpan<double> values)
    {
        var units = new UnitSums(votes.PairableTaskCount, 4, UnitSums.UsualSeed);
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.Length < 2)
                continue;
            var (sum, squares, deviation) = (0.0, 0.0, 0.0);
            foreach (var label in labels)
                sum += values[label];
            var mean = sum / labels.Length;
            foreach (var label in labels)
            {
                squares += values[label] * values[label];
                deviation += (values[label] - mean) * (values[label] - mean);
            }
            units.Add([2 * labels.Length * deviation / (labels.Length - 1), labels.Length, sum, squares]);
        }
        return units;
    }

    static double IntervalAlpha(ReadOnlySpan<double> sums) =>
        Alpha(sums[0], 2 * ((sums[1] * sums[3]) - (sums[2] * sums[2])), sums[1]);

    // Moved and scaled so that the values in use span −½ … ½: alpha does not change, and sums of squares of large or tiny
    // values (timestamps, fractions of a pixel) lose nothing to rounding.
    static double[] ValuesOf(VoteTable votes, Settings settings)
    {
        var values = settings.Values ?? Array.ConvertAll(Enumerable.Range(0, votes.LabelCount).ToArray(), i => (double)i);
        if (values.Length != votes.LabelCount || !Array.TrueForAll(values, double.IsFinite))
            throw new ArgumentException($"Values must give a finite number for each of the {votes.LabelCount} labels.", nameof(settings));
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var label in votes.LabelsByTask)
            (low, high) = (Math.Min(low, values[label]), Math.Max(high, values[label]));
        var halfRange = (high / 2) - (low / 2);
        return Array.ConvertAll(values, v => halfRange > 0 ? ((v / 2) - (low / 4) - (high / 4)) / halfRange : 0);
    }

    /// <summary>1 − D_o / D_e from Σ o_ck δ²_ck, Σ n_c n_k δ²_ck and the number of pairable votes; NaN if nothing can disagree.</summary>
    static double Alpha(double observed, double expected, double total) =>
        expected > 1e-12 * total * total ? 1 - (observed * (total - 1) / expected) : double.NaN;
}
