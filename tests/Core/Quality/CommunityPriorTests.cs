using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

public sealed class CommunityPriorTests(Xunit.Abstractions.ITestOutputHelper output)
{
    // A Beta distribution of strength s has the variance m (1 − m) / (s + 1).
    [Theory]
    [InlineData(.4, .9, 10)]
    [InlineData(.6, .8, 62)]
    [InlineData(.7, .7, 4096)]
    public void The_strength_tells_how_alike_annotators_are(double low, double high, double expected)
    {
        var random = new SeededRandom(5);
        var votes = Enumerable.Repeat(60, 400).ToArray();
        var right = votes.Select(n =>
        {
            var ability = low + ((high - low) * random.NextDouble());
            return (double)Enumerable.Range(0, n).Count(_ => random.NextDouble() < ability);
        }).ToArray();
        var found = CommunityPrior.StrengthOf(right, new double[400], votes, right.Sum() / votes.Sum());
        output.WriteLine($"{found}");
        Math.Abs(Math.Log2(found / expected)).ShouldBeLessThan(expected > 1000 ? 4 : 1);
    }

    [Fact]
    public void Nobody_to_compare_means_that_all_are_alike()
    {
        CommunityPrior.StrengthOf([], [], [], .7).ShouldBe(4096);
        CommunityPrior.StrengthOf([0, 0], [0, 0], [0, 0], .7).ShouldBe(4096);
    }

    [Fact]
    public void A_newcomer_has_the_communitys_accuracy_and_somebody_known_their_own()
    {
        var votes = from t in Enumerable.Range(0, 300) from a in Enumerable.Range(0, 5) select new Vote(t, a, a == 4 ? t / 3 % 3 : t % 3);
        ITruthMethod method = new OneCoin();
        var fit = method.Fit(VoteTable.Of([.. votes]));
        double Belief(int? annotator) => method.PosteriorOf(fit.Community, 3, [new(annotator is { } a ? fit.Annotators[a] : null, 1)])[1];
        Belief(0).ShouldBeGreaterThan(Belief(null));
        Belief(null).ShouldBeGreaterThan(Belief(4));
        Belief(null).ShouldBe(fit.Community!.Value.GetProperty("Accuracy").GetDouble(), .02);
    }
}
