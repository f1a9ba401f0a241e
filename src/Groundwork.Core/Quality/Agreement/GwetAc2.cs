namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Gwet's AC2: AC1 with weights, so that near labels agree in part.
/// See <c>docs/methods/gwet-ac2.md</c>.
/// </summary>
/// <remarks>Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3 and 5.</remarks>
public sealed class GwetAc2 : IAgreement<GwetAc2.Settings>
{
    /// <summary>How distances count, and the interval.</summary>
    public sealed record Settings : WeightedSettings
    {
        /// <summary>Squared distances.</summary>
        public Settings() => Weighting = Weighting.Quadratic;
    }

    /// <inheritdoc/>
    public string Name => "gwet-ac2";

    /// <inheritdoc/>
    public string Title => "Gwet's AC2";

    /// <inheritdoc/>
    public string Description =>
        "AC1 for labels with an order or numbers: near labels agree in part.";

    /// <inheritdoc/>
    public int? PlaceInOverview => 3;

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) =>
        level == MeasurementLevel.Nominal ? [] : [new Settings { Weighting = AgreementWeights.For(level), Values = values }];

    /// <summary>AC2 over tasks with two or more votes, at most 1. Labels must be indexed in rank order where no values are given.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        PooledAgreement.Measure(settings.Weighting == Weighting.Quadratic ? Name : Name + AgreementWeights.Suffix(settings.Weighting), votes,
            settings.Weights(votes.LabelCount), PooledAgreement.Gwet, settings.Confidence, cancel);
}
