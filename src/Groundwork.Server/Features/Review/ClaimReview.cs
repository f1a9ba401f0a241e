using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Opens a task for the caller's review, for a quarter of an hour; again to go on.</summary>
public sealed class ClaimReview : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tasks/{id}/review/claim", Handle).For(Judges.Any, In.Task)
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        if (await QualityCalls.Propose(db, blobs, me.Workspace, id, cancel) is not { } proposal)
            return Problem.NotFound("task");
        var seen = SeenProposal.Of(proposal);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await WorkCalls.LockStanding(s, id) is not { } task)
                return Problem.NotFound("task");
            if (await Judges.Refusal(s, me, id, task) is { } why)
                return Judges.Problem(why);
            if (await Claims.Of(s, id) is { } claim && claim.Member != me.Id && claim.Until > s.Now)
                return Problem.Conflict("claimed", $"{claim.Name} has this task open.", "Go on with the next one.");
            if (task.Reviewed != seen.Reviewed || await QualityCalls.AsOf(s, id) != seen.AsOf)
                return Judges.Problem("changed_meanwhile");
            await Claims.Open(s, me, task.Project, id, seen);
            return TypedResults.NoContent();
        }, cancel);
    }
}
