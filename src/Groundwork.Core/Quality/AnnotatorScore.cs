using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>
/// How often an annotator agrees with the majority of the others on the same task. The annotator's own vote is left out, so that
/// nobody is measured against themselves; where the others tie among t labels, agreeing with one of them counts 1/t.
/// See <c>docs/methods/annotator-score.md</c>.
/// </summary>
/// <param name="Annotator">The annotator.</param>
/// <param name="Value">Share of agreement, 0 … 1; null if no task was answered by anybody else.</param>
/// <param name="Low">Lower end of the Wilson interval; null without a value.</param>
/// <param name="High">Upper end of the Wilson interval; null without a value.</param>
/// <param name="N">Number of this annotator's tasks that others answered too.</param>
public sealed record AnnotatorScore(int Annotator, double? Value, double? Low, double? High, int N)
{
    /// <summary>Scores every annotator.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="confidence">Coverage of the interval, in (0, 1).</param>
    /// <returns>One score per annotator, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of its range.</exception>
    public static AnnotatorScore[] Of(VoteTable votes, double confidence = 0.95)
    {
        var agreed = new double[votes.AnnotatorCount];
        var shared = new int[votes.AnnotatorCount];
        var counts = new int[votes.LabelCount];
        var given = new int[votes.LabelCount];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            var annotators = votes.AnnotatorsOf(task);
            if (labels.Length < 2)
                continue;
            var distinct = 0;
            foreach (var label in labels)
                if (counts[label]++ == 0)
                    given[distinct++] = label;
            for (var i = 0; i < labels.Length; i++)
            {
                counts[labels[i]]--;
                agreed[annotators[i]] += ShareOfTop(counts, given.AsSpan(0, distinct), labels[i]);
                shared[annotators[i]]++;
                counts[labels[i]]++;
            }
            foreach (var label in given.AsSpan(0, distinct))
                counts[label] = 0;
        }

        var scores = new AnnotatorScore[votes.AnnotatorCount];
        for (var a = 0; a < scores.Length; a++)
            if (shared[a] == 0)
                scores[a] = new AnnotatorScore(a, null, null, null, 0);
            else
            {
                var interval = Wilson.Of(Math.Min(agreed[a], shared[a]), shared[a], confidence);
                scores[a] = new AnnotatorScore(a, agreed[a] / shared[a], interval.Low, interval.High, shared[a]);
            }
        return scores;
    }

    static double ShareOfTop(int[] counts, ReadOnlySpan<int> given, int label)
    {
        var (most, tied) = (0, 0);
        foreach (var each in given)
            if (counts[each] > most)
                (most, tied) = (counts[each], 1);
            else if (counts[each] == most)
                tied++;
        return counts[label] == most ? 1.0 / tied : 0;
    }
}
