using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Audit;

/// <summary>Hands out how long the audit log is and its root, signed: whoever keeps it can show later that nothing before it was changed.</summary>
public sealed class GetCheckpoint : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit/checkpoint", Handle).For(Roles.Owner).Produces<string>(200, "text/plain");

    static async Task<ContentHttpResult> Handle(CurrentMember me, Db db, SigningKey key)
    {
        await key.Announce(db, me.Workspace);
        var tree = await db.Read(me.Workspace, LogTree.Of);
        return TypedResults.Content(key.Sign(tree.Checkpoint(me.Workspace)), "text/plain; charset=utf-8");
    }
}
