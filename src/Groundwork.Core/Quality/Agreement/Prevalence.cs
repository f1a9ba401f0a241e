using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// How common a label is among all votes, to be read beside every coefficient: where one label is nearly all, agreement beyond
/// chance says little. See <c>docs/methods/prevalence.md</c>.
/// </summary>
/// <param name="Label">The label.</param>
/// <param name="Share">Its share of the votes, 0 … 1.</param>
/// <param name="Low">Lower end of the interval; null with fewer than two answered tasks.</param>
/// <param name="High">Upper end of the interval; null with fewer than two answered tasks.</param>
public sealed record Prevalence(int Label, double Share, double? Low, double? High)
{
    /// <summary>The share of each label; empty without votes.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="confidence">Coverage of the interval, in (0, 1).</param>
    /// <remarks>Votes of one task go together, so that they are worth fewer: Wilson's interval of as many as have the same variance (Kish's design effect).</remarks>
    public static Prevalence[] Of(VoteTable votes, double confidence = 0.95)
    {
        var shares = new double[votes.LabelCount];
        foreach (var label in votes.LabelsByTask)
            shares[label] += 1.0 / votes.VoteCount;
        if (votes.VoteCount == 0)
            return [];
        var (squares, expected, tasks) = (new double[votes.LabelCount], 0.0, 0);
        var counts = new int[votes.LabelCount];
        var given = new int[votes.LabelCount];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.IsEmpty)
                continue;
            tasks++;
            expected += (double)labels.Length * labels.Length;
            var distinct = PooledAgreement.Count(labels, counts, given);
            // Σ (n_k − m π_k)², written so that labels which nobody gave cost nothing.
            foreach (var k in given.AsSpan(0, distinct))
            {
                squares[k] += (counts[k] * counts[k]) - (2 * counts[k] * labels.Length * shares[k]);
                counts[k] = 0;
            }
        }
        return [.. shares.Select((share, k) =>
        {
            var variance = tasks < 2 ? 0 : Math.Max(0, squares[k] + (expected * share * share)) * tasks / (tasks - 1.0) / ((double)votes.VoteCount * votes.VoteCount);
            var plain = share * (1 - share);
            // A label that all or none of the votes give has no variance to see; then each task counts once.
            var worth = variance > 0 && plain > 0 ? Math.Clamp(plain / variance, 1, votes.VoteCount) : tasks;
            var interval = tasks < 2 ? (Interval?)null : Wilson.Of(Math.Min(1, share) * worth, worth, confidence);
            return new Prevalence(k, share, interval?.Low, interval?.High);
        })];
    }
}
