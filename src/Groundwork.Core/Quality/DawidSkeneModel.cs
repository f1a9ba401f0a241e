using System.Text.Json.Serialization;

namespace Groundwork.Core.Quality;

/// <summary>A fitted Dawid–Skene model: plain arrays, made to be stored as JSON, the community once and each annotator apart.</summary>
/// <param name="Community">What is shared by all annotators.</param>
/// <param name="Annotators">What is known about each annotator; length annotators.</param>
public sealed record DawidSkeneModel(DawidSkeneCommunity Community, AnnotatorEvidence[] Annotators);

/// <summary>
/// What a fit knows about one annotator: how often each label was expected on tasks of each truth. Labels that the
/// annotator never gave are left out, so that it stays small for many labels.
/// </summary>
/// <param name="Labels">The labels that this annotator gave, ascending.</param>
/// <param name="Counts">Given labels × true labels, row major: expected number of answers <c>Labels[i]</c> on tasks whose truth is k.</param>
public sealed record AnnotatorEvidence(int[] Labels, double[] Counts)
{
    /// <summary>An annotator of whom nothing is known; counts as an average member of the community.</summary>
    public static AnnotatorEvidence None { get; } = new([], []);
}

/// <summary>One vote on a task together with what the last fit knew about its annotator.</summary>
/// <param name="Annotator">The evidence; <see cref="AnnotatorEvidence.None"/> for a newcomer.</param>
/// <param name="Label">The answer, 0 … labels − 1.</param>
public readonly record struct EvidencedVote(AnnotatorEvidence Annotator, int Label);

/// <summary>
/// The shared part of a fitted Dawid–Skene model. With the evidence of a task's annotators it computes that task's
/// posterior in time independent of the project's size.
/// </summary>
/// <param name="ClassPrior">Estimated prevalence of each label; length labels, sums to 1.</param>
/// <param name="Accuracy">Estimated share of right votes in the community, in (0, 1).</param>
/// <param name="Concentration">See <see cref="DawidSkene.Settings.Concentration"/>.</param>
/// <param name="AbilityStrength">See <see cref="DawidSkene.Settings.AbilityStrength"/>.</param>
public sealed record DawidSkeneCommunity(double[] ClassPrior, double Accuracy, double Concentration, double AbilityStrength)
{
    /// <summary>Number of labels.</summary>
    [JsonIgnore]
    public int LabelCount => ClassPrior.Length;

    /// <summary>What is assumed before any fit: all labels equally common, and annotators who are mostly right.</summary>
    /// <param name="labelCount">Number of labels, at least 1.</param>
    /// <param name="settings">The strengths of the priors.</param>
    public static DawidSkeneCommunity Unfitted(int labelCount, DawidSkene.Settings settings)
    {
        const double mostlyRight = 0.75;
        var prior = new double[labelCount];
        Array.Fill(prior, 1.0 / labelCount);
        return new(prior, mostlyRight, settings.Concentration, settings.AbilityStrength);
    }

    /// <summary>The posterior of one task from its votes; equals the fit's own posterior if votes and evidence are the fit's.</summary>
    /// <param name="votes">The task's votes, at most one per annotator.</param>
    /// <exception cref="ArgumentOutOfRangeException">A vote's label lies outside the model's labels.</exception>
    public double[] PosteriorOf(params ReadOnlySpan<EvidencedVote> votes)
    {
        var row = new double[LabelCount];
        for (var k = 0; k < row.Length; k++)
            row[k] = Math.Log(ClassPrior[k]);
        Span<double> totals = row.Length <= 128 ? stackalloc double[row.Length] : new double[row.Length];
        foreach (var (annotator, label) in votes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(label, nameof(votes));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, row.Length, nameof(votes));
            var (right, wrong) = PseudoCounts(PersonalAccuracy(annotator, totals));
            var given = GivenCounts(annotator, label);
            for (var k = 0; k < row.Length; k++)
            {
                var count = (given.IsEmpty ? 0 : given[k]) + (k == label ? right : wrong);
                row[k] += Math.Log(count) - Math.Log(totals[k] + Concentration);
            }
        }
        Normalise(row);
        return row;
    }

    /// <summary>The confusion matrix of an annotator: truth × answer, row major, rows sum to 1.</summary>
    /// <param name="annotator">The evidence; <see cref="AnnotatorEvidence.None"/> gives the community's.</param>
    public double[] ConfusionOf(AnnotatorEvidence annotator)
    {
        var n = LabelCount;
        var totals = new double[n];
        var (right, wrong) = PseudoCounts(PersonalAccuracy(annotator, totals));
        var confusion = new double[n * n];
        for (var answer = 0; answer < n; answer++)
        {
            var given = GivenCounts(annotator, answer);
            for (var truth = 0; truth < n; truth++)
                confusion[(truth * n) + answer] =
                    ((given.IsEmpty ? 0 : given[truth]) + (truth == answer ? right : wrong)) / (totals[truth] + Concentration);
        }
        return confusion;
    }

    /// <summary>The expected share of right answers of an annotator over the community's tasks, 0 … 1.</summary>
    /// <param name="annotator">The evidence; <see cref="AnnotatorEvidence.None"/> gives the community's.</param>
    public double AbilityOf(AnnotatorEvidence annotator)
    {
        var totals = new double[LabelCount];
        var (right, _) = PseudoCounts(PersonalAccuracy(annotator, totals));
        var ability = 0.0;
        for (var k = 0; k < totals.Length; k++)
        {
            var given = GivenCounts(annotator, k);
            ability += ClassPrior[k] * ((given.IsEmpty ? 0 : given[k]) + right) / (totals[k] + Concentration);
        }
        return Math.Min(ability, 1);
    }

    /// <summary>The prior's pseudo-counts of a right answer and of each wrong one, for an annotator of this accuracy.</summary>
    internal (double Right, double Wrong) PseudoCounts(double accuracy) =>
        LabelCount == 1 ? (Concentration, 0) : (Concentration * accuracy, Concentration * (1 - accuracy) / (LabelCount - 1));

    /// <summary>An annotator's accuracy shrunk towards the community's.</summary>
    internal double PersonalAccuracy(double right, double votes) =>
        (right + (AbilityStrength * Accuracy)) / (votes + AbilityStrength);

    double PersonalAccuracy(AnnotatorEvidence annotator, Span<double> totals)
    {
        totals.Clear();
        var n = LabelCount;
        var (right, votes) = (0.0, 0.0);
        for (var i = 0; i < annotator.Labels.Length; i++)
        {
            var given = annotator.Counts.AsSpan(i * n, n);
            right += given[annotator.Labels[i]];
            for (var k = 0; k < n; k++)
                totals[k] += given[k];
        }
        foreach (var total in totals)
            votes += total;
        return PersonalAccuracy(right, votes);
    }

    ReadOnlySpan<double> GivenCounts(AnnotatorEvidence annotator, int label)
    {
        var i = Array.BinarySearch(annotator.Labels, label);
        return i < 0 ? default : annotator.Counts.AsSpan(i * LabelCount, LabelCount);
    }

    static void Normalise(Span<double> logs)
    {
        var max = double.NegativeInfinity;
        foreach (var log in logs)
            max = Math.Max(max, log);
        var sum = 0.0;
        for (var k = 0; k < logs.Length; k++)
            sum += logs[k] = Math.Exp(logs[k] - max);
        for (var k = 0; k < logs.Length; k++)
            logs[k] /= sum;
    }
}
