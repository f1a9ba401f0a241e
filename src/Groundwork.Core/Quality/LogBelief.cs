using System.Runtime.CompilerServices;

namespace Groundwork.Core.Quality;

/// <summary>Beliefs as logarithms, which may be far from 0.</summary>
static class LogBelief
{
    /// <summary>Log-probabilities to probabilities in place; returns the logarithm of their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Normalise(Span<double> row)
    {
        var max = row[0];
        for (var k = 1; k < row.Length; k++)
            max = Math.Max(max, row[k]);
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++)
            sum += row[k] = Math.Exp(row[k] - max);
        var scale = 1 / sum;
        for (var k = 0; k < row.Length; k++)
            row[k] *= scale;
        return max + Math.Log(sum);
    }

    /// <summary>
    /// Log-probabilities of a task's labels to probabilities in place; returns the logarithm of their sum. Where the answer is known, it alone is
    /// possible.
    /// </summary>
    internal static double Settle(VoteTable votes, int task, Span<double> row)
    {
        var known = votes.KnownOf(task);
        if (known == Accuracy.Unknown)
            return Normalise(row);
        var log = row[known];
        Certain(row, known);
        return log;
    }

    /// <summary>Where a fit starts: the shares of a task's votes, or its known answer.</summary>
    internal static void Start(VoteTable votes, int task, Span<double> row)
    {
        var known = votes.KnownOf(task);
        if (known == Accuracy.Unknown)
            Majority.Shares(votes.LabelsOf(task), row);
        else
            Certain(row, known);
    }

    /// <summary>Makes a label certain.</summary>
    internal static void Certain(Span<double> row, int label)
    {
        row.Clear();
        row[label] = 1;
    }

    /// <summary>What there is to say where there is one label: it is right.</summary>
    internal static TruthResult OneLabel(VoteTable votes)
    {
        var certain = new double[votes.TaskCount];
        Array.Fill(certain, 1);
        var ability = new double[votes.AnnotatorCount];
        Array.Fill(ability, 1);
        return new TruthResult(1, certain) { ClassPrior = [1], Ability = ability, LogLikelihood = 0 };
    }

    /// <summary>Estimated prevalence of the labels from posteriors; tasks without votes say nothing.</summary>
    internal static void Prevalence(VoteTable votes, ReadOnlySpan<double> posterior, double pseudoCount, Span<double> into)
    {
        into.Fill(pseudoCount);
        var answered = 0;
        for (var task = 0; task < votes.TaskCount; task++)
        {
            if (votes.LabelsOf(task).IsEmpty)
                continue;
            answered++;
            var row = posterior.Slice(task * into.Length, into.Length);
            for (var k = 0; k < row.Length; k++)
                into[k] += row[k];
        }
        var scale = 1 / (answered + (into.Length * pseudoCount));
        foreach (ref var share in into)
            share *= scale;
    }
}
