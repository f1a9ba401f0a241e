using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Lists the saved views of a project or dataset, or of all, by name.</summary>
public sealed class ListViews : ISlice
{
    public sealed record Row(string Id, string On, string Name, [Shape("Filter")] JsonElement Filter, string Sort, [OneOf("table", "grid")] string Layout,
        List<string> Columns, string By, long SavedAt);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/views", Handle).For(Roles.Readers, In.SomeProject);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, string? on) => TypedResults.Ok(new Response(await db.Read(me.Workspace, s => s.All($"""
        SELECT v.id, v.target, v.name, v.filter, v.sort, v.layout, v.columns, coalesce(m.name, ''), v.created FROM saved_view v
        LEFT JOIN member m ON m.id = v.by_member AND m.workspace = v.workspace
        LEFT JOIN project p ON v.target = 'project:' || p.id AND p.workspace = v.workspace
        WHERE v.workspace = {s.Workspace} AND ({on} IS NULL OR v.target = {on}) AND (p.id IS NULL OR {ProjectAccess.Sees(s, me, Roles.Readers, $"p.id")}) ORDER BY v.target, v.name LIMIT 1000
        """, r => new Row(r.Text(0), r.Text(1), r.Text(2), JsonElement.Parse(r.Text(3)), r.Text(4), r.Text(5), JsonSerializer.Deserialize<List<string>>(r.Text(6))!, r.Text(7), r.Long(8))))));
}
