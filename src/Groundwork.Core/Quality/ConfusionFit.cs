using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Groundwork.Core.Quality;

/// <summary>
/// Expectation–maximisation over confusion matrices, as <see cref="DawidSkene"/> and <see cref="ClassifierCombination"/> have
/// it. One pass over the votes by annotator does both halves of an iteration: it gathers an annotator's expected counts from
/// the old posteriors and adds the resulting log-probabilities to the new ones, so that no confusion matrix outlives its
/// annotator's turn and memory is two posteriors.
/// </summary>
/// <remarks>Rows are padded to whole vectors of four; padding lanes carry log 0 = −∞, hence probability 0, throughout.</remarks>
abstract class ConfusionFit
{
    const int Lanes = 4;

    // A fit is mostly over before tiered compilation would have noticed its loops (measured: 0.36 instead of 0.11 CPU s).
    protected const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    protected readonly VoteTable votes;
    readonly int width;
    readonly Vector256<double>[] counts;
    readonly Vector256<double>[] totals;
    readonly int[] turnOf;
    readonly int[] used;
    double[] evidence;
    double[] posterior;
    double logLikelihood;
    int iterations;
    int turn;
    int usedCount;
    bool converged;

    protected ConfusionFit(VoteTable votes)
    {
        this.votes = votes;
        width = (votes.LabelCount + Lanes - 1) / Lanes;
        counts = new Vector256<double>[votes.LabelCount * width];
        totals = new Vector256<double>[width];
        turnOf = new int[votes.LabelCount];
        used = new int[votes.LabelCount];
        evidence = new double[checked(votes.TaskCount * width * Lanes)];
        posterior = new double[evidence.Length];
    }

    /// <summary>The labels that the annotator of this turn gave.</summary>
    protected ReadOnlySpan<int> Used => used.AsSpan(0, usedCount);

    /// <summary>Of the annotator of this turn: expected answers of this label by true label. Other rows than those of <see cref="Used"/> are stale.</summary>
    protected Span<Vector256<double>> Counts(int label) => counts.AsSpan(label * width, width);

    /// <summary>The sums of an annotator's counts over what they answered, by true label; room for what else a step needs.</summary>
    protected Span<Vector256<double>> Totals => totals;

    /// <summary>Learns what all annotators share.</summary>
    /// <param name="classSums">Expected tasks of each label.</param>
    /// <param name="answered">Tasks with votes.</param>
    /// <param name="right">Expected right votes.</param>
    protected abstract void Share(double[] classSums, int answered, double right);

    /// <summary>Writes the logarithms of the labels' prevalence.</summary>
    protected abstract void LogPrior(Span<double> into);

    /// <summary>Turns the counts of the annotator of this turn into logarithms of what they answer, given the true label.</summary>
    protected abstract void TurnIntoLogs(int voteCount);

    /// <summary>Adds a prevalence and an ability to the result.</summary>
    protected abstract (double[] ClassPrior, double[] Ability) Describe(Func<int, AnnotatorEvidence> evidenceOf);

    /// <summary>Fits until the log-likelihood per vote stays.</summary>
    protected void Run(double tolerance, int maxIterations, CancellationToken cancel)
    {
        StartFromVoteShares();
        Maximise();
        logLikelihood = Expect();
        iterations = 1;
        while (iterations < maxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            (evidence, posterior) = (posterior, evidence);
            Maximise();
            var before = logLikelihood;
            logLikelihood = Expect();
            iterations++;
            converged = Math.Abs(logLikelihood - before) <= tolerance * votes.VoteCount;
        }
    }

    /// <summary>What is known of each annotator behind the final posterior.</summary>
    public AnnotatorEvidence[] Evidence()
    {
        var annotators = new AnnotatorEvidence[votes.AnnotatorCount];
        for (var a = 0; a < annotators.Length; a++)
            annotators[a] = EvidenceOf(a);
        return annotators;
    }

    /// <summary>
    /// The final posterior, with abilities that need only one annotator's evidence at a time. To be called last: the rows move
    /// together where they are, so that two posteriors are the most there ever are.
    /// </summary>
    public TruthResult Result()
    {
        var (prior, ability) = Describe(EvidenceOf);
        evidence = [];
        for (var task = 0; task < votes.TaskCount; task++)
            posterior.AsSpan(task * width * Lanes, votes.LabelCount).CopyTo(posterior.AsSpan(task * votes.LabelCount));
        return new TruthResult(votes.LabelCount, posterior.AsMemory(0, votes.TaskCount * votes.LabelCount))
        {
            ClassPrior = prior,
            Ability = ability,
            Iterations = iterations,
            LogLikelihood = logLikelihood,
            Converged = converged,
        };
    }

