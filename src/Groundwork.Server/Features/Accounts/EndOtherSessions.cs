using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Signs the caller out of all browsers but this one, at once.</summary>
public sealed class EndOtherSessions : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/sessions", Handle).For(Roles.Everyone);

    static async Task<NoContent> Handle(CurrentMember me, Db db)
    {
        await db.Write(me.Workspace, async s =>
        {
            if (await Logins.End(s, me.Id, "elsewhere", me.Login) > 0)
                await EventCalls.Record(s, me.Id, "member.session_ended", me.Id);
        });
        return TypedResults.NoContent();
    }
}
