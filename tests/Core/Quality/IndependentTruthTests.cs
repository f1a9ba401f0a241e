using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

/// <summary>Each method equals <see cref="NaiveTruths"/> to 1e-6: posteriors, abilities and likelihood.</summary>
public sealed class IndependentTruthTests
{
    [Fact]
    public void Weighted_majority_equals_the_plain_one() =>
        OnCrowds(crowd => (new WeightedMajority().Infer(crowd.Table, new() { Strength = 2.5 }), _ => NaiveTruths.WeightedMajority(crowd, 2.5)));

    [Fact]
    public void One_coin_equals_the_plain_one() =>
        OnCrowds(crowd => (new OneCoin().Infer(crowd.Table, new() { AbilityStrength = 3, ClassPseudoCount = .7, Tolerance = 0, MaxIterations = 9 }),
            iterations => NaiveTruths.OneCoin(crowd, iterations, _ => 3, .7)));

    [Fact]
    public void One_coin_that_learns_its_strength_equals_the_plain_one() =>
        OnCrowds(crowd => (new OneCoin().Infer(crowd.Table, new() { Tolerance = 0, MaxIterations = 9 }), iterations => NaiveTruths.LearningOneCoin(crowd, iterations)));

    [Fact]
    public void Bayesian_classifier_combination_equals_the_plain_one()
    {
        var settings = new ClassifierCombination.Settings { Concentration = 3, PriorAccuracy = .6, ClassPseudoCount = 1.5, Tolerance = 0, MaxIterations = 6 };
        OnCrowds(crowd => (new ClassifierCombination().Infer(crowd.Table, settings), iterations => NaiveTruths.ClassifierCombination(crowd, iterations, settings)));
    }

    [Fact]
    public void Glad_equals_the_plain_one()
    {
        var settings = new Glad.Settings { AbilitySpread = .8, EasinessSpread = .6, ClassPseudoCount = 2, Tolerance = 0, MaxIterations = 9 };
        OnCrowds(crowd => (new Glad().Infer(crowd.Table, settings), iterations => NaiveTruths.Glad(crowd, iterations, settings)));
    }

    [Fact]
    public void Mace_with_one_start_equals_the_plain_one()
    {
        var settings = new Mace.Settings { KnowingPseudoCount = .8, SpammingPseudoCount = .4, LabelPseudoCount = 3, Restarts = 1, Tolerance = 0, MaxIterations = 8 };
        OnCrowds(crowd => (new Mace().Infer(crowd.Table, settings), iterations => NaiveTruths.Mace(crowd, iterations, settings, _ => .5)));
    }

    [Fact]
    public void The_committee_is_the_mean_of_plain_members_weighted_majority_twice() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            if (crowd.Labels == 1)
                return;
            var dawid = new DawidSkene().Infer(crowd.Table, new());
            var coin = new OneCoin().Infer(crowd.Table, new());
            var counts = Enumerable.Range(0, crowd.Tasks).Select(_ => new int[crowd.Annotators, crowd.Labels]).ToArray();
            foreach (var vote in crowd.Votes)
                counts[vote.Task][vote.Annotator, vote.Label]++;
            double[][][] members = [NaiveDawidSkene.Run(counts, dawid.Iterations, 10, 10, 1).Posterior, NaiveTruths.LearningOneCoin(crowd, coin.Iterations).Posterior,
                NaiveTruths.WeightedMajority(crowd, 4).Posterior, NaiveTruths.WeightedMajority(crowd, 4).Posterior, NaiveTruths.VoteShares(crowd)];
            var expected = from t in Enumerable.Range(0, crowd.Tasks) from k in Enumerable.Range(0, crowd.Labels) select members.Average(m => m[t][k]);
            new Committee().Infer(crowd.Table, new()).Posterior.ShouldBeNear(expected.ToArray(), 1e-6);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, -.57721566490153286)]
    [InlineData(.5, -1.9635100260214235)]
    [InlineData(.001, -1000.5755719318103)]
    [InlineData(10, 2.2517525890667211)]
    [InlineData(1e6, 13.815510057964191)]
    public void Digamma_has_its_known_values(double x, double value)
    {
        Digamma.Of(x).ShouldBe(value, 1e-9);
        NaiveTruths.Psi(x).ShouldBe(value, 1e-9);
    }

    static void OnCrowds(Func<Crowds.Crowd, (TruthResult Actual, Func<int, NaiveTruths.Fit> Plain)> of) =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            if (crowd.Labels == 1)
                return;
            var (actual, plain) = of(crowd);
            // Without a tolerance a fit still stops once nothing changes any more.
            var expected = plain(actual.Iterations);
            actual.Posterior.ShouldBeNear(expected.Posterior.SelectMany(r => r).ToArray(), 1e-6, "posterior");
            ((ReadOnlySpan<double>)actual.Ability).ShouldBeNear(expected.Ability, 1e-6, "ability");
            if (actual.LogLikelihood is { } logLikelihood && crowd.Votes.Length > 0)
                logLikelihood.ShouldBe(expected.LogLikelihood, 1e-6);
        }).QuickCheckThrowOnFailure();
}
