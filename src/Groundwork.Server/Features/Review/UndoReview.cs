using System.Text.Json;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Takes the last verdict on a task back, as long as nobody has gone on from it: the task stands where it stood before.</summary>
public sealed class UndoReview : ISlice
{
    public sealed record Response([OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State);

    sealed record Found(string Task, string Reviewer, string Verdict, string? Annotation, string? Stage, BeforeVerdict Before, List<RejectedRow> Rejected, bool Last, bool Undone);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/reviews/{id}/undo", Handle).For(Judges.Any, In.Review)
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await Find(s, id) is not { } review)
                return Problem.NotFound("review");
            var now = (await WorkCalls.LockStanding(s, review.Task))!;
            if (review.Reviewer != me.Id && !me.Is(Roles.Managers))
                return Problem.Of(403, "not_allowed", "Somebody else gave this verdict.", "Ask them or a manager of the project to take it back.");
            // Looked at again, now that the task is locked.
            if (await Find(s, id) is { Undone: true } or { Verdict: "undone" })
                return TypedResults.Ok(new Response(now.State));
            if (await Find(s, id) is not { Last: true } || !await TakeBack(s, me, review, now))
                return Problem.Conflict("superseded", "Somebody has gone on from this verdict meanwhile.", "Look at the task, and settle what is to be settled now.");
            await QualityCalls.Observe(s, now.Project, review.Task);
            await EventCalls.Raise(s, "annotation.submitted", now.Project, review.Task);
            await Verdicts.Note(s, me, review.Task, new NewVerdict("undone", review.Stage, now, null, [], [], null, null) { Undoes = id });
            return TypedResults.Ok(new Response(review.Before.State));
        });

    static async ValueTask<bool> TakeBack(Session s, CurrentMember me, Found review, TaskStanding now)
    {
        var before = now with { State = review.Before.State, Stage = review.Before.Stage, Reviewed = review.Before.Reviewed };
        if (review.Verdict != "rejected")
        {
            if (now.Reviewed != review.Annotation || now.State is not ("completed" or "in_review"))
                return false;
            await WorkCalls.Unreview(s, review.Task, before.State, before.Stage, before.Reviewed);
            return true;
        }
        var standing = await s.Long($"""
            SELECT count(*) FROM annotation a WHERE a.id IN {new Ids([.. review.Rejected.Select(r => r.Revision)])} AND a.workspace = {s.Workspace}
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
            """);
        if (standing != review.Rejected.Count)
            return false;
        if (!await WorkCalls.TakeBackRejection(s, review.Task, [.. review.Rejected.Select(r => new RejectedAnswer(r.Author, r.Assignment))], before))
            return false;
        foreach (var each in review.Rejected)
            await AnnotationCalls.Recount(s, me.Id, each.Revision, counts: true);
        return true;
    }

    static ValueTask<Found?> Find(Session s, string id) => s.One($"""
        SELECT r.task, r.reviewer, r.verdict, r.annotation, r.stage, r.before, r.rejected,
          CASE WHEN EXISTS (SELECT 1 FROM review l WHERE l.task = r.task AND l.workspace = r.workspace AND l.number > r.number
            AND l.verdict <> 'undone' AND NOT EXISTS (SELECT 1 FROM review u WHERE u.undoes = l.id AND u.workspace = l.workspace)) THEN 0 ELSE 1 END,
          CASE WHEN EXISTS (SELECT 1 FROM review u WHERE u.undoes = r.id AND u.workspace = r.workspace) THEN 1 ELSE 0 END
        FROM review r WHERE r.id = {id} AND r.workspace = {s.Workspace}
        """, r => new Found(r.Text(0), r.Text(1), r.Text(2), r.TextOrNull(3), r.TextOrNull(4), JsonSerializer.Deserialize<BeforeVerdict>(r.Text(5), JsonSerializerOptions.Web)!,
            JsonSerializer.Deserialize<List<RejectedRow>>(r.Text(6), JsonSerializerOptions.Web)!, r.Bool(7), r.Bool(8)));
}
