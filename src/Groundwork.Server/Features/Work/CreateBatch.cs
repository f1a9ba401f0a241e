using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Work;

/// <summary>Makes an empty batch. In staging its tasks can be put together before anybody is given one of them.</summary>
public sealed class CreateBatch : ISlice
{
    public sealed record Request(string Name, [OneOf("staging", "open")] string State = "staging", long Priority = 0, long? Deadline = null, string Note = "");
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/batches", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        Batches.CheckName(request.Name ?? "", faults);
        Batches.CheckPriority(request.Priority, faults);
        Batches.CheckRest(request.State ?? "", ["staging", "open"], request.Deadline, request.Note, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(CreateBatch), key, new { id, request }, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"))
                return (null, Problem.NotFound("project"));
            var batch = await Batches.Make(s, id, request.Name!.Trim(), request.State!, request.Priority, request.Deadline is 0 ? null : request.Deadline, request.Note ?? "");
            if (batch is null)
                return (null, Problem.Conflict("name_taken", "There is a batch of that name.", "Choose another name, or put the tasks into that one."));
            await EventCalls.Record(s, me.Id, "batch.created", batch, project: id);
            return (new Response(batch), null);
        });
        return made is null ? refusal! : TypedResults.Created((string?)null, made);
    }
}
