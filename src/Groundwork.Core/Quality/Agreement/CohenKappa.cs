namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Cohen's kappa: agreement beyond what each annotator's own use of the labels gives by chance; for more than two, Conger's form.
/// See <c>docs/methods/cohen-kappa.md</c>.
/// </summary>
/// <remarks>Cohen (1960), Educational and Psychological Measurement 20:37–46; Conger (1980), Psychological Bulletin 88:322–328.</remarks>
public sealed class CohenKappa : IAgreement<CohenKappa.Settings>
{
    /// <summary>How the interval is computed.</summary>
    public sealed record Settings : AgreementSettings;

    /// <inheritdoc/>
    public string Name => "cohen-kappa";

    /// <inheritdoc/>
    public string Title => "Cohen's kappa";

    /// <inheritdoc/>
    public string Description =>
        "Agreement beyond chance, the chance from what each annotator uses. For more than two annotators it is Conger's kappa.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level == MeasurementLevel.Nominal ? [new Settings()] : [];

    /// <summary>Kappa over tasks with two or more votes, at most 1.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        OwnMarginals.Measure(Name, votes, AgreementWeights.Same(votes.LabelCount), settings.Confidence, cancel);
}
