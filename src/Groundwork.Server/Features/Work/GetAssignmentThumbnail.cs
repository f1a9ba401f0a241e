using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Sends a small picture of one of the caller's assignments.</summary>
public sealed class GetAssignmentThumbnail : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}/thumbnail", Handle).For(Roles.Workers, In.Assignment).WithMetadata(new UserBytes()).ProducesProblem(404);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(string id, HttpContext context, CurrentMember me, Db db, FileAnswer files, CancellationToken cancel) =>
        files.Small(context, me.Workspace, await db.Read(me.Workspace, s => GetAssignmentFile.Of(s, me, id), cancel), salt: id);
}
