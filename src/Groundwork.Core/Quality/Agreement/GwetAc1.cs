namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Gwet's AC1: agreement beyond chance, where chance is only what annotators guess on hard tasks; steady under skewed prevalence.
/// See <c>docs/methods/gwet-ac1.md</c>.
/// </summary>
/// <remarks>Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29–48.</remarks>
public sealed class GwetAc1 : IAgreement<GwetAc1.Settings>
{
    /// <summary>How the interval is computed.</summary>
    public sealed record Settings : AgreementSettings;

    /// <inheritdoc/>
    public string Name => "gwet-ac1";

    /// <inheritdoc/>
    public string Title => "Gwet's AC1";

    /// <inheritdoc/>
    public string Description =>
        "Agreement beyond chance that stays sensible where one label is very common. Any number of annotators.";

    /// <inheritdoc/>
    public int? PlaceInOverview => 3;

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level == MeasurementLevel.Nominal ? [new Settings()] : [];

    /// <summary>AC1 over tasks with two or more votes, at most 1.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        PooledAgreement.Measure(Name, votes, AgreementWeights.Same(votes.LabelCount), PooledAgreement.Gwet, settings.Confidence, cancel);
}
