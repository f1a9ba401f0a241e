using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>Notes that the caller has read the replies to what they asked about a task, so that nobody points them out again.</summary>
public sealed class SeeReplies : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/issues/seen", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Microsoft.AspNetCore.Http.HttpResults.NoContent> Handle(string id, CurrentMember me, Db db)
    {
        await db.Write(me.Workspace, async s =>
        {
            await s.Run($"UPDATE issue SET seen = comments WHERE assignment = {id} AND member = {me.Id} AND workspace = {s.Workspace} AND seen < comments");
        });
        return TypedResults.NoContent();
    }
}
