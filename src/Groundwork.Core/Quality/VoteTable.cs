namespace Groundwork.Core.Quality;

/// <summary>One answer to one categorical question: who said what about which task, all as dense zero-based indices.</summary>
/// <param name="Task">The task, 0 … <see cref="VoteTable.TaskCount"/> − 1.</param>
/// <param name="Annotator">The annotator (a person or a model), 0 … <see cref="VoteTable.AnnotatorCount"/> − 1.</param>
/// <param name="Label">The answer, 0 … <see cref="VoteTable.LabelCount"/> − 1.</param>
public readonly record struct Vote(int Task, int Annotator, int Label);

/// <summary>
/// The answers of annotators to one categorical question, at most one per (task, annotator), readable by task and by
/// annotator without a search. Immutable; the same votes in any order make the same table.
/// </summary>
/// <remarks>Two compressed sparse row layouts, 16 bytes per vote in all.</remarks>
public sealed class VoteTable
{
    readonly int[] taskStarts;
    readonly int[] taskAnnotators;
    readonly int[] taskLabels;
    readonly int[] annotatorStarts;
    readonly int[] annotatorTasks;
    readonly int[] annotatorLabels;
    readonly int[]? known;

    // The same votes.
    VoteTable(VoteTable of, int[] known)
    {
        LabelCount = of.LabelCount;
        (taskStarts, taskAnnotators, taskLabels) = (of.taskStarts, of.taskAnnotators, of.taskLabels);
        (annotatorStarts, annotatorTasks, annotatorLabels) = (of.annotatorStarts, of.annotatorTasks, of.annotatorLabels);
        this.known = known;
    }

    VoteTable(int labelCount, int[] taskStarts, int[] taskAnnotators, int[] taskLabels, int annotatorCount)
    {
        LabelCount = labelCount;
        this.taskStarts = taskStarts;
        this.taskAnnotators = taskAnnotators;
        this.taskLabels = taskLabels;
        annotatorStarts = Starts(taskAnnotators, annotatorCount);
        annotatorTasks = new int[taskLabels.Length];
        annotatorLabels = new int[taskLabels.Length];
        var next = annotatorStarts.AsSpan(0, annotatorCount).ToArray();
        for (var task = 0; task < TaskCount; task++)
            for (var i = taskStarts[task]; i < taskStarts[task + 1]; i++)
            {
                var at = next[taskAnnotators[i]]++;
                annotatorTasks[at] = task;
                annotatorLabels[at] = taskLabels[i];
            }
    }

    /// <summary>Number of tasks, those without any vote included.</summary>
    public int TaskCount => taskStarts.Length - 1;

    /// <summary>Number of annotators, those without any vote included.</summary>
    public int AnnotatorCount => annotatorStarts.Length - 1;

    /// <summary>Number of possible labels, those that nobody gave included; at least 1.</summary>
    public int LabelCount { get; }

    /// <summary>Number of votes that count.</summary>
    public int VoteCount => taskLabels.Length;

    /// <summary>Number of tasks with at least two votes, between which agreement can be measured.</summary>
    public int PairableTaskCount
    {
        get
        {
            var count = 0;
            for (var task = 0; task < TaskCount; task++)
                if (taskStarts[task + 1] - taskStarts[task] >= 2)
                    count++;
            return count;
        }
    }

    /// <summary>Where each task's votes start; length tasks + 1.</summary>
    public ReadOnlySpan<int> TaskStarts => taskStarts;

    /// <summary>Where each annotator's votes start; length annotators + 1.</summary>
    public ReadOnlySpan<int> AnnotatorStarts => annotatorStarts;

    /// <summary>All votes' annotators, ordered by (task, annotator); a task's part is given by <see cref="TaskStarts"/>.</summary>
    public ReadOnlySpan<int> AnnotatorsByTask => taskAnnotators;

    /// <summary>All votes' labels, ordered by (task, annotator).</summary>
    public ReadOnlySpan<int> LabelsByTask => taskLabels;

