using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Sends the file of one of the caller's assignments, and nothing by which it could be known again.</summary>
public sealed class GetAssignmentFile : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}/file", Handle).For(Roles.Workers, In.Assignment).WithMetadata(new UserBytes()).ProducesProblem(404);

    static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Handle(string id, HttpContext context, CurrentMember me, Db db, FileAnswer files, CancellationToken cancel) =>
        files.Whole(context, me.Workspace, await db.Read(me.Workspace, s => Of(s, me, id), cancel), named: false, salt: id);

    internal static ValueTask<StoredFile?> Of(Session s, CurrentMember me, string assignment) => s.One($"""
        SELECT {StoredFile.Columns}
        FROM assignment a JOIN task t ON t.id = a.task AND t.workspace = a.workspace JOIN item i ON i.id = t.item AND i.workspace = a.workspace
        JOIN asset f ON f.sha256 = i.asset AND f.workspace = a.workspace
        WHERE a.id = {assignment} AND a.workspace = {s.Workspace} AND a.member = {me.Id}
        """, StoredFile.Map);
}
