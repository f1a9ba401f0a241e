using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Ends a job that waits or runs: one's own, or as a manager anybody's.</summary>
public sealed class CancelJob : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/jobs/{id}/cancel", Handle).For(Roles.Readers, In.Job)
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, JobRunner runner)
    {
        var refused = await db.Write<ProblemHttpResult?>(me.Workspace, async s =>
        {
            // A lock: a job that is ending at this moment ends first.
            var job = await s.One($"SELECT state, by_member FROM job WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}", r => Tuple.Create(r.Text(0), r.Text(1)));
            if (job is not var (state, by))
                return Problem.NotFound("job");
            if (by != me.Id && (me.Role & Roles.Managers) == Roles.None)
                return Problem.Of(403, "not_yours", "Somebody else started it.", "Ask them, or a manager of the project, to cancel it.");
            if (state is "done" or "failed")
                return Problem.Conflict("job_ended", "It has ended already.", "Look at what came of it.");
            if (state != "cancelled")
            {
                await JobState.Cancel(s, id);
                await EventCalls.Record(s, me.Id, "job.cancelled", id);
            }
            return null;
        });
        if (refused is not null)
            return refused;
        runner.Stop(id);
        return TypedResults.NoContent();
    }
}
