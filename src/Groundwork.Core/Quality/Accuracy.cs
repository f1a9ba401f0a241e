using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>
/// The share of known answers that a result got right. A tie among t labels that include the right one counts 1/t: the
/// expectation over a random tie rule, so that no label order can make a method look better. See <c>docs/methods/accuracy.md</c>.
/// </summary>
/// <param name="Value">Expected share of right answers; null if no answer is known.</param>
/// <param name="Low">Lower end of the Wilson interval; null if no answer is known.</param>
/// <param name="High">Upper end of the Wilson interval; null if no answer is known.</param>
/// <param name="N">Number of tasks with a known answer.</param>
/// <param name="Tied">How many of them end in a tie.</param>
public sealed record Accuracy(double? Value, double? Low, double? High, int N, int Tied)
{
    /// <summary>Marks a task whose answer is not known.</summary>
    public const int Unknown = -1;

    /// <summary>Compares a result with known answers.</summary>
    /// <param name="result">The result of a truth method.</param>
    /// <param name="known">The right label of each task, or <see cref="Unknown"/>; length tasks.</param>
    /// <param name="confidence">Coverage of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A known answer is no label of the result, or the confidence is out of its range.
    /// </exception>
    public static Accuracy Of(TruthResult result, ReadOnlySpan<int> known, double confidence = 0.95)
    {
        if (known.Length != result.TaskCount)
            throw new ArgumentException($"{known.Length} known answers for {result.TaskCount} tasks.", nameof(known));
        var (right, n, tied) = (0.0, 0, 0);
        for (var task = 0; task < known.Length; task++)
        {
            if (known[task] == Unknown)
                continue;
            ArgumentOutOfRangeException.ThrowIfNegative(known[task], nameof(known));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(known[task], result.LabelCount, nameof(known));
            n++;
            var top = result.TopLabelsOf(task);
            if (top.Length > 1)
                tied++;
            if (Array.IndexOf(top, known[task]) >= 0)
                right += 1.0 / top.Length;
        }
        if (n == 0)
            return new Accuracy(null, null, null, 0, 0);
        var interval = Wilson.Of(right, n, confidence);
        return new Accuracy(right / n, interval.Low, interval.High, n, tied);
    }
}
