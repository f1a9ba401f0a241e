using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Takes a saved view away.</summary>
public sealed class DeleteView : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/views/{id}", Handle).For(Roles.Managers).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await s.Run($"DELETE FROM saved_view WHERE id = {id} AND workspace = {s.Workspace}") == 0)
                return Problem.NotFound("view");
            await EventCalls.Record(s, me.Id, "view.deleted", id);
            return TypedResults.NoContent();
        });
}
