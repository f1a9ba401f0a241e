using Groundwork.Core.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Who may judge which task: nobody their own work, nobody what they have judged at an earlier stage, and only those whom the stage is for.</summary>
static class Judges
{
    /// <summary>Those who may judge anything.</summary>
    internal const Roles Any = Roles.Managers | Roles.Reviewer;

    /// <summary>Did a member take part in the task <c>t</c>: by an answer, or by a verdict that stands?</summary>
    internal static Sql TookPart(Session s, string member) => $"""
        (EXISTS (SELECT 1 FROM annotation a WHERE a.task = t.id AND a.workspace = {s.Workspace} AND a.author = {member} AND a.author_kind <> 'review')
        OR (t.reviewed IS NOT NULL AND EXISTS (SELECT 1 FROM review v WHERE v.task = t.id AND v.workspace = {s.Workspace} AND v.reviewer = {member}
          AND v.verdict IN ('accepted', 'corrected') AND NOT EXISTS (SELECT 1 FROM review u WHERE u.undoes = v.id AND u.workspace = {s.Workspace}))))
        """;

    /// <summary>The tasks <c>t</c> that wait for somebody with a member's role.</summary>
    internal static Sql Waiting(CurrentMember me, Workflow workflow)
    {
        if (me.Is(Roles.Managers))
            return $"t.state IN ('in_review', 'disputed')";
        var others = new Numbers([.. workflow.Stages.Index().Where(x => x.Item.By != "reviewers").Select(x => (long)x.Index)]);
        Sql disputed = $"t.state = 'disputed'";
        if (workflow.AdjudicateBy != "reviewers")
            disputed = $"1 = 0";
        return $"({disputed} OR (t.state = 'in_review' AND NOT t.stage IN {others}))";
    }

    /// <summary>The name of the stage that a task waits at; null where a dispute is settled.</summary>
    internal static string? StageOf(TaskStanding task) => NameOf(task.Workflow, task.State, task.Stage);

    internal static string? NameOf(Workflow workflow, string state, int stage) =>
        state == "disputed" ? null : stage < workflow.Stages.Count ? workflow.Stages[stage].Name : "Review";

    /// <summary>Why a member can't judge a task now, as a word; null if they can. Whether somebody else does is not asked.</summary>
    internal static async ValueTask<string?> Refusal(Session s, CurrentMember me, string task, TaskStanding standing)
    {
        if (standing.State is not ("in_review" or "disputed"))
            return "not_waiting";
        if (await s.Any($"SELECT 1 FROM task t WHERE t.id = {task} AND t.workspace = {s.Workspace} AND {TookPart(s, me.Id)}"))
            return "own_work";
        return await s.Any($"SELECT 1 FROM task t WHERE t.id = {task} AND t.workspace = {s.Workspace} AND {Waiting(me, standing.Workflow)}") ? null : "role";
    }

    /// <summary>The refusal in words.</summary>
    internal static ProblemHttpResult Problem(string why) => why switch
    {
        "own_work" => Hosting.Problem.Conflict("own_work", "You took part in this task, so that somebody else has to judge it.", "Go on with the next one."),
        "role" => Hosting.Problem.Of(403, "not_allowed", "This stage is for managers of the project.", "Go on with the next task, or ask a manager."),
        "claim_lost" => Hosting.Problem.Conflict("claim_lost", "You don't have this task open any more.", "Open it again. If somebody else has it open now, go on with the next one."),
        "changed_meanwhile" => Hosting.Problem.Conflict("changed_meanwhile", "Other answers came in meanwhile.", "Load the task again, and look at what is new."),
        _ => Hosting.Problem.Conflict("not_waiting", "This task doesn't wait for a verdict any more.", "Somebody has settled it, or it went back to the annotators. Go on with the next one."),
    };
}
