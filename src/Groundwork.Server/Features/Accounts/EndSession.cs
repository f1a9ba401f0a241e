using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Signs the caller out of one of their other browsers, at once.</summary>
public sealed class EndSession : ISlice
{
    internal const int IdLength = 32;

    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/sessions/{id}", Handle).For(Roles.Everyone).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db)
    {
        var ended = await db.Write(me.Workspace, async s =>
        {
            var n = await s.Run($"""
                UPDATE login SET ended = 'elsewhere'
                WHERE workspace = {me.Workspace} AND member = {me.Id} AND ended IS NULL AND substr(hash, 1, 32) = {id}
                """);
            if (n > 0)
                await EventCalls.Record(s, me.Id, "member.session_ended", me.Id);
            return n > 0;
        });
        return ended ? TypedResults.NoContent() : Problem.NotFound("session");
    }
}
