using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Drops what was begun on an assignment: an answer stays as it stands, a task that isn't answered begins anew.</summary>
public sealed class DiscardDraft : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/assignments/{id}/drafts", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await WorkCalls.Check(s, id, me.Id) is null)
                return Problem.NotFound("assignment");
            await Drafts.Forget(s, id);
            return TypedResults.NoContent();
        });
}
