namespace Groundwork.Core.Quality;

/// <summary>
/// Majority vote: each label's posterior is its share of the task's votes; ties stay ties. See <c>docs/methods/majority.md</c>.
/// </summary>
public sealed class Majority : ITruthMethod<Majority.Settings>
{
    /// <summary>Majority vote has nothing to set.</summary>
    public sealed record Settings;

    /// <inheritdoc/>
    public string Name => "majority";

    /// <inheritdoc/>
    public string Title => "Majority vote";

    /// <inheritdoc/>
    public string Description => "Every vote counts the same. Choose it when annotators are equally good, or as the baseline to beat.";

    /// <summary>Vote shares, tasks × labels; a task without votes has the uniform row, which is a tie of all labels.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default)
    {
        var n = votes.LabelCount;
        var posterior = new double[checked(votes.TaskCount * n)];
        for (var task = 0; task < votes.TaskCount; task++)
            LogBelief.Start(votes, task, posterior.AsSpan(task * n, n));
        return new TruthResult(n, posterior);
    }

    /// <summary>Writes the shares of one task's votes into a row of zeros.</summary>
    internal static void Shares(ReadOnlySpan<int> labels, Span<double> row)
    {
        if (labels.IsEmpty)
        {
            row.Fill(1.0 / row.Length);
            return;
        }
        // Counting first and dividing once keeps equal counts bit-equal: adding 1/n repeatedly would not.
        foreach (var label in labels)
            row[label]++;
        for (var label = 0; label < row.Length; label++)
            row[label] /= labels.Length;
    }
}
