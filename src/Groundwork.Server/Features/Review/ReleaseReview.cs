using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Lets go of a task that the caller has open for review, for somebody else.</summary>
public sealed class ReleaseReview : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/tasks/{id}/review/claim", Handle).For(Judges.Any, In.Task).ProducesProblem(404);

    static async Task<NoContent> Handle(string id, CurrentMember me, Db db)
    {
        await db.Write(me.Workspace, async s =>
        {
            if (await Claims.Of(s, id) is { } claim && claim.Member == me.Id)
                await Claims.Close(s, id);
        });
        return TypedResults.NoContent();
    }
}
