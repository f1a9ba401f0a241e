using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality;

/// <summary>The variational Bayes of <see cref="ClassifierCombination"/>.</summary>
sealed class ClassifierCombinationFit : ConfusionFit
{
    readonly ClassifierCombination.Settings settings;
    readonly double right, wrong;

    public ClassifierCombinationFit(VoteTable votes, ClassifierCombination.Settings settings, CancellationToken cancel) : base(votes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Concentration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.PriorAccuracy);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.PriorAccuracy, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ClassPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        this.settings = settings;
        Community = new([.. Enumerable.Repeat(settings.ClassPseudoCount, votes.LabelCount)], settings.Concentration, settings.PriorAccuracy);
        (right, wrong) = Community.PseudoCounts();
        Run(settings.Tolerance, settings.MaxIterations, cancel);
    }

    /// <summary>What all annotators share.</summary>
    public ClassifierCombination.Community Community { get; private set; }

    protected override (double[] ClassPrior, double[] Ability) Describe(Func<int, AnnotatorEvidence> evidenceOf)
    {
        var all = Community.ClassMass.Sum();
        var prior = Community.ClassMass.Select(m => m / all).ToArray();
        var ability = new double[votes.AnnotatorCount];
        for (var a = 0; a < ability.Length; a++)
        {
            var (known, totals) = (evidenceOf(a), new double[prior.Length]);
            for (var i = 0; i < known.Counts.Length; i++)
                totals[i % prior.Length] += known.Counts[i];
            for (var k = 0; k < prior.Length; k++)
            {
                var at = Array.BinarySearch(known.Labels, k);
                ability[a] += prior[k] * ((at < 0 ? 0 : known.Counts[(at * prior.Length) + k]) + right) / (totals[k] + settings.Concentration);
            }
            ability[a] = Math.Min(ability[a], 1);
        }
        return (prior, ability);
    }

    protected override void Share(double[] classSums, int answered, double right) =>
        Community = Community with { ClassMass = [.. classSums.Select(s => s + settings.ClassPseudoCount)] };

    protected override void LogPrior(Span<double> into) => Community.LogPrior().CopyTo(into);

    [MethodImpl(Hot)]
    protected override void TurnIntoLogs(int voteCount)
    {
        var totals = Totals;
        totals.Clear();
        foreach (var label in Used)
        {
            var row = Counts(label);
            for (var w = 0; w < row.Length; w++)
                totals[w] += row[w];
        }
        var sums = Scalars(totals);
        foreach (ref var sum in sums)
            sum = Digamma.Of(sum + settings.Concentration);
        foreach (var label in Used)
        {
            var row = Scalars(Counts(label));
            for (var k = 0; k < row.Length; k++)
                row[k] = Digamma.Of(row[k] + (k == label ? right : wrong)) - sums[k];
        }
    }
}
