using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// Gives a member another role in one project than in the workspace, more or less, hides the project from them, or lets the
/// workspace's role count again. It holds from their next request on.
/// </summary>
public sealed class SetProjectRole : ISlice
{
    public sealed record Request([OneOf("manager", "reviewer", "annotator", "viewer", "none")] string? Role = null);

    static readonly string[] Roles = ["manager", "reviewer", "annotator", "viewer", ProjectAccess.Hidden];

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/projects/{id}/members/{memberId}", Handle).For(Hosting.Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, string memberId, Request request, CurrentMember me, Db db) =>
        await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var workspaceRole = await s.Text($"""
                SELECT role FROM member WHERE id = {memberId} AND workspace = {me.Workspace} AND kind IN ('person', 'service') AND state <> 'removed' {Dialect.Lock}
                """);
            if (workspaceRole is null)
                return Problem.NotFound("member");
            if (request.Role is { } wanted && !Roles.Contains(wanted, StringComparer.Ordinal))
                return Problem.Invalid("/role", "role", $"The role is one of {string.Join(", ", Roles)}, or null to let the workspace's role count.");
            if (workspaceRole == "owner")
                return Problem.Conflict("owner", "An owner is an owner in every project.", "Change their role in the workspace first.");
            var own = await s.Text($"SELECT role FROM project_role WHERE project = {id} AND member = {memberId} AND workspace = {me.Workspace}");
            if (!MayChange(me, workspaceRole, own) || request.Role == "manager" && me.WorkspaceRole != Hosting.Roles.Owner)
                return Problem.Of(403, "not_allowed", "Only an owner can give or take that role.", "Ask an owner of the workspace.");
            if (request.Role is { } role)
                await s.Run($"""
                    INSERT INTO project_role (project, member, workspace, role, changed) VALUES ({id}, {memberId}, {me.Workspace}, {role}, {s.Now})
                    ON CONFLICT (project, member) DO UPDATE SET role = excluded.role, changed = excluded.changed
                    """);
            else
                await s.Run($"DELETE FROM project_role WHERE project = {id} AND member = {memberId} AND workspace = {me.Workspace}");
            await ProjectRoles.GiveBack(s, memberId, ProjectAccess.Named(workspaceRole));
            await EventCalls.Record(s, me.Id, $"member.project_role.{request.Role ?? "default"}", memberId, project: id);
            return TypedResults.NoContent();
        });

    /// <summary>Owners change everybody but owners; others whoever is no manager, neither here nor in the workspace, and so never themselves.</summary>
    internal static bool MayChange(CurrentMember me, string workspaceRole, string? own) =>
        workspaceRole != "owner" && (me.WorkspaceRole == Hosting.Roles.Owner || workspaceRole != "manager" && own != "manager");
}
