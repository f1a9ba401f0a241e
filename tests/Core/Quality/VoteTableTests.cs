using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class VoteTableTests
{
    [Fact]
    public void Of_a_repeated_pair_the_first_vote_counts_and_the_others_are_reported_by_position()
    {
        Vote[] votes = [new(1, 0, 2), new(0, 1, 1), new(1, 0, 0), new(0, 0, 0), new(1, 0, 2), new(0, 1, 0)];
        var table = VoteTable.Build(votes, 2, 2, 3, out var repeated);
        repeated.ShouldBe([2, 4, 5]);
        table.VoteCount.ShouldBe(3);
        table.LabelsOf(1).ToArray().ShouldBe([2]);
        table.LabelsOf(0).ToArray().ShouldBe([0, 1]);
    }

    [Fact]
    public void Every_vote_is_found_by_its_task_and_by_its_annotator() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var table = crowd.Table;
            table.VoteCount.ShouldBe(crowd.Votes.Length);
            var byTask = Enumerable.Range(0, table.TaskCount).SelectMany(t =>
                table.AnnotatorsOf(t).ToArray().Zip(table.LabelsOf(t).ToArray(), (a, label) => new Vote(t, a, label)));
            byTask.ShouldBe(crowd.Votes.OrderBy(v => v.Task).ThenBy(v => v.Annotator));
            var byAnnotator = Enumerable.Range(0, table.AnnotatorCount).SelectMany(a =>
                table.TasksOf(a).ToArray().Zip(table.LabelsBy(a).ToArray(), (t, label) => new Vote(t, a, label)));
            byAnnotator.ShouldBe(crowd.Votes.OrderBy(v => v.Annotator).ThenBy(v => v.Task));
            for (var task = 0; task < table.TaskCount; task++)
                table.CountsOf(task).ShouldBe(
                    Enumerable.Range(0, crowd.Labels).Select(k => crowd.Votes.Count(v => v.Task == task && v.Label == k)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 3)]
    [InlineData(-1, 0, 0)]
    public void A_vote_outside_the_table_is_refused_with_its_position(int task, int annotator, int label) =>
        Should.Throw<ArgumentOutOfRangeException>(() => VoteTable.Build([new(0, 0, 0), new(task, annotator, label)], 2, 1, 3, out _))
            .Message.ShouldContain("Vote 1");

    [Fact]
    public void A_table_from_distinct_votes_refuses_a_repeat() =>
        Should.Throw<ArgumentException>(() => VoteTable.Of(new(0, 0, 0), new(0, 0, 1)));
}
