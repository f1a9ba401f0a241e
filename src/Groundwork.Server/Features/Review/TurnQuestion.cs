using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Resolves a thread, or opens it again. Doing it twice does no harm.</summary>
public sealed class TurnQuestion : ISlice
{
    public sealed record Request([OneOf("open", "resolved")] string State);

    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/issues/{id}", Handle).For(Roles.Workers, In.Issue).ToLabel().ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        if (request.State is not ("open" or "resolved"))
            return Problem.Invalid("/state", "state", "The state is open or resolved.");
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await Threads.Lock(s, me, id) is not { } thread)
                return Problem.NotFound("issue");
            await Threads.Turn(s, me, thread, request.State);
            return TypedResults.NoContent();
        });
    }
}
