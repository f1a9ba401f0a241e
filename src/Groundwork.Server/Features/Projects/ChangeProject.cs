using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>
/// Changes a project's name, instructions, redundancy, truth method or workflow. Work that is under way goes on. In a large project the tasks follow a
/// changed workflow behind the request.
/// </summary>
public sealed class ChangeProject : ISlice
{
    const long MostAtOnce = 1000;
    static readonly TimeSpan Waits = TimeSpan.FromSeconds(2);

    public sealed record Request(string? Name = null, string? Instructions = null, long? Redundancy = null, string? Method = null, Workflow? Workflow = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/projects/{id}", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, Accepted<JobView.JobRow>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, JobRunner runner)
    {
        var faults = new List<Fault>();
        ProjectRules.Name(request.Name, faults);
        ProjectRules.Instructions(request.Instructions, faults);
        ProjectRules.Redundancy(request.Redundancy, faults);
        ProjectRules.Method(request.Method, faults);
        request.Workflow?.Check("/workflow", faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (refusal, job) = await db.Write(me.Workspace, s => Change(s, me, id, request));
        if (refusal is not null)
            return refusal;
        if (request.Redundancy is { } redundancy)
            for (long? after = 0; after is not null;)
                after = await db.Write(me.Workspace, s => WorkCalls.Rewant(s, id, redundancy, after.Value, ProjectCalls.Chunk));
        if (request.Redundancy is not null)
            await db.Write(me.Workspace, s => EventCalls.Raise(s, "redundancy.changed", id, id));
        if (job is not null)
            return await JobCalls.Wait(db, runner, me, job, Waits, CancellationToken.None) is { EndedAt: null } running ? TypedResults.Accepted($"/api/jobs/{job}", running) : TypedResults.NoContent();
        if (request.Workflow is not null)
            for (long? after = 0; after is not null;)
                after = await db.Write(me.Workspace, s => WorkCalls.Restage(s, id, after.Value, ProjectCalls.Chunk));
        return TypedResults.NoContent();
    }

    static async ValueTask<(ProblemHttpResult? Refusal, string? Job)> Change(Session s, CurrentMember me, string id, Request request)
    {
        if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}"))
            return (Problem.NotFound("project"), null);
        var name = request.Name?.Trim();
        if (name is not null && await s.Any($"SELECT 1 FROM project WHERE workspace = {s.Workspace} AND name = {name} AND id <> {id} AND deleted IS NULL"))
            return (Problem.Conflict("name_taken", "There is a project of that name.", "Choose another name."), null);
        var workflow = request.Workflow is { } asked ? new Json(JsonSerializer.Serialize(asked, JsonSerializerOptions.Web)) : (Json?)null;
        await s.Run($"""
            UPDATE project SET workflow = coalesce({workflow}, workflow), name = coalesce({name}, name), instructions = coalesce({request.Instructions}, instructions),
              redundancy = coalesce({request.Redundancy}, redundancy), method = coalesce({request.Method}, method)
            WHERE id = {id} AND workspace = {s.Workspace}
            """);
        if (request.Method is not null)
            await EventCalls.Raise(s, "method.changed", id, id);
        await EventCalls.Record(s, me.Id, "project.changed", id, project: id);
        // With the change itself: whatever happens to this request, the tasks follow.
        return (null, workflow is not null && (await EventCalls.Counters(s, id)).GetValueOrDefault("tasks") > MostAtOnce
            ? await JobCalls.Start(s, me, new(RestageJob.Name, id, await s.Text($"SELECT name FROM project WHERE id = {id} AND workspace = {s.Workspace}") ?? "",
                JsonSerializer.Serialize(new RestageJob.Options(id)), new Dictionary<string, string>(StringComparer.Ordinal))) : null);
    }
}
