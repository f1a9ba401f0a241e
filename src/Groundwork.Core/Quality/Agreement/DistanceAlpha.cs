using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Krippendorff's alpha for answers of any kind between which there is a distance: 1 − IoU of boxes or masks, 1 − F1 of spans, edits
/// of a text. See <c>docs/methods/distance-alpha.md</c>.
/// </summary>
/// <remarks>
/// Krippendorff (2011), section D, with the distance left open; with 1 − similarity of annotations as distance it is used by Braylan,
/// Alonso &amp; Lease (2022), Measuring Annotator Agreement Generally across Complex Structured, Multi-object, and Free-text Annotation Tasks, WWW.
/// </remarks>
public static class DistanceAlpha
{
    /// <summary>Each answer is compared with each other one, and so there may be no more of them than this.</summary>
    public const int MaxAnswers = 20_000;

    /// <summary>Alpha over tasks with two or more answers, at most 1.</summary>
    /// <param name="tasks">The answers to each task.</param>
    /// <param name="distance">The distance of two answers: 0 where they are the same, never negative, the same both ways. Krippendorff's δ², not δ.</param>
    /// <param name="confidence">Coverage of the interval, in (0, 1).</param>
    /// <param name="cancel">Stops between two answers.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxAnswers"/>, or a distance is negative or no number.</exception>
    public static AgreementResult Of<T>(
        IReadOnlyList<IReadOnlyList<T>> tasks, Func<T, T, double> distance, double confidence = 0.95, CancellationToken cancel = default)
    {
        const string name = "distance-alpha";
        var pairable = tasks.Where(t => t.Count > 1).ToList();
        var answers = pairable.SelectMany((t, u) => t.Select(answer => (Unit: u, Answer: answer))).ToArray();
        if (answers.Length > MaxAnswers)
            throw new ArgumentException($"{answers.Length} answers are too many to compare each with each: give up to {MaxAnswers}, for instance those of tasks drawn at random.", nameof(tasks));
        if (pairable.Count == 0)
            return new AgreementResult(name, null, null, null, 0, "No task has two answers yet.");
        // Sums over ordered pairs: within each unit, and between each unit's answers and all.
        var within = new double[pairable.Count];
        var toAll = new double[pairable.Count];
        var expected = 0.0;
        for (var i = 0; i < answers.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var apart = distance(answers[i].Answer, answers[j].Answer);
                if (!double.IsFinite(apart) || apart < 0)
                    throw new ArgumentException($"A distance is {apart}, and has to be a number of at least 0.", nameof(distance));
                expected += 2 * apart;
                toAll[answers[i].Unit] += apart;
                toAll[answers[j].Unit] += apart;
                if (answers[i].Unit == answers[j].Unit)
                    within[answers[i].Unit] += 2 * apart;
            }
        }
        var observed = 0.0;
        for (var u = 0; u < within.Length; u++)
            observed += within[u] / (pairable[u].Count - 1);
        var value = Alpha(observed, expected, answers.Length);
        if (double.IsNaN(value))
            return new AgreementResult(name, null, null, null, pairable.Count, "All answers are the same, so that disagreement expected by chance is zero and alpha is undefined.");
        var interval = Jackknife.AtMostOne(value, pairable.Count, u => Alpha(
            observed - (within[u] / (pairable[u].Count - 1)), expected - (2 * toAll[u]) + within[u], answers.Length - pairable[u].Count), confidence, cancel);
        return new AgreementResult(name, value, interval?.Low, interval?.High, pairable.Count, interval is null ? "Too few or too uniform tasks for an interval." : null);
    }

    static double Alpha(double observed, double expected, int answers) =>
        expected > 1e-12 ? 1 - (observed * (answers - 1) / expected) : double.NaN;
}
