using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>Brings back what was deleted, or tasks as they were before a change of many, by the token that it answered with.</summary>
public sealed class Undo : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/undo/{token}", Handle).For(Roles.Managers, In.SomeProject).ProducesProblem(403).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string token, CurrentMember me, Db db, CancellationToken cancel)
    {
        var (kind, id) = token.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        // Changes of tasks are their project's; the rest belongs to the workspace.
        if (kind != WorkCalls.ChangeKind && (me.WorkspaceRole & Roles.Managers) == Roles.None)
            return Problem.Of(403, "not_allowed", "Your role doesn't allow this.", "Ask a manager of the workspace to do it.");
        var back = kind == WorkCalls.ChangeKind ? await WorkCalls.Undo(db, me, id, cancel) : kind == DataCalls.ItemsKind ? await DataCalls.RestoreItems(db, me, id, cancel) : await db.Write(me.Workspace, s => kind switch
        {
            "project" => ProjectCalls.Restore(s, me, id),
            "dataset" => DataCalls.Restore(s, me, id),
            _ => ValueTask.FromResult(false),
        }, cancel);
        return back ? TypedResults.NoContent()
            : Problem.Of(404, "not_found", "There is nothing to bring back.", "It was brought back already, or it is too long ago: what was deleted is kept for 30 days, a change of tasks for one.");
    }
}
