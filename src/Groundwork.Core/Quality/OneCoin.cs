using System.Text.Json;
using System.Text.Json.Serialization;

namespace Groundwork.Core.Quality;

/// <summary>
/// One coin per annotator (ZenCrowd): everybody is right with an accuracy of their own, and errs towards all other labels alike. Each
/// accuracy shrinks towards the community's, the more the less its members differ. See <c>docs/methods/one-coin.md</c>.
/// </summary>
/// <remarks>Demartini, Difallah &amp; Cudré-Mauroux (2012), WWW, 469–478; Zhang, Chen, Zhou &amp; Jordan (2016), JMLR 17(102):1–44.</remarks>
public sealed class OneCoin : ITruthMethod<OneCoin.Settings>
{
    /// <summary>How strongly to shrink, and when to stop.</summary>
    public sealed record Settings
    {
        /// <summary>How many votes the community's accuracy is worth in an annotator's accuracy, above 0; null to learn it from the crowd.</summary>
        public double? AbilityStrength { get; init; }

        /// <summary>How many tasks per label are added when the prevalence of labels is estimated, above 0.</summary>
        public double ClassPseudoCount { get; init; } = 1;

        /// <summary>Stop when the log-likelihood per vote changes by less than this; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-5;

        /// <summary>Stop after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 100;
    }

    // Afterwards the strength stays, so that the fit comes to rest.
    const int Learning = 20;

    // Of a crowd of which nothing is known.
    const double MostlyRight = 0.75, UsualStrength = 16;

    /// <summary>What all annotators share.</summary>
    sealed record Community(double[] ClassPrior, double Accuracy, double AbilityStrength)
    {
        [JsonIgnore]
        internal double[] LogPrior => [.. ClassPrior.Select(p => Math.Log(p))];
    }

    /// <summary>What is known of one annotator.</summary>
    sealed record Evidence(double Right, int Votes);

    /// <inheritdoc/>
    public string Name => "one-coin";

    /// <inheritdoc/>
    public string Title => "One coin (ZenCrowd)";

    /// <inheritdoc/>
    public string Description => "Weighs every vote by its annotator's accuracy alone. Choose it when annotators answered few tasks each, or labels are many.";

    /// <summary>Fits the model; a task without votes has the prevalence of the labels.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) => Run(votes, settings, cancel).Result;

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        var (result, community, right) = Run(votes, new Settings(), cancel);
        return new TruthFit(result, JsonSerializer.SerializeToElement(community),
            [.. right.Select((r, a) => JsonSerializer.SerializeToElement(new Evidence(r, votes.LabelsBy(a).Length)))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount)
    {
        var shared = community?.Deserialize<Community>() is { } known && known.ClassPrior.Length == labelCount
            ? known
            : new Community([.. Enumerable.Repeat(1.0 / labelCount, labelCount)], MostlyRight, UsualStrength);
        return new LiveFit(shared);
    }

    static (TruthResult Result, Community Community, double[] Right) Run(VoteTable votes, Settings settings, CancellationToken cancel)
    {
        if (settings.AbilityStrength is { } given)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(settings.AbilityStrength));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ClassPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        var strength = settings.AbilityStrength ?? UsualStrength;
        var n = votes.LabelCount;
        var right = new double[votes.AnnotatorCount];
        var counts = new int[right.Length];
        for (var a = 0; a < counts.Length; a++)
            counts[a] = votes.LabelsBy(a).Length;
        if (n == 1)
            return (LogBelief.OneLabel(votes), new Community([1], 1, strength), [.. counts.Select(c => (double)c)]);
        var posterior = new double[checked(votes.TaskCount * n)];
        for (var task = 0; task < votes.TaskCount; task++)
            LogBelief.Start(votes, task, posterior.AsSpan(task * n, n));
        var (prior, variance, accuracy, weight, each) = (new double[n], new double[right.Length], new double[right.Length], new double[right.Length], new double[right.Length]);
        var (iterations, converged, logLikelihood, community) = (0, false, double.NegativeInfinity, 0.0);
        while (iterations < settings.MaxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            LogBelief.Prevalence(votes, posterior, settings.ClassPseudoCount, prior);
            community = (Count(votes, posterior, right, variance) + 1) / (votes.VoteCount + 2);
            if (settings.AbilityStrength is null && iterations < Learning)
                strength = CommunityPrior.StrengthOf(right, variance, counts, community);
            for (var a = 0; a < accuracy.Length; a++)
            {
                accuracy[a] = Personal(right[a], counts[a], community, strength);
                (weight[a], each[a]) = Logs(accuracy[a], n);
            }
            var before = logLikelihood;
            logLikelihood = Expect(votes, prior, weight, each, posterior);
            iterations++;
            converged = Math.Abs(logLikelihood - before) <= settings.Tolerance * votes.VoteCount;
        }
        // The evidence that is kept is the one behind the posterior, so that single tasks come out as in the fit.
        return (new TruthResult(n, posterior) { ClassPrior = prior, Ability = accuracy, Iterations = iterations, LogLikelihood = logLikelihood, Converged = converged },
            new Community(prior, community, strength), right);
    }

    static double Count(VoteTable votes, double[] posterior, double[] right, double[] variance)
    {
        var (n, all) = (votes.LabelCount, 0.0);
        for (var a = 0; a < right.Length; a++)
        {
            var tasks = votes.TasksOf(a);
            var labels = votes.LabelsBy(a);
            var (sum, spread) = (0.0, 0.0);
            for (var i = 0; i < tasks.Length; i++)
            {
                var p = posterior[(tasks[i] * n) + labels[i]];
                sum += p;
                spread += p * (1 - p);
            }
            (right[a], variance[a]) = (sum, spread);
            all += sum;
        }
        return all;
    }

    static double Expect(VoteTable votes, double[] prior, double[] weight, double[] each, double[] posterior)
    {
        var (n, sum) = (prior.Length, 0.0);
        var logPrior = prior.Select(p => Math.Log(p)).ToArray();
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var row = posterior.AsSpan(task * n, n);
            logPrior.CopyTo(row);
            var annotators = votes.AnnotatorsOf(task);
            var labels = votes.LabelsOf(task);
            for (var i = 0; i < labels.Length; i++)
            {
                row[labels[i]] += weight[annotators[i]];
                sum += each[annotators[i]];
            }
            sum += LogBelief.Settle(votes, task, row);
        }
        return sum;
    }

    static double Personal(double right, int votes, double community, double strength) => (right + (strength * community)) / (votes + strength);

    // What a vote adds to its own label, and to all labels.
    static (double Weight, double Each) Logs(double accuracy, int labels)
    {
        var wrong = Math.Log((1 - accuracy) / (labels - 1));
        return (Math.Log(accuracy) - wrong, wrong);
    }

    sealed class LiveFit(Community community) : ILiveFit
    {
        readonly double[] logPrior = community.LogPrior;

        public object? Annotator(JsonElement kept) => kept.Deserialize<Evidence>();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = (double[])logPrior.Clone();
            foreach (var (annotator, label) in votes)
                if (row.Length > 1)
                {
                    var known = (Evidence?)annotator ?? new Evidence(0, 0);
                    row[label] += Logs(Personal(known.Right, known.Votes, community.Accuracy, community.AbilityStrength), row.Length).Weight;
                }
            LogBelief.Normalise(row);
            return row;
        }
    }
}