    /// <summary>All votes' tasks, ordered by (annotator, task); an annotator's part is given by <see cref="AnnotatorStarts"/>.</summary>
    public ReadOnlySpan<int> TasksByAnnotator => annotatorTasks;

    /// <summary>All votes' labels, ordered by (annotator, task).</summary>
    public ReadOnlySpan<int> LabelsByAnnotator => annotatorLabels;

    /// <summary>Who answered this task, ascending.</summary>
    public ReadOnlySpan<int> AnnotatorsOf(int task) => taskAnnotators.AsSpan(taskStarts[task]..taskStarts[task + 1]);

    /// <summary>What this task was answered with, in the order of <see cref="AnnotatorsOf"/>.</summary>
    public ReadOnlySpan<int> LabelsOf(int task) => taskLabels.AsSpan(taskStarts[task]..taskStarts[task + 1]);

    /// <summary>Which tasks this annotator answered, ascending.</summary>
    public ReadOnlySpan<int> TasksOf(int annotator) =>
        annotatorTasks.AsSpan(annotatorStarts[annotator]..annotatorStarts[annotator + 1]);

    /// <summary>What this annotator answered, in the order of <see cref="TasksOf"/>.</summary>
    public ReadOnlySpan<int> LabelsBy(int annotator) =>
        annotatorLabels.AsSpan(annotatorStarts[annotator]..annotatorStarts[annotator + 1]);

    /// <summary>
    /// The known answer of a task, which truth methods take for certain and learn from; <see cref="Accuracy.Unknown"/> unless
    /// <see cref="WithKnown"/> gave one.
    /// </summary>
    public int KnownOf(int task) => known is null ? Accuracy.Unknown : known[task];

    /// <summary>The same votes with answers that are known: what they are measured by afterwards must be others.</summary>
    /// <param name="answers">The right label of each task, or <see cref="Accuracy.Unknown"/>; length tasks.</param>
    /// <exception cref="ArgumentException">There is not one entry for each task.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A known answer is none of the labels.</exception>
    public VoteTable WithKnown(ReadOnlySpan<int> answers)
    {
        if (answers.Length != TaskCount)
            throw new ArgumentException($"{answers.Length} known answers for {TaskCount} tasks.", nameof(answers));
        foreach (var answer in answers)
            if (answer != Accuracy.Unknown && (uint)answer >= (uint)LabelCount)
                throw new ArgumentOutOfRangeException(nameof(answers), answer, $"A known answer is one of the {LabelCount} labels.");
        return new VoteTable(this, answers.ToArray());
    }

    /// <summary>How often each label was given to this task; length <see cref="LabelCount"/>.</summary>
    public int[] CountsOf(int task)
    {
        var counts = new int[LabelCount];
        foreach (var label in LabelsOf(task))
            counts[label]++;
        return counts;
    }

    /// <summary>Builds a table from votes in any order.</summary>
    /// <param name="votes">The votes; of repeated (task, annotator) pairs the first counts.</param>
    /// <param name="taskCount">Number of tasks.</param>
    /// <param name="annotatorCount">Number of annotators.</param>
    /// <param name="labelCount">Number of possible labels, at least 1.</param>
    /// <param name="repeated">Positions in <paramref name="votes"/> that do not count because their pair came before, ascending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, there is no label, or a vote lies outside the counts.</exception>
    public static VoteTable Build(
        ReadOnlySpan<Vote> votes, int taskCount, int annotatorCount, int labelCount, out IReadOnlyList<int> repeated)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(taskCount);
        ArgumentOutOfRangeException.ThrowIfNegative(annotatorCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        for (var i = 0; i < votes.Length; i++)
            if ((uint)votes[i].Task >= (uint)taskCount
                || (uint)votes[i].Annotator >= (uint)annotatorCount
                || (uint)votes[i].Label >= (uint)labelCount)
                throw new ArgumentOutOfRangeException(
                    nameof(votes),
                    $"Vote {i} ({votes[i]}) lies outside {taskCount} tasks, {annotatorCount} annotators and {labelCount} labels.");

        if (IsInOrder(votes))
        {
            repeated = [];
            return InOrder(votes, taskCount, annotatorCount, labelCount);
        }
        var order = ByTaskAndAnnotator(votes, taskCount, annotatorCount);
        var dropped = new List<int>();
        var kept = 0;
        for (var i = 0; i < order.Length; i++)
            if (kept > 0 && SamePair(votes[order[kept - 1]], votes[order[i]]))
                dropped.Add(order[i]);
            else
                order[kept++] = order[i];
        dropped.Sort();
        repeated = dropped;

        var tasks = new int[kept];
        var annotators = new int[kept];
        var labels = new int[kept];
        for (var i = 0; i < kept; i++)
            (tasks[i], annotators[i], labels[i]) = votes[order[i]];
        return new VoteTable(labelCount, Starts(tasks, taskCount), annotators, labels, annotatorCount);
    }

