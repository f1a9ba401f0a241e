using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Lists the browsers in which the caller is signed in.</summary>
public sealed class ListSessions : ISlice
{
    public sealed record Row(string Id, long CreatedAt, long SeenAt, string Address, string Agent, bool Current);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/sessions", Handle).For(Roles.Everyone);

    // The id is half of a hash of a secret: enough to tell sessions apart, and of no use to get in.
    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) => TypedResults.Ok(new Response(await db.Read(me.Workspace, s => s.All($"""
        SELECT hash, created, CASE WHEN seen > created THEN seen ELSE created END, address, agent FROM login
        WHERE workspace = {me.Workspace} AND member = {me.Id} AND ended IS NULL AND expires > {s.Now}
        AND (seen > {s.Now - Callers.IdleMs} OR created > {s.Now - Callers.IdleMs}) ORDER BY 3 DESC, hash
        """, r => new Row(r.Text(0)[..EndSession.IdLength], r.Long(1), r.Long(2), r.Text(3), r.Text(4), r.Text(0) == me.Login)))));
}
