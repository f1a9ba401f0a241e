using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>Brings back what was deleted, by the token that the deletion answered with.</summary>
public sealed class Undo : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/undo/{token}", Handle).For(Roles.Managers).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string token, CurrentMember me, Db db, CancellationToken cancel)
    {
        var (kind, id) = token.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        var back = kind == DataCalls.ItemsKind ? await DataCalls.RestoreItems(db, me, id, cancel) : await db.Write(me.Workspace, s => kind switch
        {
            "project" => ProjectCalls.Restore(s, me, id),
            "dataset" => DataCalls.Restore(s, me, id),
            _ => ValueTask.FromResult(false),
        }, cancel);
        return back ? TypedResults.NoContent()
            : Problem.Of(404, "not_found", "There is nothing to bring back.", "It was brought back already, or it was deleted more than 30 days ago.");
    }
}
