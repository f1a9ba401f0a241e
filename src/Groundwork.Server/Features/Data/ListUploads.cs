using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lists the caller's own uploads, the newest first: what came in and is not used yet, and what can be taken up again.</summary>
public sealed class ListUploads : ISlice
{
    public sealed record Row(string Id, string Name, long Length, long Offset, string? Sha256, long CreatedAt, long ExpiresAt);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/uploads", Handle).For(Roles.Managers);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, Uploads uploads, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var rows = await db.Read(me.Workspace, s => s.All($"""
            SELECT {Uploads.Columns} FROM upload
            WHERE workspace = {s.Workspace} AND member = {me.Id} AND expires > {s.Now} AND id < {after ?? "~"} ORDER BY id DESC LIMIT {most + 1L}
            """, Uploads.Of));
        var next = Paging.Next(rows, most, u => u.Id);
        return TypedResults.Ok(new Response([.. rows.Select(u => new Row(u.Id, u.Name, u.Length, uploads.Offset(u), u.Sha256, u.Created, u.Expires))], next));
    }
}
