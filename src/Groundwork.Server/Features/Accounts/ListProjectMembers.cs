using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Lists who may do what in a project: their role there, and the one in the workspace that it comes from or replaces.</summary>
public sealed class ListProjectMembers : ISlice
{
    /// <param name="Role">The one that counts; <c>none</c> hides the project from them.</param>
    /// <param name="Own">The one that was given for this project; null if it is as in the workspace.</param>
    /// <param name="Changeable">May the caller give this person another role here?</param>
    public sealed record Row(string Id, string Name, [OneOf("active", "paused", "invited")] string State,
        [OneOf("owner", "manager", "reviewer", "annotator", "viewer", "none")] string Role,
        [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string WorkspaceRole,
        [OneOf("manager", "reviewer", "annotator", "viewer", "none")] string? Own, bool Changeable);
    public sealed record Response(List<Row> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/members", Handle).For(Roles.Managers, In.Project).ProducesProblem(404);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var rows = await db.Read(me.Workspace, s => s.All($"""
            SELECT m.id, m.name, m.state, m.role, r.role FROM member m
            LEFT JOIN project_role r ON r.project = {id} AND r.member = m.id AND r.workspace = m.workspace
            WHERE m.workspace = {me.Workspace} AND m.id > {after ?? ""} AND m.kind IN ('person', 'service') AND m.state <> 'removed' ORDER BY m.id LIMIT {most + 1L}
            """, r => Describe(me, r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.TextOrNull(4))));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, row => row.Id)));
    }

    static Row Describe(CurrentMember me, string id, string name, string state, string workspaceRole, string? given)
    {
        // Who became an owner after a role was given has it no more.
        var own = workspaceRole == "owner" ? null : given;
        return new Row(id, name, state, own ?? workspaceRole, workspaceRole, own, SetProjectRole.MayChange(me, workspaceRole, own));
    }
}
