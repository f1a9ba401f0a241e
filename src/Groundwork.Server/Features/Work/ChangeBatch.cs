using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Opens, pauses or closes a batch, or changes its name, priority, deadline or note. What people have begun stays theirs.</summary>
public sealed class ChangeBatch : ISlice
{
    public sealed record Request(string? Name = null, [OneOf("open", "paused", "closed")] string? State = null, long? Priority = null, long? Deadline = null, string? Note = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/projects/{id}/batches/{batch}", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, string batch, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        Batches.CheckName(request.Name, faults);
        Batches.CheckPriority(request.Priority, faults);
        Batches.CheckRest(request.State, Batches.States, request.Deadline, request.Note, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var state = await s.Text($"SELECT state FROM batch WHERE id = {batch} AND project = {id} AND workspace = {s.Workspace} {Dialect.Lock}");
            if (state is null)
                return Problem.NotFound("batch");
            if (request.State is { } next && !Batches.Leads(state, next))
                return Problem.Conflict("state", $"A batch that is {(state == "staging" ? "in staging" : state)} can't become {next}.", "Open or close it.");
            var name = request.Name?.Trim();
            if (name is not null && await s.Any($"SELECT 1 FROM batch WHERE project = {id} AND workspace = {s.Workspace} AND name = {name} AND id <> {batch}"))
                return Problem.Conflict("name_taken", "There is a batch of that name.", "Choose another name.");
            await s.Run($"""
                UPDATE batch SET name = coalesce({name}, name), state = coalesce({request.State}, state), priority = coalesce({request.Priority}, priority),
                  deadline = CASE WHEN {request.Deadline} = 0 THEN NULL ELSE coalesce({request.Deadline}, deadline) END, note = coalesce({request.Note}, note)
                WHERE id = {batch} AND workspace = {s.Workspace}
                """);
            await EventCalls.Record(s, me.Id, "batch.changed", batch, after: AnswerDocument.HashOf(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web)), project: id);
            return TypedResults.NoContent();
        });
    }
}
