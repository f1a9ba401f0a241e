using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// What members may do in single projects: as in the workspace, unless a row says otherwise. Owners are owners
/// everywhere. Whoever is <c>none</c> in a project can't tell it from one that doesn't exist.
/// </summary>
static class ProjectRoles
{
    /// <summary>What the member may do in the place that a route's id leads to.</summary>
    internal static async ValueTask<Place> At(Session s, CurrentMember me, Access access, string? id)
    {
        if (access.In == In.Workspace)
            return new Place(me.Role);
        if (access.In == In.SomeProject)
            return new Place(me.Is(access.Roles) ? me.Role : me.Role | await Elsewhere(s, me));
        var given = await s.One($"{Found(access.In, me)} WHERE p.id = {id} AND p.workspace = {me.Workspace}", r => new Given(r.TextOrNull(1)));
        return new Place(given is null ? Roles.None : ProjectAccess.Effective(me.Role, given.Role));
    }

    sealed record Given(string? Role);

    static Sql Found(In place, CurrentMember me)
    {
        Sql role = $"AND r.member = {me.Id} AND r.workspace = {me.Workspace}";
        return place switch
        {
            In.Project => $"SELECT p.id, r.role FROM project p LEFT JOIN project_role r ON r.project = p.id {role}",
            In.Task => $"SELECT p.id, r.role FROM task p LEFT JOIN project_role r ON r.project = p.project {role}",
            In.Snapshot => $"SELECT p.id, r.role FROM snapshot p LEFT JOIN project_role r ON r.project = p.project {role}",
            In.Assignment => $"SELECT p.id, r.role FROM (SELECT * FROM assignment WHERE member = {me.Id}) p LEFT JOIN project_role r ON r.project = p.project {role}",
            _ => throw new ArgumentOutOfRangeException(nameof(place), place, "A place without projects has no role in one."),
        };
    }

    /// <summary>The roles that a member has in single projects, together.</summary>
    internal static async ValueTask<Roles> Elsewhere(Session s, CurrentMember me)
    {
        var roles = Roles.None;
        if (me.Role != Roles.Owner)
            await s.Each($"SELECT DISTINCT role FROM project_role WHERE workspace = {me.Workspace} AND member = {me.Id}", r => roles |= ProjectAccess.Effective(me.Role, r.Text(0)));
        return roles;
    }

    /// <summary>Gives back what a member has on their desk in projects where they may not label any more.</summary>
    internal static async ValueTask GiveBack(Session s, string member, Roles workspaceRole)
    {
        var begun = await s.All($"""
            SELECT DISTINCT a.project, r.role FROM assignment a LEFT JOIN project_role r ON r.project = a.project AND r.member = a.member AND r.workspace = a.workspace
            WHERE a.workspace = {s.Workspace} AND a.member = {member} AND a.ended IS NULL AND a.state = 'leased'
            """, r => (Project: r.Text(0), Role: r.TextOrNull(1)));
        foreach (var (project, role) in begun)
            if ((ProjectAccess.Effective(workspaceRole, role) & Roles.Workers) == Roles.None)
                await WorkCalls.GiveBack(s, member, project);
    }
}
