using System.Runtime.CompilerServices;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>
/// The variational expectation–maximisation of <see cref="Mace"/>. All that an iteration needs of an annotator are the labels that they
/// gave: a cell is an annotator with one of these, and no vote looks at more than its cell. Labels that nobody gave to a task share
/// what is left, so that no row of posteriors is written before the end.
/// </summary>
sealed class MaceFit
{
    const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    // A start has to be this much likelier than an earlier one, so that rounding never decides.
    const double Margin = 1e-7;

    readonly VoteTable votes;
    readonly Mace.Settings settings;
    readonly Mace.Community community;
    readonly int[] cellOf;
    readonly int[] cellStarts;
    readonly int[] cellLabels;
    readonly int[] cellCounts;
    readonly double[] knew;
    readonly double[] gain;
    readonly double[] knows;
    readonly double[] each;
    readonly double[] row;
    double[] best;
    double logLikelihood;
    int iterations;
    bool converged;

    public MaceFit(VoteTable votes, Mace.Settings settings, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.KnowingPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.SpammingPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.LabelPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Restarts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        this.votes = votes;
        this.settings = settings;
        community = new(votes.LabelCount, settings.KnowingPseudoCount, settings.SpammingPseudoCount, settings.LabelPseudoCount);
        row = new double[votes.LabelCount];
        (cellOf, cellStarts, cellLabels, cellCounts) = Cells(votes);
        (knew, gain, knows, each) = (new double[cellLabels.Length], new double[cellLabels.Length], new double[cellLabels.Length], new double[cellLabels.Length]);
        best = new double[knew.Length];
        var marks = Marks();
        logLikelihood = double.NegativeInfinity;
        for (var start = 0; start < settings.Restarts; start++)
        {
            Start(start, marks);
            var (end, rounds, stopped) = Climb(cancel);
            iterations += rounds;
            if (end > logLikelihood + (Margin * votes.VoteCount) || start == 0)
            {
                (logLikelihood, converged) = (end, stopped);
                knew.CopyTo(best, 0);
            }
        }
    }