    /// <summary>Builds a table from votes that are known to be distinct, sizes taken from the largest indices.</summary>
    /// <param name="votes">The votes in any order.</param>
    /// <exception cref="ArgumentException">A (task, annotator) pair is repeated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public static VoteTable Of(params ReadOnlySpan<Vote> votes)
    {
        var (tasks, annotators, labels) = (0, 0, 1);
        foreach (var vote in votes)
            (tasks, annotators, labels) =
                (Math.Max(tasks, vote.Task + 1), Math.Max(annotators, vote.Annotator + 1), Math.Max(labels, vote.Label + 1));
        var table = Build(votes, tasks, annotators, labels, out var repeated);
        return repeated.Count == 0
            ? table
            : throw new ArgumentException(
                $"{votes[repeated[0]]} repeats a (task, annotator) pair; use Build to have repeats reported.", nameof(votes));
    }

    static bool IsInOrder(ReadOnlySpan<Vote> votes)
    {
        for (var i = 1; i < votes.Length; i++)
            if (votes[i].Task < votes[i - 1].Task || (votes[i].Task == votes[i - 1].Task && votes[i].Annotator <= votes[i - 1].Annotator))
                return false;
        return true;
    }

    // Millions of votes mostly come so; then nothing is sorted, and nothing lies beside the table meanwhile.
    static VoteTable InOrder(ReadOnlySpan<Vote> votes, int taskCount, int annotatorCount, int labelCount)
    {
        var (starts, annotators, labels) = (new int[taskCount + 1], new int[votes.Length], new int[votes.Length]);
        for (var i = 0; i < votes.Length; i++)
        {
            starts[votes[i].Task + 1]++;
            (annotators[i], labels[i]) = (votes[i].Annotator, votes[i].Label);
        }
        for (var t = 1; t <= taskCount; t++)
            starts[t] += starts[t - 1];
        return new VoteTable(labelCount, starts, annotators, labels, annotatorCount);
    }

    static bool SamePair(Vote a, Vote b) => a.Task == b.Task && a.Annotator == b.Annotator;

    // Two stable counting sorts, so that equal pairs stay in the order of arrival and the first one counts.
    static int[] ByTaskAndAnnotator(ReadOnlySpan<Vote> votes, int taskCount, int annotatorCount)
    {
        var byAnnotator = new int[votes.Length];
        var next = new int[annotatorCount + 1];
        foreach (var vote in votes)
            next[vote.Annotator + 1]++;
        for (var a = 1; a <= annotatorCount; a++)
            next[a] += next[a - 1];
        for (var i = 0; i < votes.Length; i++)
            byAnnotator[next[votes[i].Annotator]++] = i;

        var order = new int[votes.Length];
        next = new int[taskCount + 1];
        foreach (var vote in votes)
            next[vote.Task + 1]++;
        for (var t = 1; t <= taskCount; t++)
            next[t] += next[t - 1];
        foreach (var i in byAnnotator)
            order[next[votes[i].Task]++] = i;
        return order;
    }

    static int[] Starts(ReadOnlySpan<int> keys, int count)
    {
        var starts = new int[count + 1];
        foreach (var key in keys)
            starts[key + 1]++;
        for (var i = 1; i <= count; i++)
            starts[i] += starts[i - 1];
        return starts;
    }
}
