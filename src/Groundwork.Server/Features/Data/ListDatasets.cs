using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lists the datasets of the workspace, the newest first.</summary>
public sealed class ListDatasets : ISlice
{
    public sealed record Row(string Id, string Name, long ItemCount, long CreatedAt);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/datasets", Handle).For(Roles.Readers);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var rows = await db.Read(me.Workspace, s => s.All($"""
            SELECT id, name, next_ordinal - 1 - deleted_items, created FROM dataset WHERE workspace = {s.Workspace} AND deleted IS NULL AND id < {after ?? "~"} ORDER BY id DESC LIMIT {most + 1L}
            """, r => new Row(r.Text(0), r.Text(1), r.Long(2), r.Long(3))));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Id)));
    }
}
