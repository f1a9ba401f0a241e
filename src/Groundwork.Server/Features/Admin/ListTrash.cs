using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>Lists what was deleted and can still be brought back, the latest first.</summary>
public sealed class ListTrash : ISlice
{
    public sealed record Row([OneOf("project", "dataset", "items")] string Kind, string Id, string Name, long DeletedAt, string By, long PurgeAt, string Undo, long? Items);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/trash", Handle).For(Roles.Managers);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) => TypedResults.Ok(await db.Read(me.Workspace, async s =>
    {
        List<TrashedThing> all = [.. await ProjectCalls.Deleted(s), .. await DataCalls.Deleted(s), .. await DataCalls.DeletedItems(s)];
        return new Response([.. all.OrderByDescending(t => t.DeletedAt).Select(t =>
            new Row(t.Kind, t.Id, t.Name, t.DeletedAt, t.By, t.DeletedAt + Trash.KeptMs, Trash.Token(t.Kind, t.Id), t.Items))]);
    }));
}