    AnnotatorEvidence EvidenceOf(int annotator)
    {
        Gather(annotator);
        if (usedCount == 0)
            return AnnotatorEvidence.None;
        var labels = used.AsSpan(0, usedCount).ToArray();
        Array.Sort(labels);
        var given = new double[labels.Length * votes.LabelCount];
        for (var i = 0; i < labels.Length; i++)
            Scalars(Counts(labels[i])).CopyTo(given.AsSpan(i * votes.LabelCount));
        return new AnnotatorEvidence(labels, given);
    }

    protected Span<double> Scalars(Span<Vector256<double>> row) => MemoryMarshal.Cast<Vector256<double>, double>(row)[..votes.LabelCount];

    // What is beyond the labels has no probability either.
    static Span<double> Known(Span<Vector256<double>> row) => MemoryMarshal.Cast<Vector256<double>, double>(row);

    static Span<Vector256<double>> Rows(double[] of) => MemoryMarshal.Cast<double, Vector256<double>>(of.AsSpan());

    void StartFromVoteShares()
    {
        for (var task = 0; task < votes.TaskCount; task++)
            LogBelief.Start(votes, task, evidence.AsSpan(task * width * Lanes, votes.LabelCount));
    }

    /// <summary>What all annotators share from the old posteriors; tasks without votes say nothing.</summary>
    [MethodImpl(Hot)]
    void Maximise()
    {
        var sums = new Vector256<double>[width];
        var (answered, right) = (0, 0.0);
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.IsEmpty)
                continue;
            answered++;
            var row = Rows(evidence).Slice(task * width, width);
            for (var w = 0; w < row.Length; w++)
                sums[w] += row[w];
            var scalars = MemoryMarshal.Cast<Vector256<double>, double>(row);
            foreach (var label in labels)
                right += scalars[label];
        }
        Share(Scalars(sums).ToArray(), answered, right);
    }

    /// <summary>New posteriors from the old ones; returns the log-likelihood of the votes.</summary>
    [MethodImpl(Hot)]
    double Expect()
    {
        var logPrior = new Vector256<double>[width];
        logPrior.AsSpan().Fill(Vector256.Create(double.NegativeInfinity));
        LogPrior(Scalars(logPrior));
        var rows = Rows(posterior);
        for (var at = 0; at < rows.Length; at += width)
            logPrior.CopyTo(rows[at..]);

        for (var a = 0; a < votes.AnnotatorCount; a++)
            if (votes.AnnotatorStarts[a] < votes.AnnotatorStarts[a + 1])
            {
                Gather(a);
                TurnIntoLogs(votes.AnnotatorStarts[a + 1] - votes.AnnotatorStarts[a]);
                AddToPosteriors(a);
            }

        var sum = 0.0;
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var row = rows.Slice(task * width, width);
            sum += votes.KnownOf(task) == Accuracy.Unknown ? Normalise(row) : LogBelief.Settle(votes, task, Known(row));
        }
        return sum;
    }

    /// <summary>Expected counts of one annotator into <see cref="counts"/>, rows of labels not in <see cref="used"/> being stale.</summary>
    [MethodImpl(Hot)]
    void Gather(int annotator)
    {
        turn++;
        usedCount = 0;
        var tasks = votes.TasksOf(annotator);
        var labels = votes.LabelsBy(annotator);
        var rows = Rows(evidence);
        for (var i = 0; i < tasks.Length; i++)
        {
            var label = labels[i];
            var from = rows.Slice(tasks[i] * width, width);
            var into = counts.AsSpan(label * width, width);
            if (turnOf[label] != turn)
            {
                turnOf[label] = turn;
                used[usedCount++] = label;
                from.CopyTo(into);
            }
            else
                for (var w = 0; w < into.Length; w++)
                    into[w] += from[w];
        }
    }

    [MethodImpl(Hot)]
    void AddToPosteriors(int annotator)
    {
        var tasks = votes.TasksOf(annotator);
        var labels = votes.LabelsBy(annotator);
        var rows = Rows(posterior);
        for (var i = 0; i < tasks.Length; i++)
        {
            var from = counts.AsSpan(labels[i] * width, width);
            var into = rows.Slice(tasks[i] * width, width);
            for (var w = 0; w < into.Length; w++)
                into[w] += from[w];
        }
    }

    /// <summary>Log-probabilities to probabilities in place; returns the logarithm of their sum.</summary>
    [MethodImpl(Hot)]
    static double Normalise(Span<Vector256<double>> row)
    {
        var maxima = row[0];
        for (var w = 1; w < row.Length; w++)
            maxima = Vector256.Max(maxima, row[w]);
        var max = maxima[0];
        for (var lane = 1; lane < Lanes; lane++)
            max = Math.Max(max, maxima[lane]);
        var shift = Vector256.Create(max);
        var sums = Vector256<double>.Zero;
        for (var w = 0; w < row.Length; w++)
        {
            row[w] = Vector256.Exp(row[w] - shift);
            sums += row[w];
        }
        var sum = Vector256.Sum(sums);
        var scale = Vector256.Create(sum);
        for (var w = 0; w < row.Length; w++)
            row[w] /= scale;
        return max + Math.Log(sum);
    }
}
