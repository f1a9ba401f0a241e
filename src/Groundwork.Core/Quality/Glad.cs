using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>
/// GLAD: annotators have an ability, tasks a difficulty, and a vote is right with a probability of their product. See <c>docs/methods/glad.md</c>.
/// </summary>
/// <remarks>Whitehill, Ruvolo, Wu, Bergsma &amp; Movellan (2009), NIPS 22:2035–2043.</remarks>
public sealed class Glad : ITruthMethod<Glad.Settings>
{
    /// <summary>How far abilities and difficulties are expected to spread, and when to stop.</summary>
    public sealed record Settings
    {
        /// <summary>Standard deviation of the abilities around 1, above 0.</summary>
        public double AbilitySpread { get; init; } = 1;

        /// <summary>Standard deviation of the logarithm of a task's easiness around 0, above 0.</summary>
        public double EasinessSpread { get; init; } = 0.5;

        /// <summary>How many tasks per label are added when the prevalence of labels is estimated, above 0.</summary>
        public double ClassPseudoCount { get; init; } = 1;

        /// <summary>Stop when the log-likelihood per vote changes by less than this; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-5;

        /// <summary>Stop after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 100;
    }

    /// <summary>What all annotators share.</summary>
    internal sealed record Community(double[] ClassPrior, double EasinessSpread);

    /// <inheritdoc/>
    public string Name => "glad";

    /// <inheritdoc/>
    public string Title => "GLAD";

    /// <inheritdoc/>
    public string Description => "Learns how hard each task is beside how able each annotator is. Choose it when some tasks are plain and others divide everybody.";

    /// <summary>Fits the model; a task without votes has the prevalence of the labels.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) =>
        votes.LabelCount == 1 ? LogBelief.OneLabel(votes) : new GladFit(votes, settings, cancel).Result();

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        if (votes.LabelCount == 1)
            return new TruthFit(LogBelief.OneLabel(votes), null, []);
        var fit = new GladFit(votes, new Settings(), cancel);
        return new TruthFit(fit.Result(), JsonSerializer.SerializeToElement(new Community(fit.ClassPrior, new Settings().EasinessSpread)),
            [.. fit.Ability.Select(a => JsonSerializer.SerializeToElement(a))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount) => new LiveFit(community?.Deserialize<Community>() is { } known && known.ClassPrior.Length == labelCount
        ? known
        : new Community([.. Enumerable.Repeat(1.0 / labelCount, labelCount)], new Settings().EasinessSpread));

    // A task's own easiness is found anew from its votes: that needs no other task.
    sealed class LiveFit(Community community) : ILiveFit
    {
        const int Rounds = 50;
        const double Newcomer = 1;

        readonly double[] logPrior = [.. community.ClassPrior.Select(p => Math.Log(p))];

        public object? Annotator(JsonElement kept) => kept.GetDouble();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = (double[])logPrior.Clone();
            if (row.Length == 1)
                return [1];
            var easiness = 0.0;
            for (var round = 0; round < Rounds; round++)
            {
                logPrior.CopyTo(row, 0);
                var factor = Math.Exp(easiness);
                foreach (var (annotator, label) in votes)
                    row[label] += (((double?)annotator ?? Newcomer) * factor) + Math.Log(row.Length - 1);
                LogBelief.Normalise(row);
                var step = new GladFit.Step(easiness, 0, community.EasinessSpread);
                foreach (var (annotator, label) in votes)
                    step.Add(row[label], ((double?)annotator ?? Newcomer) * factor, ((double?)annotator ?? Newcomer) * factor);
                var next = step.Next(GladFit.LongestEasinessStep);
                if (Math.Abs(next - easiness) < 1e-9)
                    break;
                easiness = next;
            }
            return row;
        }
    }
}
