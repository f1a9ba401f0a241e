using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class AnnotatorScoreTests
{
    [Fact]
    public void The_own_vote_is_left_out_and_a_tie_of_the_others_counts_in_part()
    {
        // Task 0: 0 0 1 — to annotator 0 the others tie (½), to annotator 2 they say 0. Task 1: only annotator 0.
        var scores = AnnotatorScore.Of(VoteTable.Build([new(0, 0, 0), new(0, 1, 0), new(0, 2, 1), new(1, 0, 1)], 2, 4, 2, out _));
        scores.Select(s => s.Value).ShouldBe([.5, .5, 0, null]);
        scores.Select(s => s.N).ShouldBe([1, 1, 1, 0]);
        scores[3].ShouldBe(new AnnotatorScore(3, null, null, null, 0));
        scores[2].Low.ShouldBe(0);
        scores[2].High!.Value.ShouldBe(.7935, 5e-5);
    }

    [Fact]
    public void It_equals_majority_inferred_from_the_table_without_the_annotator() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var scores = AnnotatorScore.Of(crowd.Table);
            for (var a = 0; a < crowd.Annotators; a++)
            {
                var others = crowd with { Votes = [.. crowd.Votes.Where(v => v.Annotator != a)] };
                var result = new Majority().Infer(others.Table, new());
                var known = Enumerable.Repeat(Accuracy.Unknown, crowd.Tasks).ToArray();
                foreach (var vote in crowd.Votes.Where(v => v.Annotator == a && others.Votes.Any(o => o.Task == v.Task)))
                    known[vote.Task] = vote.Label;
                var expected = Accuracy.Of(result, known);
                scores[a].N.ShouldBe(expected.N);
                (scores[a].Value ?? -1).ShouldBe(expected.Value ?? -1, 1e-12);
                (scores[a].Low ?? -1).ShouldBe(expected.Low ?? -1, 1e-12);
            }
        }).QuickCheckThrowOnFailure();
}
