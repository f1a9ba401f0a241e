using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Sends a small picture of one of the caller's assignments.</summary>
public sealed class GetAssignmentThumbnail : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}/thumbnail", Handle).For(Roles.Workers, In.Assignment).WithMetadata(new UserBytes()).ProducesProblem(404);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(string id, HttpContext context, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel) =>
        FileAnswer.Small(context, blobs, me.Workspace, await db.Read(me.Workspace, s => GetAssignmentFile.Of(s, me, id), cancel), salt: id);
}
