namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Scott's pi: agreement of two annotators beyond what the shares of the labels among both's votes give by chance.
/// See <c>docs/methods/scott-pi.md</c>.
/// </summary>
/// <remarks>Scott (1955), Public Opinion Quarterly 19:321–325.</remarks>
public sealed class ScottPi : IAgreement<ScottPi.Settings>
{
    /// <summary>How distances count, and the interval.</summary>
    public sealed record Settings : WeightedSettings;

    /// <inheritdoc/>
    public string Name => "scott-pi";

    /// <inheritdoc/>
    public string Title => "Scott's pi";

    /// <inheritdoc/>
    public string Description =>
        "Agreement of two annotators beyond chance, the chance from both together.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level == MeasurementLevel.Nominal ? [new Settings()] : [];

    /// <summary>Pi over tasks with two votes, at most 1; for more than two annotators there is none.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default)
    {
        var people = 0;
        for (var a = 0; a < votes.AnnotatorCount; a++)
            people += votes.TasksOf(a).IsEmpty ? 0 : 1;
        var name = Name + AgreementWeights.Suffix(settings.Weighting);
        return people > 2
            ? new AgreementResult(name, null, null, null, votes.PairableTaskCount, $"Scott's pi is for two annotators, and here are {people}: take Fleiss' kappa, which is the same for more.")
            : PooledAgreement.Measure(name, votes, settings.Weights(votes.LabelCount), PooledAgreement.SquaredShares, settings.Confidence, cancel);
    }
}
