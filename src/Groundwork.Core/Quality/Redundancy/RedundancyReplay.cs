using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Redundancy;

/// <summary>
/// Collects votes that are there already once more, in a random order and only as many as <see cref="AskAgain"/> asks for: what
/// adaptive redundancy would have saved. See <c>docs/methods/ask-again.md</c>.
/// </summary>
public static class RedundancyReplay
{
    /// <summary>What was collected.</summary>
    /// <param name="Votes">The votes taken.</param>
    /// <param name="Result">What the method makes of them.</param>
    public sealed record Collected(VoteTable Votes, TruthResult Result);

    /// <summary>Collects once.</summary>
    /// <param name="votes">All votes.</param>
    /// <param name="method">The truth method that judges what was collected; which tasks are asked again is decided by <see cref="AskAgain.Method"/>.</param>
    /// <param name="most">The most votes to take; at least 0.</param>
    /// <param name="seed">The order in which the votes of each task arrive.</param>
    /// <param name="settings">How far to look and what an answer costs.</param>
    /// <param name="cancel">Stops between two rounds.</param>
    public static Collected Adaptive(VoteTable votes, ITruthMethod method, int most, ulong seed, AskAgain.Settings settings, CancellationToken cancel = default)
    {
        var (order, taken) = (Arrivals(votes, seed), new int[votes.TaskCount]);
        var asking = Catalog.Named<ITruthMethod>(AskAgain.Method)!;
        var room = Deal(votes, taken, most, settings.First);
        while (true)
        {
            var table = Taken(votes, order, taken);
            if (room == 0)
                return new Collected(table, method.Infer(table, null, cancel));
            // In rounds of a tenth: what one answer teaches about an annotator is used soon, and the method runs a dozen times.
            var round = Math.Min(room, Math.Max(1, table.VoteCount / 10));
            var before = room;
            foreach (var ask in AskAgain.Rank(table, asking.Infer(table, null, cancel), settings))
            {
                if (round == 0)
                    break;
                if (taken[ask.Task] == votes.LabelsOf(ask.Task).Length)
                    continue;
                taken[ask.Task]++;
                round--;
                room--;
            }
            if (room == before)
                return new Collected(table, method.Infer(table, null, cancel));
        }
    }

    /// <summary>Collects the same number of votes of each task, as nearly as can be.</summary>
    /// <inheritdoc cref="Adaptive"/>
    public static Collected Even(VoteTable votes, ITruthMethod method, int most, ulong seed, CancellationToken cancel = default)
    {
        var taken = new int[votes.TaskCount];
        Deal(votes, taken, most, int.MaxValue);
        var table = Taken(votes, Arrivals(votes, seed), taken);
        return new Collected(table, method.Infer(table, null, cancel));
    }

    // One vote to each task in turn; returns how many are left to take.
    static int Deal(VoteTable votes, int[] taken, int most, int each)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        for (var n = 0; n < each && most > 0; n++)
        {
            var before = most;
            for (var task = 0; task < taken.Length && most > 0; task++)
                if (taken[task] == n && n < votes.LabelsOf(task).Length)
                {
                    taken[task]++;
                    most--;
                }
            if (most == before)
                break;
        }
        return most;
    }

    static int[][] Arrivals(VoteTable votes, ulong seed)
    {
        var random = new SeededRandom(seed);
        var order = new int[votes.TaskCount][];
        for (var task = 0; task < order.Length; task++)
        {
            order[task] = [.. Enumerable.Range(0, votes.LabelsOf(task).Length)];
            random.Shuffle<int>(order[task]);
        }
        return order;
    }

    static VoteTable Taken(VoteTable votes, int[][] order, int[] taken)
    {
        var some = new List<Vote>();
        for (var task = 0; task < taken.Length; task++)
            for (var i = 0; i < taken[task]; i++)
                some.Add(new Vote(task, votes.AnnotatorsOf(task)[order[task][i]], votes.LabelsOf(task)[order[task][i]]));
        return VoteTable.Build([.. some], votes.TaskCount, votes.AnnotatorCount, votes.LabelCount, out _);
    }
}
