using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>
/// MACE: on each task an annotator either knows, and then is right, or spams, with a preference for labels of their own. See <c>docs/methods/mace.md</c>.
/// </summary>
/// <remarks>Hovy, Berg-Kirkpatrick, Vaswani &amp; Hovy (2013), NAACL-HLT, 1120–1130; variational Bayes as there.</remarks>
public sealed class Mace : ITruthMethod<Mace.Settings>
{
    /// <summary>The priors, how often to start anew, and when to stop.</summary>
    public sealed record Settings
    {
        /// <summary>How many times an annotator is taken to have known before any vote, above 0.</summary>
        public double KnowingPseudoCount { get; init; } = 0.5;

        /// <summary>How many times an annotator is taken to have spammed before any vote, above 0.</summary>
        public double SpammingPseudoCount { get; init; } = 0.5;

        /// <summary>How many times a spammer is taken to have given each label before any vote, above 0.</summary>
        public double LabelPseudoCount { get; init; } = 10;

        /// <summary>How many starts are tried, the likeliest end of which counts; at least 1.</summary>
        public int Restarts { get; init; } = 10;

        /// <summary>Stop when the log-likelihood per vote changes by less than this; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-5;

        /// <summary>Stop each start after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 50;
    }

    /// <summary>The priors that a single task needs.</summary>
    internal sealed record Community(int Labels, double KnowingPseudoCount, double SpammingPseudoCount, double LabelPseudoCount);

    /// <summary>How often an annotator knew, and how often they spammed which label; labels that they never gave are left out.</summary>
    internal sealed record Evidence(double Knew, int[] Labels, double[] Spammed);

    /// <inheritdoc/>
    public string Name => "mace";

    /// <inheritdoc/>
    public string Title => "MACE";

    /// <inheritdoc/>
    public string Description => "Tells those who know from those who click anything. Choose it when spammers are the trouble, not honest confusion.";

    /// <summary>Fits the model; a task without votes has the uniform row.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        votes.LabelCount == 1 ? LogBelief.OneLabel(votes) : new MaceFit(votes, settings, cancel).Result();

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        if (votes.LabelCount == 1)
            return new TruthFit(LogBelief.OneLabel(votes), null, []);
        var settings = new Settings();
        var fit = new MaceFit(votes, settings, cancel);
        return new TruthFit(fit.Result(),
            JsonSerializer.SerializeToElement(new Community(votes.LabelCount, settings.KnowingPseudoCount, settings.SpammingPseudoCount, settings.LabelPseudoCount)),
            [.. Enumerable.Range(0, votes.AnnotatorCount).Select(a => JsonSerializer.SerializeToElement(fit.EvidenceOf(a)))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount)
    {
        var settings = new Settings();
        return new LiveFit(community?.Deserialize<Community>() is { } known && known.Labels == labelCount
            ? known
            : new Community(labelCount, settings.KnowingPseudoCount, settings.SpammingPseudoCount, settings.LabelPseudoCount));
    }

    sealed class LiveFit(Community community) : ILiveFit
    {
        public object? Annotator(JsonElement kept) => kept.Deserialize<Evidence>();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = new double[community.Labels];
            foreach (var (annotator, label) in votes)
                if (row.Length > 1)
                {
                    var known = (Evidence?)annotator ?? new Evidence(0, [], []);
                    var at = Array.BinarySearch(known.Labels, label);
                    var logs = new MaceFit.Logs(community, known.Knew, known.Spammed.Sum());
                    row[label] += logs.Of(at < 0 ? 0 : known.Spammed[at]).Gain;
                }
            LogBelief.Normalise(row);
            return row;
        }
    }
}
