namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Fleiss' kappa: agreement beyond what the shares of the labels among all votes give by chance, for any number of annotators.
/// See <c>docs/methods/fleiss-kappa.md</c>.
/// </summary>
/// <remarks>Fleiss (1971), Psychological Bulletin 76:378–382; Scott (1955), Public Opinion Quarterly 19:321–325.</remarks>
public sealed class FleissKappa : IAgreement<FleissKappa.Settings>
{
    /// <summary>How distances count, and the interval.</summary>
    public sealed record Settings : WeightedSettings;

    /// <inheritdoc/>
    public string Name => "fleiss-kappa";

    /// <inheritdoc/>
    public string Title => "Fleiss' kappa";

    /// <inheritdoc/>
    public string Description =>
        "Agreement beyond chance, annotators interchangeable. Any number of them; with two it is Scott's pi.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level == MeasurementLevel.Nominal ? [new Settings()] : [];

    /// <summary>Kappa over tasks with two or more votes, at most 1.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        PooledAgreement.Measure(Name + AgreementWeights.Suffix(settings.Weighting), votes,
            settings.Weights(votes.LabelCount), PooledAgreement.SquaredShares, settings.Confidence, cancel);
}
