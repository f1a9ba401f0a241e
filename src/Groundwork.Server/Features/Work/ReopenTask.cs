using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Takes a skipped task up again, if it still wants somebody. One that is taken up already stays so.</summary>
public sealed class ReopenTask : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/reopen", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Heartbeat.Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<Ok<Heartbeat.Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await Lease.Lock(s, id, me.Id) is not { } lease)
                return Problem.NotFound("assignment");
            if (lease.State is "leased" or "submitted")
                return TypedResults.Ok(new Heartbeat.Response(lease.Expires, lease.State));
            if (lease.TaskState == "cancelled" || lease.State is "released" or "cancelled")
                return Problem.Conflict("cancelled", "This task was cancelled.", "A manager of the project can bring it back.");
            if (await Reservations.FreeFor(s, lease) <= 0)
                return Problem.Conflict("taken", "Others have this task now.", "It has all the people that it wants. Go on with the next one.");
            if (await s.Long($"SELECT count(*) FROM assignment WHERE project = {lease.Project} AND workspace = {s.Workspace} AND member = {me.Id} AND state = 'leased'") >= Lease.MostAtOnce)
                return Problem.Conflict("too_many_leases", "You hold as many tasks as one person may.", "Submit or skip one of them first.");
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {lease.Project} AND workspace = {s.Workspace} AND deleted IS NULL"))
                return Problem.Conflict("project_deleted", "The project was deleted.", "Ask a manager whether it comes back.");
            var until = await lease.TakeUp(s);
            if (lease.State == "skipped")
            {
                await EventCalls.Count(s, lease.Project, "skipped", -1);
                await EventCalls.Record(s, me.Id, "task.reopened", lease.Task, project: lease.Project);
            }
            return TypedResults.Ok(new Heartbeat.Response(until, "leased"));
        });
}
