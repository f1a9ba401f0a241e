using System.Runtime.InteropServices;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Numeric;

/// <summary>
/// The iterations of <see cref="BiasAndVariance"/>. Everything is counted from each task's centre, in units of the answers' scatter: what
/// numbers are large or small makes no difference.
/// </summary>
sealed class BiasAndVarianceFit
{
    // A variance is at least this part of the scatter's square: nobody is taken for a million times as exact as the others.
    const double Least = 1e-12;

    // A smaller scatter is none, so that it can be divided by.
    const double Nothing = 1e-100;

    readonly NumericVotes votes;
    readonly BiasAndVariance.Settings settings;
    readonly double[] centres;
    readonly double unit;

    // A clipped normal error has this mean square.
    readonly double consistency;
    readonly double[] offset;
    readonly double[] offsetVariance;
    readonly double[] bias;
    readonly double[] biasVariance;
    readonly double[] variance;

    // What an unbiased answer to each task is, whoever gave it.
    readonly double[] middle;
    double community = 1, biasSpread = 1;

    internal BiasAndVarianceFit(NumericVotes votes, BiasAndVariance.Settings settings)
    {
        this.votes = votes;
        this.settings = settings;
        centres = Scatter.Centres(votes);
        var (most, all) = Scatter.Of(votes, centres);
        var scatter = most > 0 ? most : all;
        unit = scatter >= Nothing ? scatter : 0;
        consistency = NormalDistribution.ClippedSquare(settings.Clip);
        var table = votes.Table;
        (offset, offsetVariance, middle) = (new double[table.TaskCount], new double[table.TaskCount], new double[table.TaskCount]);
        (bias, biasVariance, variance) = (new double[table.AnnotatorCount], new double[table.AnnotatorCount], new double[table.AnnotatorCount]);
        Array.Fill(variance, 1);
        for (var task = 0; task < offset.Length; task++)
            if (votes.KnownOf(task) is null && !table.LabelsOf(task).IsEmpty)
                offsetVariance[task] = 1.0 / table.LabelsOf(task).Length;
    }

    internal NumericResult Run(CancellationToken cancel)
    {
        var (iterations, converged) = (0, false);
        while (unit > 0 && iterations < settings.MaxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            LearnSpreads();
            LearnBiases();
            FindMiddles();
            converged = Infer() <= settings.Tolerance;
            iterations++;
        }
        var table = votes.Table;
        return new NumericResult([.. offset.Select((o, task) => votes.KnownOf(task) ?? (table.LabelsOf(task).IsEmpty ? (double?)null : centres[task] + (o * unit)))])
        {
            Bias = [.. bias.Select(b => b * unit)],
            Spread = [.. variance.Select(v => Math.Sqrt(v) * unit)],
            Iterations = iterations,
            Converged = converged || unit <= 0,
        };
    }

    /// <summary>Each annotator's variance, between their own and the community's.</summary>
    void LearnSpreads()
    {
        var table = votes.Table;
        var (own, all) = (new double[variance.Length], 0.0);
        for (var a = 0; a < own.Length; a++)
        {
            var tasks = table.TasksOf(a);
            var labels = table.LabelsBy(a);
            for (var i = 0; i < tasks.Length; i++)
            {
                var error = Above(labels[i], tasks[i]) - offset[tasks[i]] - bias[a];
                // What was fitted to the error has made it smaller by as much as is still unsure.
                var unsure = offsetVariance[tasks[i]] + biasVariance[a];
                var reach = settings.Clip * Math.Sqrt(Math.Max(variance[a] - unsure, 0));
                own[a] += (Square(Math.Min(Math.Abs(error), reach)) / consistency) + unsure;
            }
            all += own[a];
        }
        community = all / table.VoteCount;
        for (var a = 0; a < own.Length; a++)
            variance[a] = Math.Max(Least, ((settings.SpreadStrength * community) + own[a]) / (settings.SpreadStrength + table.TasksOf(a).Length));
    }

    /// <summary>Each annotator's bias, shrunk to none, the more the less people's biases differ.</summary>
    void LearnBiases()
    {
        var table = votes.Table;
        var (squares, people) = (0.0, 0);
        for (var a = 0; a < bias.Length; a++)
        {
            var tasks = table.TasksOf(a);
            var labels = table.LabelsBy(a);
            var (sum, precision) = (0.0, 1 / biasSpread);
            for (var i = 0; i < tasks.Length; i++)
            {
                var above = Above(labels[i], tasks[i]) - offset[tasks[i]];
                var weight = Weight(Above(labels[i], tasks[i]) - bias[a] - middle[tasks[i]], variance[a]) / variance[a];
                sum += weight * above;
                precision += weight;
            }
            (bias[a], biasVariance[a]) = (sum / precision, 1 / precision);
            if (tasks.IsEmpty)
                continue;
            squares += (bias[a] * bias[a]) + biasVariance[a];
            people++;
        }
        biasSpread = Math.Max(Least, squares / people);
    }

    /// <summary>The median of each task's answers without their annotators' biases.</summary>
    void FindMiddles()
    {
        var table = votes.Table;
        var unbiased = new List<double>();
        for (var task = 0; task < middle.Length; task++)
        {
            var annotators = table.AnnotatorsOf(task);
            var labels = table.LabelsOf(task);
            if (labels.IsEmpty || votes.KnownOf(task) is not null)
                continue;
            unbiased.Clear();
            for (var i = 0; i < labels.Length; i++)
                unbiased.Add(Above(labels[i], task) - bias[annotators[i]]);
            unbiased.Sort();
            middle[task] = Scatter.Median(CollectionsMarshal.AsSpan(unbiased));
        }
    }

    /// <summary>Each task's number; returns the largest change.</summary>
    double Infer()
    {
        var (table, most) = (votes.Table, 0.0);
        for (var task = 0; task < offset.Length; task++)
        {
            var annotators = table.AnnotatorsOf(task);
            var labels = table.LabelsOf(task);
            if (labels.IsEmpty || votes.KnownOf(task) is not null)
                continue;
            var (sum, precision) = (0.0, 0.0);
            for (var i = 0; i < labels.Length; i++)
            {
                var a = annotators[i];
                var unbiased = Above(labels[i], task) - bias[a];
                var weight = Weight(unbiased - middle[task], variance[a]) / variance[a];
                sum += weight * unbiased;
                precision += weight;
            }
            var before = offset[task];
            (offset[task], offsetVariance[task]) = (sum / precision, 1 / precision);
            most = Math.Max(most, Math.Abs(offset[task] - before));
        }
        return most;
    }

    double Above(int label, int task) => (votes.Numbers[label] - centres[task]) / unit;

    /// <summary>How much an answer counts that is so far from the middle of its task's: by the square less if it is too far for its annotator and others.</summary>
    double Weight(double away, double of)
    {
        var reach = settings.Reach * Math.Sqrt(of + community);
        return Math.Abs(away) <= reach ? 1 : Square(reach / Math.Abs(away));
    }

    static double Square(double x) => x * x;
}
