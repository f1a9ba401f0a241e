using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Revokes an API key at once: one's own, or anybody's as an owner.</summary>
public sealed class RevokeKey : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/keys/{id}", Handle).For(Roles.Everyone).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db)
    {
        var gone = await db.Write(me.Workspace, async s =>
        {
            var n = await s.Run($"DELETE FROM api_key WHERE id = {id} AND workspace = {me.Workspace} AND (member = {me.Id} OR {me.Is(Roles.Owner)} = 1)");
            if (n > 0)
                await EventCalls.Record(s, me.Id, "key.revoked", id);
            return n > 0;
        });
        return gone ? TypedResults.NoContent() : Problem.NotFound("API key");
    }
}
