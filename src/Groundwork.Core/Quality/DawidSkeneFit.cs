using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Groundwork.Core.Quality;

/// <summary>
/// The expectation–maximisation of <see cref="DawidSkene"/>. One pass over the votes by annotator does both halves of an
/// iteration: it gathers an annotator's expected counts from the old posteriors and adds the resulting log-probabilities to
/// the new ones, so that no confusion matrix outlives its annotator's turn and memory is two posteriors.
/// </summary>
/// <remarks>Rows are padded to whole vectors of four; padding lanes carry log 0 = −∞, hence probability 0, throughout.</remarks>
sealed class DawidSkeneFit
{
    const int Lanes = 4;

    // A fit is mostly over before tiered compilation would have noticed its loops (measured: 0.36 instead of 0.11 CPU s).
    const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    readonly VoteTable votes;
    readonly DawidSkene.Settings settings;
    readonly int width;
    readonly Vector256<double>[] counts;
    readonly Vector256<double>[] totals;
    readonly int[] turnOf;
    readonly int[] used;
    double[] evidence;
    double[] posterior;
    DawidSkeneCommunity community;
    double logLikelihood;
    int turn;
    int usedCount;

    public DawidSkeneFit(VoteTable votes, DawidSkene.Settings settings, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Concentration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.AbilityStrength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ClassPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        this.votes = votes;
        this.settings = settings;
        width = (votes.LabelCount + Lanes - 1) / Lanes;
        counts = new Vector256<double>[votes.LabelCount * width];
        totals = new Vector256<double>[width];
        turnOf = new int[votes.LabelCount];
        used = new int[votes.LabelCount];
        evidence = new double[checked(votes.TaskCount * width * Lanes)];
        posterior = new double[evidence.Length];

        StartFromVoteShares();
        community = Maximise();
        logLikelihood = Expect();
        Iterations = 1;
        while (Iterations < settings.MaxIterations && !Converged)
        {
            cancel.ThrowIfCancellationRequested();
            (evidence, posterior) = (posterior, evidence);
            community = Maximise();
            var before = logLikelihood;
            logLikelihood = Expect();
            Iterations++;
            Converged = Math.Abs(logLikelihood - before) <= settings.Tolerance * votes.VoteCount;
        }
    }

    int Iterations { get; set; }

    bool Converged { get; set; }

    /// <summary>The parameters behind the final posterior.</summary>
    public DawidSkeneModel Model()
    {
        var annotators = new AnnotatorEvidence[votes.AnnotatorCount];
        for (var a = 0; a < annotators.Length; a++)
            annotators[a] = EvidenceOf(a);
        return new DawidSkeneModel(community, annotators);
    }

    /// <summary>
    /// The final posterior, with abilities that need only one annotator's evidence at a time. To be called last: the rows move
    /// together where they are, so that two posteriors are the most there ever are.
    /// </summary>
    public TruthResult Result()
    {
        var ability = new double[votes.AnnotatorCount];
        for (var a = 0; a < ability.Length; a++)
            ability[a] = community.AbilityOf(EvidenceOf(a));
        evidence = [];
        for (var task = 0; task < votes.TaskCount; task++)
            posterior.AsSpan(task * width * Lanes, votes.LabelCount).CopyTo(posterior.AsSpan(task * votes.LabelCount));
        return new TruthResult(votes.LabelCount, posterior.AsMemory(0, votes.TaskCount * votes.LabelCount))
        {
            ClassPrior = community.ClassPrior,
            Ability = ability,
            Iterations = Iterations,
            LogLikelihood = logLikelihood,
            Converged = Converged,
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
            Scalars(counts, labels[i]).CopyTo(given.AsSpan(i * votes.LabelCount));
        return new AnnotatorEvidence(labels, given);
    }

    Span<double> Scalars(Vector256<double>[] rows, int row) =>
        MemoryMarshal.Cast<Vector256<double>, double>(rows.AsSpan(row * width, width))[..votes.LabelCount];

    static Span<Vector256<double>> Rows(double[] of) => MemoryMarshal.Cast<double, Vector256<double>>(of.AsSpan());

    void StartFromVoteShares()
    {
        for (var task = 0; task < votes.TaskCount; task++)
            Majority.Shares(votes.LabelsOf(task), evidence.AsSpan(task * width * Lanes, votes.LabelCount));
    }

    /// <summary>Class prevalence and community accuracy from the old posteriors; tasks without votes say nothing.</summary>
    [MethodImpl(Hot)]
    DawidSkeneCommunity Maximise()
    {
        var n = votes.LabelCount;
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
        var prior = Scalars(sums, 0).ToArray();
        for (var k = 0; k < n; k++)
            prior[k] = (prior[k] + settings.ClassPseudoCount) / (answered + (n * settings.ClassPseudoCount));
        return new DawidSkeneCommunity(prior, (right + 1) / (votes.VoteCount + 2), settings.Concentration, settings.AbilityStrength);
    }

    /// <summary>New posteriors from the old ones; returns the log-likelihood of the votes.</summary>
    [MethodImpl(Hot)]
    double Expect()
    {
        var logPrior = new Vector256<double>[width];
        logPrior.AsSpan().Fill(Vector256.Create(double.NegativeInfinity));
        var scalars = Scalars(logPrior, 0);
        for (var k = 0; k < scalars.Length; k++)
            scalars[k] = Math.Log(community.ClassPrior[k]);
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
        for (var at = 0; at < rows.Length; at += width)
            sum += Normalise(rows.Slice(at, width));
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
    void TurnIntoLogs(int voteCount)
    {
        Array.Clear(totals);
        var right = 0.0;
        foreach (var label in used.AsSpan(0, usedCount))
        {
            var row = counts.AsSpan(label * width, width);
            right += Scalars(counts, label)[label];
            for (var w = 0; w < row.Length; w++)
                totals[w] += row[w];
        }
        var (hit, miss) = community.PseudoCounts(community.PersonalAccuracy(right, voteCount));
        var concentration = Vector256.Create(community.Concentration);
        for (var w = 0; w < totals.Length; w++)
            totals[w] = Vector256.Log(totals[w] + concentration);
        var each = Vector256.Create(miss);
        foreach (var label in used.AsSpan(0, usedCount))
        {
            Scalars(counts, label)[label] += hit - miss;
            var row = counts.AsSpan(label * width, width);
            for (var w = 0; w < row.Length; w++)
                row[w] = Vector256.Log(row[w] + each) - totals[w];
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
