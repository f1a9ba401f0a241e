using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Lists API keys: one's own, or everybody's for an owner. The keys themselves are not kept.</summary>
public sealed class ListKeys : ISlice
{
    public sealed record Row(string Id, string Name, string MemberId, string MemberName, long CreatedAt,
        [OneOf("all", "read", "label")] string Scope, long? ExpiresAt, long? UsedAt);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/keys", Handle).For(Roles.Everyone);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) =>
        TypedResults.Ok(new Response(await db.Read(me.Workspace, s => s.All($"""
            SELECT k.id, k.name, k.member, m.name, k.created, k.scope, k.expires, k.used
            FROM api_key k JOIN member m ON m.id = k.member AND m.workspace = k.workspace
            WHERE k.workspace = {me.Workspace} AND (k.member = {me.Id} OR {me.Is(Roles.Owner)} = 1) ORDER BY k.id
            """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Long(4), r.Text(5), r.LongOrNull(6), r.LongOrNull(7))))));
}
