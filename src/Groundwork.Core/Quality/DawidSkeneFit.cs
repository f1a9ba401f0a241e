using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Groundwork.Core.Quality;

/// <summary>The expectation–maximisation of <see cref="DawidSkene"/>.</summary>
sealed class DawidSkeneFit : ConfusionFit
{
    readonly DawidSkene.Settings settings;
    DawidSkeneCommunity community = null!;

    public DawidSkeneFit(VoteTable votes, DawidSkene.Settings settings, CancellationToken cancel) : base(votes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Concentration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.AbilityStrength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ClassPseudoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        this.settings = settings;
        Run(settings.Tolerance, settings.MaxIterations, cancel);
    }

    /// <summary>The parameters behind the final posterior.</summary>
    public DawidSkeneModel Model() => new(community, Evidence());

    protected override (double[] ClassPrior, double[] Ability) Describe(Func<int, AnnotatorEvidence> evidenceOf)
    {
        var ability = new double[votes.AnnotatorCount];
        for (var a = 0; a < ability.Length; a++)
            ability[a] = community.AbilityOf(evidenceOf(a));
        return (community.ClassPrior, ability);
    }

    protected override void Share(double[] classSums, int answered, double right)
    {
        var n = classSums.Length;
        for (var k = 0; k < n; k++)
            classSums[k] = (classSums[k] + settings.ClassPseudoCount) / (answered + (n * settings.ClassPseudoCount));
        community = new DawidSkeneCommunity(classSums, (right + 1) / (votes.VoteCount + 2), settings.Concentration, settings.AbilityStrength);
    }

    protected override void LogPrior(Span<double> into)
    {
        for (var k = 0; k < into.Length; k++)
            into[k] = Math.Log(community.ClassPrior[k]);
    }

    [MethodImpl(Hot)]
    protected override void TurnIntoLogs(int voteCount)
    {
        var totals = Totals;
        totals.Clear();
        var right = 0.0;
        foreach (var label in Used)
        {
            var row = Counts(label);
            right += Scalars(row)[label];
            for (var w = 0; w < row.Length; w++)
                totals[w] += row[w];
        }
        var (hit, miss) = community.PseudoCounts(community.PersonalAccuracy(right, voteCount));
        var concentration = Vector256.Create(community.Concentration);
        for (var w = 0; w < totals.Length; w++)
            totals[w] = Vector256.Log(totals[w] + concentration);
        var each = Vector256.Create(miss);
        foreach (var label in Used)
        {
            var row = Counts(label);
            Scalars(row)[label] += hit - miss;
            for (var w = 0; w < row.Length; w++)
                row[w] = Vector256.Log(row[w] + each) - totals[w];
        }
    }
}
