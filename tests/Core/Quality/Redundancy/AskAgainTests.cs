using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Redundancy;
using Xunit.Abstractions;

namespace Groundwork.Core.Tests.Quality.Redundancy;

/// <summary>What one more answer is worth, and how much of two real crowds would have done.</summary>
public sealed class AskAgainTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("weather-dense")]
    [InlineData("sentence-polarity")]
    public void Half_of_the_labels_do_as_well_as_all(string name)
    {
        const int orders = 100;
        var crowd = CrowdFile.Read(name);
        var method = Catalog.Named<ITruthMethod>(ITruthMethod.Default)!;
        var all = Accuracy.Of(method.Infer(crowd.Votes), crowd.Gold).Value!.Value;
        var half = crowd.Votes.VoteCount / 2;
        var (adaptive, even, labels) = (0.0, 0.0, 0L);
        for (var order = 0; order < orders; order++)
        {
            var found = RedundancyReplay.Adaptive(crowd.Votes, method, half, (ulong)order, new());
            found.Votes.VoteCount.ShouldBeLessThanOrEqualTo(half);
            labels += found.Votes.VoteCount;
            adaptive += Accuracy.Of(found.Result, crowd.Gold).Value!.Value / orders;
            even += Accuracy.Of(RedundancyReplay.Even(crowd.Votes, method, found.Votes.VoteCount, (ulong)order).Result, crowd.Gold).Value!.Value / orders;
        }
        output.WriteLine($"{name}: all {all:0.0000}; adaptive {adaptive:0.0000} with {labels / (double)orders / crowd.Votes.VoteCount:P1} of the labels; as many dealt evenly {even:0.0000}");
        adaptive.ShouldBeGreaterThanOrEqualTo(all - .005);
    }

    // By every sequence of answers there can be.
    [Fact]
    public void The_gain_is_that_of_going_through_all_answers() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 8)), Arb.From(Gen.Choose(51, 99)), Arb.From(Gen.Choose(1, 99)), (answers, skill, likely) =>
        {
            var (accuracy, first) = (skill / 100.0, likely / 100.0);
            var expected = 0.0;
            for (var said = 0; said < 1 << answers; said++)
            {
                var (ifFirst, ifSecond) = (first, 1 - first);
                for (var i = 0; i < answers; i++)
                {
                    var forFirst = (said >> i & 1) == 1;
                    ifFirst *= forFirst ? accuracy : 1 - accuracy;
                    ifSecond *= forFirst ? 1 - accuracy : accuracy;
                }
                expected += Math.Max(ifFirst, ifSecond);
            }
            AskAgain.Gain([first, 1 - first], accuracy, answers).ShouldBe(expected - Math.Max(first, 1 - first), 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_certain_is_worth_nothing_and_what_is_open_most()
    {
        AskAgain.Gain([1, 0, 0], .8, 5).ShouldBe(0);
        AskAgain.Gain([.5, .5], .8, 1).ShouldBe(.3, 1e-12);
        AskAgain.Gain([.9, .1], .8, 1).ShouldBe(0, 1e-12, "one answer can't turn it");
        AskAgain.Gain([.9, .1], .8, 3).ShouldBeGreaterThan(0);
        AskAgain.Gain([.1, .6, .3], .7, 3).ShouldBe(AskAgain.Gain([.3, .1, .6], .7, 3), 1e-12, "labels have no order");
    }

    [Fact]
    public void Disputed_tasks_come_first_and_a_high_price_asks_for_nothing()
    {
        var votes = VoteTable.Of([.. from t in Enumerable.Range(0, 12) from a in Enumerable.Range(0, 4) select new Vote(t, a, t == 7 ? a % 2 : t % 2)]);
        var result = new Majority().Infer(votes, new());
        AskAgain.Rank(votes, result, new())[0].Task.ShouldBe(7);
        AskAgain.Rank(votes, result, new() { Price = 1 }).ShouldBeEmpty();
        var forecast = AskAgain.Ahead(votes, result, new());
        forecast.Answers.ShouldBeGreaterThan(0);
        forecast.Then.ShouldBeInRange(forecast.Now, 1);
        AskAgain.Ahead(votes, result, new() { Price = 1 }).ShouldBe(new AskAgain.Forecast(0, forecast.Now, forecast.Now));
    }

    [Fact]
    public void Nothing_to_ask_and_bad_settings_are_no_surprise()
    {
        var none = VoteTable.Build([], 0, 0, 1, out _);
        AskAgain.Ahead(none, new Majority().Infer(none, new()), new()).ShouldBe(new AskAgain.Forecast(0, 0, 0));
        var one = VoteTable.Of(new Vote(0, 0, 0));
        AskAgain.Rank(one, new Majority().Infer(one, new()), new()).ShouldBeEmpty("one label leaves nothing to ask");
        Should.Throw<ArgumentOutOfRangeException>(() => AskAgain.Rank(one, new Majority().Infer(one, new()), new() { First = 0 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_replay_takes_only_votes_that_are_there_and_no_more_than_it_may(int most)
    {
        var votes = VoteTable.Of(Crowds.Simulate(3, 20, 6, 3, 5).Votes);
        var method = Catalog.Named<ITruthMethod>("majority")!;
        foreach (var found in new[] { RedundancyReplay.Adaptive(votes, method, most, 1, new() { Price = 0 }), RedundancyReplay.Even(votes, method, most, 1) })
        {
            found.Votes.VoteCount.ShouldBeLessThanOrEqualTo(Math.Min(most, votes.VoteCount));
            Pairs(found.Votes).ShouldBeSubsetOf(Pairs(votes));
        }
        RedundancyReplay.Even(votes, method, most, 1).Votes.VoteCount.ShouldBe(Math.Min(most, 100));
        Pairs(RedundancyReplay.Adaptive(votes, method, most, 5, new()).Votes).ShouldBe(Pairs(RedundancyReplay.Adaptive(votes, method, most, 5, new()).Votes));
    }

    static List<(int, int, int)> Pairs(VoteTable votes) =>
        [.. Enumerable.Range(0, votes.TaskCount).SelectMany(t => Enumerable.Range(0, votes.LabelsOf(t).Length).Select(i => (t, votes.AnnotatorsOf(t)[i], votes.LabelsOf(t)[i])))];
}
