using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>
/// Dawid–Skene: learns which labels each annotator confuses, and weighs every vote by it. Each annotator's confusion matrix
/// shrinks towards that annotator's own overall accuracy, and the accuracy towards the community's, so that few votes per
/// annotator do no harm. See <c>docs/methods/dawid-skene.md</c>.
/// </summary>
/// <remarks>
/// Dawid &amp; Skene (1979), Applied Statistics 28(1):20–28, with the Dirichlet priors of Passonneau &amp; Carpenter (2014),
/// TACL 2:311–326.
/// </remarks>
public sealed class DawidSkene : ITruthMethod<DawidSkene.Settings>
{
    /// <summary>How strongly to shrink, and when to stop. The defaults need no change for ordinary projects.</summary>
    public sealed record Settings
    {
        /// <summary>How many votes per true label the annotator's one-coin prior is worth, above 0; near 0 is the estimator of 1979.</summary>
        public double Concentration { get; init; } = 10;

        /// <summary>How many votes the community's accuracy is worth in an annotator's accuracy, above 0.</summary>
        public double AbilityStrength { get; init; } = 10;

        /// <summary>How many tasks per label are added when the prevalence of labels is estimated, above 0.</summary>
        public double ClassPseudoCount { get; init; } = 1;

        /// <summary>Stop when the log-likelihood per vote changes by less than this; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-5;

        /// <summary>Stop after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 100;
    }

    /// <inheritdoc/>
    public string Name => "dawid-skene";

    /// <inheritdoc/>
    public string Title => "Dawid–Skene";

    /// <inheritdoc/>
    public string Description =>
        "Weighs every vote by what its annotator confuses. Choose it when annotators differ in skill and answer more than a handful of tasks.";

    /// <summary>Fits the model and returns the posterior of every task; a task without votes has the prevalence of the labels.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        new DawidSkeneFit(votes, settings, cancel).Result();

    /// <summary>Fits the model and returns it beside the posteriors, to be stored and used for single tasks.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="settings">Null for the defaults.</param>
    /// <param name="cancel">Stops a long fit between two iterations.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public static (TruthResult Result, DawidSkeneModel Model) Fit(
        VoteTable votes, Settings? settings = null, CancellationToken cancel = default)
    {
        var fit = new DawidSkeneFit(votes, settings ?? new Settings(), cancel);
        var model = fit.Model();
        return (fit.Result(), model);
    }

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        var (result, model) = Fit(votes, null, cancel);
        return new TruthFit(result, JsonSerializer.SerializeToElement(model.Community), [.. model.Annotators.Select(a => JsonSerializer.SerializeToElement(a))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount) =>
        // Before the first fit everybody is a stranger: a community of good faith with no evidence about anyone.
        new LiveFit(community?.Deserialize<DawidSkeneCommunity>() is { } known && known.LabelCount == labelCount ? known : DawidSkeneCommunity.Unfitted(labelCount, new Settings()));

    sealed class LiveFit(DawidSkeneCommunity shared) : ILiveFit
    {
        public object? Annotator(JsonElement kept) => kept.Deserialize<AnnotatorEvidence>();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes) =>
            shared.PosteriorOf([.. votes.Select(v => new EvidencedVote((AnnotatorEvidence?)v.Annotator ?? AnnotatorEvidence.None, v.Label))]);
    }
}
