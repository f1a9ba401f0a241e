namespace Groundwork.Core.Quality;

/// <summary>
/// Whether a result is as sure as it may be, on tasks with a known answer. See <c>docs/methods/calibration.md</c>.
/// </summary>
/// <param name="Ece">Expected calibration error: how far confidence is from the share of right answers, 0 … 1; null if no answer is known.</param>
/// <param name="Brier">Mean squared distance of the posterior from the known answer, 0 … 2; null if no answer is known.</param>
public sealed record Calibration(double? Ece, double? Brier)
{
    const int Bins = 10;

    /// <summary>Compares a result with known answers.</summary>
    /// <param name="result">The result of a truth method.</param>
    /// <param name="known">The right label of each task, or <see cref="Accuracy.Unknown"/>; length tasks.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A known answer is no label of the result.</exception>
    public static Calibration Of(TruthResult result, ReadOnlySpan<int> known)
    {
        if (known.Length != result.TaskCount)
            throw new ArgumentException($"{known.Length} known answers for {result.TaskCount} tasks.", nameof(known));
        var gap = new double[Bins];
        var (n, brier) = (0, 0.0);
        for (var task = 0; task < known.Length; task++)
        {
            if (known[task] == Accuracy.Unknown)
                continue;
            ArgumentOutOfRangeException.ThrowIfNegative(known[task], nameof(known));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(known[task], result.LabelCount, nameof(known));
            n++;
            var row = result.PosteriorOf(task);
            for (var k = 0; k < row.Length; k++)
                brier += Math.Pow(row[k] - (k == known[task] ? 1 : 0), 2);
            var (top, confidence) = (result.TopLabelsOf(task), result.ConfidenceOf(task));
            var right = Array.IndexOf(top, known[task]) >= 0 ? 1.0 / top.Length : 0;
            gap[Math.Min((int)(confidence * Bins), Bins - 1)] += confidence - right;
        }
        return n == 0 ? new Calibration(null, null) : new Calibration(gap.Sum(Math.Abs) / n, brier / n);
    }
}
