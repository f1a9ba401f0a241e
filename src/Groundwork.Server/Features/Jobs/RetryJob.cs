using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Does a failed job again, once what was in its way is mended: from where it was, if its kind goes on, else from the beginning.</summary>
public sealed class RetryJob : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/jobs/{id}/retry", Handle).For(Roles.Readers, In.Job)
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<JobView.JobRow>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, JobRunner runner)
    {
        var refused = await db.Write<ProblemHttpResult?>(me.Workspace, async s =>
        {
            var job = await s.One($"SELECT state, by_member FROM job WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}", r => Tuple.Create(r.Text(0), r.Text(1)));
            if (job is not var (state, by))
                return Problem.NotFound("job");
            if (by != me.Id && !me.Is(Roles.Managers))
                return Problem.Of(403, "not_yours", "Somebody else started it.", "Ask them, or a manager of the project, to try it again.");
            // Sent twice it is tried once.
            if (state is "waiting" or "running")
                return null;
            if (state != "failed")
                return Problem.Conflict("job_ended", state == "done" ? "It is done." : "It was cancelled.", "Start it anew where you started it first.");
            await JobState.Again(s, id);
            await EventCalls.Record(s, me.Id, "job.retried", id);
            return null;
        });
        if (refused is not null)
            return refused;
        runner.Nudge();
        return TypedResults.Ok((await db.Read(me.Workspace, s => JobView.One(s, me.Id, id)))!);
    }
}
