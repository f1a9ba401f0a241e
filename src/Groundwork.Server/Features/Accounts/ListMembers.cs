using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Lists the people and accounts of the workspace.</summary>
public sealed class ListMembers : ISlice
{
    public sealed record Row(string Id, string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role, [OneOf("person", "service", "external", "simulated")] string Kind,
        [OneOf("active", "paused", "invited")] string State, long CreatedAt, long? LastSeenAt);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/members", Handle).For(Roles.Readers);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var rows = await db.Read(me.Workspace, s => s.All($"""
            SELECT id, name, role, kind, state, created, seen FROM member
            WHERE workspace = {me.Workspace} AND id > {after ?? ""} ORDER BY id LIMIT {most + 1}
            """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5), r.LongOrNull(6))));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, row => row.Id)));
    }
}
