using System.Text.Json;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Puts many tasks into a batch, changes their priority, cancels or reopens them: those with these ids, or all that a filter finds but some. Doing it again does no harm.</summary>
public sealed class ChangeTasks : ISlice
{
    public sealed record Request(List<string>? Ids = null, [Shape("Filter")] JsonElement? Filter = null, List<string>? Except = null,
        string? Batch = null, long? Priority = null, bool Cancel = false, bool Reopen = false);
    public sealed record Response(long Changed);

    const int Chunk = 100;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/tasks/change", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("project");
        var change = new TaskChange(request.Batch, request.Priority, request.Cancel, request.Reopen);
        var faults = change.Faults();
        var conditions = Chosen.Conditions(request.Ids, SavedView.Filter(request.Filter), request.Except, TaskFields.Declared, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        return TypedResults.Ok(new Response(await Chosen.Each(cache, cache.Tasks(me.Workspace, id), conditions, request.Ids, request.Except,
            (s, ids) => s.All($"SELECT ordinal FROM task WHERE project = {id} AND workspace = {s.Workspace} AND id IN {ids}", r => r.Long(0)),
            db, Chunk, ordinals => db.Write(me.Workspace, s => WorkCalls.Change(s, me, id, [.. ordinals], change), cancel), cancel)));
    }
}
