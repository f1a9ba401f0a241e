using System.Text.Json;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>
/// Bayesian classifier combination: confusion matrices as in Dawid–Skene, but integrated over instead of set to their likeliest values.
/// See <c>docs/methods/bayesian-classifier-combination.md</c>.
/// </summary>
/// <remarks>Kim &amp; Ghahramani (2012), AISTATS, PMLR 22:619–627; variational Bayes of Simpson, Roberts, Psorakis &amp; Smith (2013).</remarks>
public sealed class ClassifierCombination : ITruthMethod<ClassifierCombination.Settings>
{
    /// <summary>The priors, and when to stop.</summary>
    public sealed record Settings
    {
        /// <summary>How many answers per true label the prior is worth, above 0.</summary>
        public double Concentration { get; init; } = 4;

        /// <summary>The share of right answers among these, in (0, 1).</summary>
        public double PriorAccuracy { get; init; } = 0.7;

        /// <summary>How many tasks of each label are assumed before any, above 0.</summary>
        public double ClassPseudoCount { get; init; } = 1;

        /// <summary>Stop when the bound of the log-likelihood per vote changes by less than this; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-5;

        /// <summary>Stop after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 100;
    }

    /// <summary>What all annotators share: the expected number of tasks of each label, and the priors.</summary>
    internal sealed record Community(double[] ClassMass, double Concentration, double PriorAccuracy)
    {
        internal (double Right, double Wrong) PseudoCounts() => ClassMass.Length == 1
            ? (Concentration, 0)
            : (Concentration * PriorAccuracy, Concentration * (1 - PriorAccuracy) / (ClassMass.Length - 1));

        internal double[] LogPrior()
        {
            var all = Digamma.Of(ClassMass.Sum());
            return [.. ClassMass.Select(m => Digamma.Of(m) - all)];
        }
    }

    /// <inheritdoc/>
    public string Name => "bayesian-classifier-combination";

    /// <inheritdoc/>
    public string Title => "Bayesian classifier combination";

    /// <inheritdoc/>
    public string Description => "Weighs votes by confusion matrices, and counts how uncertain these are. Choose it when calibrated confidence matters with few votes.";

    /// <summary>Fits the model; a task without votes has the prevalence of the labels.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        votes.LabelCount == 1 ? LogBelief.OneLabel(votes) : new ClassifierCombinationFit(votes, settings, cancel).Result();

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        if (votes.LabelCount == 1)
            return new TruthFit(LogBelief.OneLabel(votes), null, []);
        var fit = new ClassifierCombinationFit(votes, new Settings(), cancel);
        var evidence = fit.Evidence();
        return new TruthFit(fit.Result(), JsonSerializer.SerializeToElement(fit.Community), [.. evidence.Select(e => JsonSerializer.SerializeToElement(e))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount)
    {
        var settings = new Settings();
        return new LiveFit(community?.Deserialize<Community>() is { } known && known.ClassMass.Length == labelCount
            ? known
            : new Community([.. Enumerable.Repeat(1.0, labelCount)], settings.Concentration, settings.PriorAccuracy));
    }

    sealed class LiveFit(Community community) : ILiveFit
    {
        readonly double[] logPrior = community.LogPrior();

        public object? Annotator(JsonElement kept) => kept.Deserialize<AnnotatorEvidence>();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = (double[])logPrior.Clone();
            var (right, wrong) = community.PseudoCounts();
            var totals = new double[row.Length];
            foreach (var (annotator, label) in votes)
                if (row.Length > 1)
                {
                    var known = (AnnotatorEvidence?)annotator ?? AnnotatorEvidence.None;
                    Array.Clear(totals);
                    for (var i = 0; i < known.Counts.Length; i++)
                        totals[i % row.Length] += known.Counts[i];
                    var at = Array.BinarySearch(known.Labels, label);
                    for (var k = 0; k < row.Length; k++)
                        row[k] += Digamma.Of((at < 0 ? 0 : known.Counts[(at * row.Length) + k]) + (k == label ? right : wrong)) - Digamma.Of(totals[k] + community.Concentration);
                }
            LogBelief.Normalise(row);
            return row;
        }
    }
}
