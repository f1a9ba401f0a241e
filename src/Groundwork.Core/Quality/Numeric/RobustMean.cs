namespace Groundwork.Core.Quality.Numeric;

/// <summary>
/// Huber's mean: answers near the middle count by their value, far ones only by their side, so that fewer than half of a task's answers
/// can be anything. What is far follows from how all answers scatter. See <c>docs/methods/robust-mean.md</c>.
/// </summary>
/// <remarks>Huber (1964), Annals of Mathematical Statistics 35(1):73–101.</remarks>
public sealed class RobustMean : INumericTruthMethod<RobustMean.Settings>
{
    /// <summary>What is far.</summary>
    public sealed record Settings
    {
        /// <summary>How many standard deviations from the middle an answer may be to count by its value, above 0; near 0 is the median.</summary>
        public double Clip { get; init; } = 1.345;
    }

    /// <inheritdoc/>
    public string Name => "robust-mean";

    /// <inheritdoc/>
    public string Title => "Robust mean (Huber)";

    /// <inheritdoc/>
    public string Description => "A mean that wild answers can't pull away. Choose it when annotators are alike and slip now and then, or answered too few tasks to be known.";

    /// <summary>Robust means, or known answers.</summary>
    /// <inheritdoc cref="INumericTruthMethod.Infer"/>
    public NumericResult Infer(NumericVotes votes, Settings settings, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Clip);
        var centres = Scatter.Centres(votes);
        var reach = settings.Clip * Scatter.Of(votes, centres).OfMost;
        var values = new double?[centres.Length];
        for (var task = 0; task < values.Length; task++)
            values[task] = votes.KnownOf(task) ?? (votes.Table.LabelsOf(task).IsEmpty ? null : Of(votes.Sorted(task), centres[task], reach));
        return new NumericResult(values);
    }

    /// <summary>
    /// The number about which the answers' distances, cut off at the reach, add up to 0; the median where a whole range does. It is at most
    /// the reach from the median, as there half of the answers are cut off on one side. Up to it the sum falls in straight lines, whose ends are
    /// the answers less and plus the reach; those that are further than twice the reach only count, whatever they are.
    /// </summary>
    static double Of(ReadOnlySpan<double> sorted, double median, double reach)
    {
        var n = sorted.Length;
        if (n < 2 || reach <= 0 || (n % 2 == 0 && sorted[n / 2] - sorted[(n / 2) - 1] >= 2 * reach))
            return median;
        // How many answers are not too far above, how many are too far below, and the sum of those between, about the median.
        var (reached, passed, sum) = (0, 0, 0.0);
        for (; reached < n && sorted[reached] <= median; reached++)
            if (sorted[reached] - median <= -2 * reach)
                passed++;
            else
                sum += sorted[reached] - median;
        while (true)
        {
            var enters = reached < n ? sorted[reached] - median - reach : reach;
            var leaves = passed < reached ? sorted[passed] - median + reach : reach;
            var zero = (sum + (reach * (n - reached - passed))) / (reached - passed);
            if (reached > passed && zero <= Math.Min(enters, leaves))
                return median + zero;
            // Only rounding gets here.
            if (Math.Min(enters, leaves) >= reach)
                return median + reach;
            if (enters <= leaves)
                sum += sorted[reached++] - median;
            else
                sum -= sorted[passed++] - median;
        }
    }
}
