using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Ends this browser's login.</summary>
public sealed class SignOut : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/session", Handle).For(Roles.Everyone).ToLabel();

    static async Task<NoContent> Handle(CurrentMember me, Db db, PublicAddress address, HttpContext context)
    {
        if (me.Login is { } hash)
            await db.Write(me.Workspace, async s =>
            {
                if (await s.Run($"DELETE FROM login WHERE hash = {hash} AND workspace = {me.Workspace}") > 0)
                    await EventCalls.Record(s, me.Id, "member.signed_out", me.Id);
            });
        SessionCookie.Clear(context, address);
        return TypedResults.NoContent();
    }
}
