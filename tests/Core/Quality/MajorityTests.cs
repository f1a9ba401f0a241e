using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class MajorityTests
{
    [Fact]
    public void The_posterior_is_the_share_of_votes()
    {
        var result = new Majority().Infer(VoteTable.Of(new(0, 0, 1), new(0, 1, 1), new(0, 2, 0), new(0, 3, 2)), new());
        result.Posterior.ToArray().ShouldBe([0.25, 0.5, 0.25]);
        result.TopLabelsOf(0).ShouldBe([1]);
        result.ConfidenceOf(0).ShouldBe(0.5);
    }

    [Fact]
    public void Equal_counts_tie_for_any_number_of_votes()
    {
        for (var each = 1; each <= 60; each++)
        {
            var votes = Enumerable.Range(0, 3 * each).Select(a => new Vote(0, a, a % 3)).ToArray();
            new Majority().Infer(VoteTable.Of(votes), new()).TopLabelsOf(0).ShouldBe([0, 1, 2]);
        }
    }

    // The README of the data gives these, with ties broken at random.
    [Theory]
    [InlineData("weather-sparse", 1720, 300, 461, 5, 0, .8822)]
    [InlineData("weather-dense", 6025, 300, 110, 5, 5, .8533)]
    [InlineData("music-genre", 2945, 700, 44, 10, 0, .7042)]
    [InlineData("sentence-polarity", 10000, 500, 143, 2, 0, .9430)]
    public void Accuracy_on_real_crowds_equals_the_expectation_over_random_ties(
        string file, int votes, int tasks, int workers, int labels, int repeated, double accuracy)
    {
        var crowd = CrowdFile.Read(file);
        (crowd.Votes.VoteCount, crowd.Votes.TaskCount, crowd.Votes.AnnotatorCount, crowd.Votes.LabelCount, crowd.Repeated)
            .ShouldBe((votes, tasks, workers, labels, repeated));
        var measured = Accuracy.Of(new Majority().Infer(crowd.Votes, new()), crowd.Gold);
        Math.Round(measured.Value!.Value, 4).ShouldBe(accuracy);
    }
}
