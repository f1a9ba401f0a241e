using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Puts many tasks into a batch, changes their priority, keeps them for certain people, cancels or reopens them: those with these ids, or all that a filter finds but some. Doing it again does no harm.</summary>
public sealed class ChangeTasks : ISlice
{
    public sealed record Request(List<string>? Ids = null, [Shape("Filter")] JsonElement? Filter = null, List<string>? Except = null,
        string? Batch = null, long? Priority = null, bool Cancel = false, bool Reopen = false,
        long? More = null, List<string>? Assign = null);
    /// <summary>What was done.</summary>
    /// <param name="Changed">How many tasks were changed.</param>
    /// <param name="Undo">What takes it back, for a day.</param>
    public sealed record Response(long Changed, string? Undo);

    const int Chunk = 100;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/tasks/change", Handle).For(Roles.Managers, In.Project).Heavy()
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("project");
        var change = new TaskChange(request.Batch, request.Priority, request.Cancel, request.Reopen, request.More, request.Assign);
        var faults = change.Faults();
        await Assignable(db, me, id, request.Assign ?? [], faults, cancel);
        var conditions = Chosen.Conditions(request.Ids, SavedView.Filter(request.Filter), request.Except, TaskFields.Declared, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var before = await db.Write(me.Workspace, s => WorkCalls.BeginChange(s, id), cancel);
        var changed = await Chosen.Each(cache, cache.Tasks(me.Workspace, id), conditions, request.Ids, request.Except,
            (s, ids) => s.All($"SELECT ordinal FROM task WHERE project = {id} AND workspace = {s.Workspace} AND id IN {ids}", r => r.Long(0)),
            db, Chunk, ordinals => db.Write(me.Workspace, s => WorkCalls.Change(s, me, id, [.. ordinals], change, before), cancel), cancel);
        return TypedResults.Ok(new Response(changed, changed > 0 ? Trash.Token(WorkCalls.ChangeKind, before) : null));
    }

    static async Task Assignable(Db db, CurrentMember me, string project, List<string> people, List<Fault> faults, CancellationToken cancel)
    {
        var found = await db.Read(me.Workspace, s => s.All($"""
            SELECT m.id, m.role, r.role FROM member m LEFT JOIN project_role r ON r.project = {project} AND r.member = m.id AND r.workspace = m.workspace
            WHERE m.workspace = {s.Workspace} AND m.id IN {new Ids(people)} AND m.state = 'active'
            """, r => (Id: r.Text(0), Role: ProjectAccess.Effective(ProjectAccess.Named(r.Text(1)), r.TextOrNull(2)))), cancel);
        for (var at = 0; at < people.Count; at++)
            if (!found.Exists(f => f.Id == people[at] && (f.Role & Roles.Workers) != Roles.None))
                faults.Add(new($"/assign/{at}", "member", "Choose somebody who is active and may label in this project."));
    }
}
