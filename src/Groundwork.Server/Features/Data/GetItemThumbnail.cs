using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Sends a small picture of an item, upright, for lists and grids.</summary>
public sealed class GetItemThumbnail : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/items/{id}/thumbnail", Handle).For(Roles.Readers, In.Item).WithMetadata(new UserBytes()).ProducesProblem(404);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(string id, HttpContext context, CurrentMember me, Db db, FileAnswer files, CancellationToken cancel) =>
        files.Small(context, me.Workspace, await db.Read(me.Workspace, s => GetItemFile.Of(s, id), cancel));
}
