using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Sends the file behind an item, in full size.</summary>
public sealed class GetItemFile : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/items/{id}/file", Handle).For(Roles.Readers, In.Item).WithMetadata(new UserBytes()).ProducesProblem(404);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(string id, HttpContext context, CurrentMember me, Db db, FileAnswer files, CancellationToken cancel) =>
        files.Whole(context, me.Workspace, await db.Read(me.Workspace, s => Of(s, id), cancel), named: true);

    internal static ValueTask<StoredFile?> Of(Session s, string item) => s.One($"""
        SELECT {StoredFile.Columns}
        FROM item i JOIN asset f ON f.sha256 = i.asset AND f.workspace = i.workspace WHERE i.id = {item} AND i.workspace = {s.Workspace}
        """, StoredFile.Map);
}
