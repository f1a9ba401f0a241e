using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>
/// Weighted majority: a vote weighs as much as its annotator agrees with the others' majority, own vote left out. No iteration.
/// See <c>docs/methods/weighted-majority.md</c>.
/// </summary>
/// <remarks>Littlestone &amp; Warmuth (1994), Information and Computation 108(2):212–261; leaving the own vote out is ours.</remarks>
public sealed class WeightedMajority : ITruthMethod<WeightedMajority.Settings>
{
    /// <summary>How strongly to shrink.</summary>
    public sealed record Settings
    {
        /// <summary>How many votes the community's agreement is worth in an annotator's, above 0.</summary>
        public double Strength { get; init; } = 4;
    }

    /// <summary>The weight of an annotator of whom nothing is known.</summary>
    sealed record Community(double Weight);

    /// <inheritdoc/>
    public string Name => "weighted-majority";

    /// <inheritdoc/>
    public string Title => "Weighted majority";

    /// <inheritdoc/>
    public string Description => "Weighs every vote by how often its annotator agrees with the others. Choose it when the rule must fit into one sentence.";

    /// <summary>Shares of the weights, tasks × labels; a task without votes has the uniform row.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) => Run(votes, settings).Result;

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        var (result, community) = Run(votes, new Settings());
        return new TruthFit(result, JsonSerializer.SerializeToElement(new Community(community)), [.. result.Ability!.Select(a => JsonSerializer.SerializeToElement(a))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount) => new LiveFit(labelCount, community?.Deserialize<Community>()?.Weight ?? 1);

    static (TruthResult Result, double Community) Run(VoteTable votes, Settings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Strength);
        var n = votes.LabelCount;
        var (agreed, compared, counts) = (new double[votes.AnnotatorCount], new int[votes.AnnotatorCount], new int[n]);
        for (var task = 0; task < votes.TaskCount; task++)
            if (votes.KnownOf(task) is var known and not Accuracy.Unknown)
                CompareWith(known, votes.AnnotatorsOf(task), votes.LabelsOf(task), agreed, compared);
            else
                Compare(votes.AnnotatorsOf(task), votes.LabelsOf(task), counts, agreed, compared);
        var community = (agreed.Sum() + 1) / (compared.Sum() + 2);
        var weight = new double[agreed.Length];
        for (var a = 0; a < weight.Length; a++)
            weight[a] = (agreed[a] + (settings.Strength * community)) / (compared[a] + settings.Strength);
        var posterior = new double[checked(votes.TaskCount * n)];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var row = posterior.AsSpan(task * n, n);
            var annotators = votes.AnnotatorsOf(task);
            var labels = votes.LabelsOf(task);
            for (var i = 0; i < labels.Length; i++)
                row[labels[i]] += weight[annotators[i]];
            if (votes.KnownOf(task) is var known and not Accuracy.Unknown)
                LogBelief.Certain(row, known);
            else
                Share(row);
        }
        return (new TruthResult(n, posterior) { Ability = weight }, community);
    }

    static void CompareWith(int known, ReadOnlySpan<int> annotators, ReadOnlySpan<int> labels, double[] agreed, int[] compared)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            compared[annotators[i]]++;
            agreed[annotators[i]] += labels[i] == known ? 1 : 0;
        }
    }

    // The others' majority: where its labels tie, agreeing with one of them counts its part.
    static void Compare(ReadOnlySpan<int> annotators, ReadOnlySpan<int> labels, int[] counts, double[] agreed, int[] compared)
    {
        if (labels.Length < 2)
            return;
        var (most, next, leaders) = (0, 0, 0);
        foreach (var label in labels)
            counts[label]++;
        foreach (var label in labels)
            most = Math.Max(most, counts[label]);
        // How many labels have the most votes, and how many one less: taking one vote away changes nothing else.
        var weights = (Leading: 0.0, Second: 0.0);
        foreach (var label in labels)
            if (counts[label] == most)
                weights.Leading += 1.0 / most;
            else if (counts[label] == most - 1)
                weights.Second += 1.0 / (most - 1);
        (leaders, next) = ((int)Math.Round(weights.Leading), (int)Math.Round(weights.Second));
        for (var i = 0; i < labels.Length; i++)
        {
            compared[annotators[i]]++;
            if (counts[labels[i]] == most && leaders > 1)
                continue;
            // Alone in front, and still among the first without the own vote.
            if (counts[labels[i]] == most && most > 1)
                agreed[annotators[i]] += 1.0 / (next + 1);
        }
        foreach (var label in labels)
            counts[label] = 0;
    }

    static void Share(Span<double> row)
    {
        var sum = 0.0;
        foreach (var weight in row)
            sum += weight;
        for (var k = 0; k < row.Length; k++)
            row[k] = sum > 0 ? row[k] / sum : 1.0 / row.Length;
    }

    sealed class LiveFit(int labelCount, double newcomer) : ILiveFit
    {
        public object? Annotator(JsonElement kept) => kept.GetDouble();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = new double[labelCount];
            foreach (var (annotator, label) in votes)
                row[label] += (double?)annotator ?? newcomer;
            Share(row);
            return row;
        }
    }
}
