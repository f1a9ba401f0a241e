namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Weighted kappa: Cohen's kappa where near labels agree in part; for more than two annotators, Conger's form.
/// See <c>docs/methods/weighted-kappa.md</c>.
/// </summary>
/// <remarks>Cohen (1968), Psychological Bulletin 70:213–220; Fleiss &amp; Cohen (1973), Educational and Psychological Measurement 33:613–619.</remarks>
public sealed class WeightedKappa : IAgreement<WeightedKappa.Settings>
{
    /// <summary>How distances count, and the interval.</summary>
    public sealed record Settings : WeightedSettings
    {
        /// <summary>Squared distances.</summary>
        public Settings() => Weighting = Weighting.Quadratic;
    }

    /// <inheritdoc/>
    public string Name => "weighted-kappa";

    /// <inheritdoc/>
    public string Title => "Weighted kappa";

    /// <inheritdoc/>
    public string Description =>
        "Cohen's kappa for labels with an order or numbers: near labels agree in part.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) =>
        level == MeasurementLevel.Nominal ? [] : [new Settings { Values = values }, new Settings { Weighting = Weighting.Linear, Values = values }];

    /// <summary>Weighted kappa over tasks with two or more votes, at most 1. Labels must be indexed in rank order where no values are given.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        OwnMarginals.Measure(settings.Weighting == Weighting.Quadratic ? Name : Name + AgreementWeights.Suffix(settings.Weighting), votes,
            settings.Weights(votes.LabelCount), settings.Confidence, cancel);
}
