namespace Groundwork.Core.Quality.Numeric;

/// <summary>The mean of a task's answers. See <c>docs/methods/mean.md</c>.</summary>
public sealed class Mean : INumericTruthMethod<Mean.Settings>
{
    /// <summary>The mean has nothing to set.</summary>
    public sealed record Settings;

    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public string Title => "Mean";

    /// <inheritdoc/>
    public string Description => "Every answer counts the same. Choose it when annotators are equally good and never slip, or as the baseline to beat.";

    /// <summary>Means, or known answers.</summary>
    /// <inheritdoc cref="INumericTruthMethod.Infer"/>
    public NumericResult Infer(NumericVotes votes, Settings settings, CancellationToken cancel = default)
    {
        var values = new double?[votes.Table.TaskCount];
        for (var task = 0; task < values.Length; task++)
        {
            var labels = votes.Table.LabelsOf(task);
            var sum = 0.0;
            foreach (var label in labels)
                sum += votes.Numbers[label];
            values[task] = votes.KnownOf(task) ?? (labels.IsEmpty ? null : sum / labels.Length);
        }
        return new NumericResult(values);
    }
}
