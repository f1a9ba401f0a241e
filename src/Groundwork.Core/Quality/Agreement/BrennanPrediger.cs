namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Brennan and Prediger's coefficient: agreement beyond what a blind choice among the labels gives.
/// See <c>docs/methods/brennan-prediger.md</c>.
/// </summary>
/// <remarks>Brennan &amp; Prediger (1981), Educational and Psychological Measurement 41:687–699; two labels: Bennett's S (1954).</remarks>
public sealed class BrennanPrediger : IAgreement<BrennanPrediger.Settings>
{
    /// <summary>How distances count, and the interval.</summary>
    public sealed record Settings : WeightedSettings;

    /// <inheritdoc/>
    public string Name => "brennan-prediger";

    /// <inheritdoc/>
    public string Title => "Brennan–Prediger";

    /// <inheritdoc/>
    public string Description =>
        "Agreement beyond chance where chance is a blind choice among the labels.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level == MeasurementLevel.Nominal ? [new Settings()] : [];

    /// <summary>The coefficient over tasks with two or more votes, at most 1.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        PooledAgreement.Measure(Name + AgreementWeights.Suffix(settings.Weighting), votes,
            settings.Weights(votes.LabelCount), PooledAgreement.Uniform, settings.Confidence, cancel);
}
