using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Lists a project's snapshots, the newest first.</summary>
public sealed class ListSnapshots : ISlice
{
    /// <param name="Answers">What people said.</param>
    /// <param name="Predictions">What models said; null where nobody counted it apart, and it is among the answers.</param>
    public sealed record Row(string Id, string Name, string Hash, long Rows, long Answers, long? Predictions, string Method, long CreatedAt, string By);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/snapshots", Handle).For(Roles.Readers, In.Project).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"))
                return Problem.NotFound("project");
            var rows = await s.All($"""
                SELECT n.id, n.name, n.hash, n.rows, n.answers - coalesce(n.predictions, 0), n.predictions, n.method, n.created, m.name
                FROM snapshot n JOIN member m ON m.id = n.by_member AND m.workspace = n.workspace
                WHERE n.project = {id} AND n.workspace = {s.Workspace} AND n.id < {after ?? "~"} ORDER BY n.id DESC LIMIT {most + 1L}
                """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Long(4), r.LongOrNull(5), r.Text(6), r.Long(7), r.Text(8)));
            return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Id)));
        });
    }
}
