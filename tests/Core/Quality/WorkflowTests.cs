using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>Which stages see a task, and what a reviewer did to a proposal.</summary>
public class WorkflowTests
{
    static Workflow Of(params double[] shares) => Workflow.Default with { Stages = [.. shares.Select((s, i) => new ReviewStage($"S{i}", s, "reviewers"))] };

    static IEnumerable<string> Tasks => Enumerable.Range(0, 4_000).Select(n => $"task-{n}");

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void A_share_sees_about_that_many_tasks_and_a_larger_one_sees_those_too(double share)
    {
        var some = Tasks.Where(t => Of(share).Next(t, 0) == 0).ToHashSet();
        // Four standard deviations of a binomial count.
        Math.Abs(some.Count - 4_000 * share).ShouldBeLessThan(4 * Math.Sqrt(4_000 * share * (1 - share)));
        some.ShouldAllBe(t => Of(Math.Min(1, share * 1.5)).Next(t, 0) == 0);
        Tasks.Where(t => Of(share).Next(t, 0) == 0).ShouldBe(some, ignoreOrder: true);
    }

    [Fact]
    public void Stages_draw_independently_and_a_whole_one_sees_all()
    {
        var both = Of(0.5, 0.5);
        Tasks.Count(t => both.Next(t, 0) == 0 && both.Next(t, 1) == 1).ShouldBeInRange(870, 1130);
        Tasks.ShouldAllBe(t => Of(1, 1).Next(t, 0) == 0 && Of(1, 1).Next(t, 1) == 1);
        Tasks.ShouldAllBe(t => Of(1).Next(t, 1) == null && Workflow.Default.Next(t, 0) == null);
    }

    [Fact]
    public void A_reviewer_s_document_says_what_they_did_to_each_object()
    {
        var before = new AnswerDocument { Objects = [Box("a", 1), Box("b", 2), Box("c", 3)] };
        ReviewOutcome.Of(before, before).ShouldSatisfyAllConditions(o => o.IsSame.ShouldBeTrue(), o => o.Objects.ShouldAllBe(x => x.What == "accepted"));
        var after = ReviewOutcome.Of(before, before with { Objects = [Box("c", 3), Box("d", 9), Box("b", 7)] });
        after.IsSame.ShouldBeFalse();
        after.Objects.ShouldBe([new("a", "rejected"), new("b", "corrected"), new("c", "accepted"), new("d", "added")]);
        // What isn't about objects is a correction too.
        ReviewOutcome.Of(before, before with { Answers = new Dictionary<string, JsonElement> { ["q"] = JsonElement.Parse("1") } }).IsSame.ShouldBeFalse();
    }

    static LabelledObject Box(string id, int x) => new(id, "car", JsonElement.Parse($$"""{"type":"box","x":{{x}},"y":0,"width":5,"height":5}"""));
}