    /// <summary>The posterior of the likeliest end.</summary>
    public TruthResult Result()
    {
        best.CopyTo(knew, 0);
        Maximise();
        var n = votes.LabelCount;
        var posterior = new double[checked(votes.TaskCount * n)];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var into = posterior.AsSpan(task * n, n);
            for (var i = votes.TaskStarts[task]; i < votes.TaskStarts[task + 1]; i++)
                into[votes.LabelsByTask[i]] += gain[cellOf[i]];
            LogBelief.Settle(votes, task, into);
        }
        var ability = new double[votes.AnnotatorCount];
        for (var a = 0; a < ability.Length; a++)
        {
            var (sum, count) = (0.0, 0);
            for (var cell = cellStarts[a]; cell < cellStarts[a + 1]; cell++)
                (sum, count) = (sum + best[cell], count + cellCounts[cell]);
            var share = (sum + settings.KnowingPseudoCount) / (count + settings.KnowingPseudoCount + settings.SpammingPseudoCount);
            // Who spams is right by chance.
            ability[a] = share + ((1 - share) / n);
        }
        return new TruthResult(n, posterior) { Ability = ability, Iterations = iterations, LogLikelihood = logLikelihood, Converged = converged };
    }

    public Mace.Evidence EvidenceOf(int annotator)
    {
        var cells = Enumerable.Range(cellStarts[annotator], cellStarts[annotator + 1] - cellStarts[annotator]).OrderBy(c => cellLabels[c]).ToArray();
        return new(cells.Sum(c => best[c]), [.. cells.Select(c => cellLabels[c])], [.. cells.Select(c => cellCounts[c] - best[c])]);
    }

    (double LogLikelihood, int Iterations, bool Converged) Climb(CancellationToken cancel)
    {
        var (last, stopped, rounds) = (double.NegativeInfinity, false, 0);
        while (rounds < settings.MaxIterations && !stopped)
        {
            cancel.ThrowIfCancellationRequested();
            // What the parameters rest on is kept before it is overwritten: it belongs to the posterior that they give.
            Maximise();
            var before = last;
            last = Expect(++rounds == settings.MaxIterations, before, out stopped);
        }
        return (last, rounds, stopped);
    }

    /// <summary>Everybody's parameters from how often they are believed to have known.</summary>
    [MethodImpl(Hot)]
    void Maximise()
    {
        for (var a = 0; a < votes.AnnotatorCount; a++)
        {
            var (sum, count) = (0.0, 0);
            for (var cell = cellStarts[a]; cell < cellStarts[a + 1]; cell++)
                (sum, count) = (sum + knew[cell], count + cellCounts[cell]);
            var logs = new Logs(community, sum, count - sum);
            for (var cell = cellStarts[a]; cell < cellStarts[a + 1]; cell++)
                (gain[cell], knows[cell], each[cell]) = logs.Of(cellCounts[cell] - knew[cell]);
        }
    }

    /// <summary>
    /// What is believed of the votes under the parameters; returns their log-likelihood. What was believed before stays if this is the end.
    /// </summary>
    [MethodImpl(Hot)]
    double Expect(bool last, double before, out bool stopped)
    {
        var sum = 0.0;
        var (n, uniform) = (row.Length, Math.Log(row.Length));
        var next = new double[knew.Length];
        var starts = votes.TaskStarts;
        var labels = votes.LabelsByTask;
        for (var task = 0; task + 1 < starts.Length; task++)
        {
            var (from, to) = (starts[task], starts[task + 1]);
            if (from == to)
                continue;
            for (var i = from; i < to; i++)
            {
                row[labels[i]] += gain[cellOf[i]];
                sum += each[cellOf[i]];
            }
            if (votes.KnownOf(task) is var known and not Accuracy.Unknown)
            {
                sum += row[known] - uniform;
                for (var i = from; i < to; i++)
                    if (labels[i] == known)
                        next[cellOf[i]] += knows[cellOf[i]];
                for (var i = from; i < to; i++)
                    row[labels[i]] = 0;
                continue;
            }
            // Gains are above 0, so that the largest is that of a label with votes.
            var (max, given, total) = (0.0, 0, 0.0);
            for (var i = from; i < to; i++)
                max = Math.Max(max, row[labels[i]]);
            for (var i = from; i < to; i++)
                if (row[labels[i]] >= 0)
                {
                    given++;
                    var share = Math.Exp(row[labels[i]] - max);
                    total += share;
                    // Below 0 for one that is done.
                    row[labels[i]] = -Math.Max(share, double.Epsilon);
                }
            total += (n - given) * Math.Exp(-max);
            for (var i = from; i < to; i++)
                next[cellOf[i]] += -row[labels[i]] / total * knows[cellOf[i]];
            for (var i = from; i < to; i++)
                row[labels[i]] = 0;
            sum += max + Math.Log(total) - uniform;
        }
        stopped = Math.Abs(sum - before) <= settings.Tolerance * votes.VoteCount;
        if (!stopped && !last)
            next.CopyTo(knew, 0);
        return sum;
    }

    // The first start has everybody know half of their votes; in the others it differs by a draw that belongs to an annotator's mark.
    void Start(int start, ulong[] marks)
    {
        for (var a = 0; a < votes.AnnotatorCount; a++)
        {
            var share = start == 0 ? 0.5 : new SeededRandom(marks[a] + (ulong)start).NextDouble();
            for (var cell = cellStarts[a]; cell < cellStarts[a + 1]; cell++)
                knew[cell] = share * cellCounts[cell];
        }
    }

    // What draws are made from must not depend on numbers that somebody gave to annotators, tasks and labels.
    ulong[] Marks()
    {
        var marks = new ulong[votes.AnnotatorCount];
        var counts = new int[votes.LabelCount];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var annotators = votes.AnnotatorsOf(task);
            var labels = votes.LabelsOf(task);
            foreach (var label in labels)
                counts[label]++;
            for (var i = 0; i < labels.Length; i++)
            {
                var state = ((ulong)counts[labels[i]] << 32) + (ulong)labels.Length;
                unchecked
                {
                    marks[annotators[i]] += SeededRandom.SplitMix64(ref state);
                }
            }
            foreach (var label in labels)
                counts[label] = 0;
        }
        return marks;
    }

    static (int[] CellOf, int[] Starts, int[] Labels, int[] Counts) Cells(VoteTable votes)
    {
        var (starts, labels, counts) = (new int[votes.AnnotatorCount + 1], new List<int>(), new List<int>());
        var (place, byAnnotator) = (new int[votes.LabelCount], new int[votes.VoteCount]);
        for (var a = 0; a < votes.AnnotatorCount; a++)
        {
            var first = votes.AnnotatorStarts[a];
            var given = votes.LabelsBy(a);
            for (var i = 0; i < given.Length; i++)
            {
                if (place[given[i]] == 0)
                {
                    labels.Add(given[i]);
                    counts.Add(0);
                    place[given[i]] = labels.Count;
                }
                byAnnotator[first + i] = place[given[i]] - 1;
                counts[place[given[i]] - 1]++;
            }
            foreach (var label in given)
                place[label] = 0;
            starts[a + 1] = labels.Count;
        }
        var (cellOf, next) = (new int[votes.VoteCount], votes.AnnotatorStarts.ToArray());
        for (var i = 0; i < cellOf.Length; i++)
            cellOf[i] = byAnnotator[next[votes.AnnotatorsByTask[i]]++];
        return (cellOf, starts, [.. labels], [.. counts]);
    }

    /// <summary>An annotator's variational weights, as logarithms.</summary>
    internal readonly struct Logs
    {
        readonly double pseudo, knowing, spamming, total;

        internal Logs(Mace.Community community, double knew, double spammed)
        {
            pseudo = community.LabelPseudoCount;
            knowing = Digamma.Of(knew + community.KnowingPseudoCount);
            spamming = Digamma.Of(spammed + community.SpammingPseudoCount) - Digamma.Of(spammed + (community.Labels * pseudo));
            total = Digamma.Of(knew + spammed + community.KnowingPseudoCount + community.SpammingPseudoCount);
        }

        /// <summary>Of a label that they spammed so often: what a vote adds to it, how likely they knew if it is right, and what it adds to all labels.</summary>
        internal (double Gain, double Knows, double Each) Of(double spammed)
        {
            var spam = spamming + Digamma.Of(spammed + pseudo);
            var odds = Math.Exp(knowing - spam);
            return (Math.Log(1 + odds), odds / (1 + odds), spam - total);
        }
    }
}
