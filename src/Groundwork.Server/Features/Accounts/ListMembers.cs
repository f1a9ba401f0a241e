using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Lists the people and accounts of the workspace. How they sign in is shown to those who can help them in.</summary>
public sealed class ListMembers : ISlice
{
    public sealed record Row(string Id, string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role, [OneOf("person", "service", "external", "model", "simulated")] string Kind,
        [OneOf("active", "paused", "invited", "removed")] string State, long CreatedAt, long? LastSeenAt, string? Login, bool? HasPassword);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/members", Handle).For(Roles.Readers);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var manages = me.Is(Roles.Managers);
        var rows = await db.Read(me.Workspace, s => s.All($"""
            SELECT m.id, m.name, m.role, m.kind, m.state, m.created, m.seen, c.shown, CASE WHEN c.hash IS NULL THEN 0 ELSE 1 END
            FROM member m LEFT JOIN credential c ON c.member = m.id AND c.workspace = m.workspace
            WHERE m.workspace = {me.Workspace} AND m.id > {after ?? ""} ORDER BY m.id LIMIT {most + 1L}
            """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5), r.LongOrNull(6),
                manages ? r.TextOrNull(7) : null, manages ? r.Bool(8) : null)));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, row => row.Id)));
    }
}
