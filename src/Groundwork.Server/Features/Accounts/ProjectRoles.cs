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
        var given = await s.One($"{Found(access.In, me)} AND p.id = {id} AND p.workspace = {me.Workspace}", r => new Given(r.TextOrNull(1), access.In == In.Assignment ? r.Text(2) : null));
        return new Place(given is null ? Roles.None : ProjectAccess.Effective(me.Role, given.Role), given?.Project);
    }

    sealed record Given(string? Role, string? Project);

    static Sql Found(In place, CurrentMember me)
    {
        Sql role = $"project_role r ON r.project = p.project AND r.member = {me.Id} AND r.workspace = {me.Workspace}";
        Sql stands = $"JOIN project o ON o.id = p.project AND o.workspace = p.workspace AND o.deleted IS NULL";
        return place switch
        {
            In.Project => $"""
                SELECT p.id, r.role FROM project p LEFT JOIN project_role r ON r.project = p.id AND r.member = {me.Id} AND r.workspace = {me.Workspace} WHERE p.deleted IS NULL
                """,
            In.Task => $"SELECT p.id, r.role FROM task p {stands} LEFT JOIN {role} WHERE 1 = 1",
            In.Issue => $"SELECT p.id, r.role FROM issue p {stands} LEFT JOIN {role} WHERE 1 = 1",
            In.Annotation => $"SELECT p.id, r.role FROM annotation p {stands} LEFT JOIN {role} WHERE 1 = 1",
            In.Review => $"SELECT p.id, r.role FROM review p {stands} LEFT JOIN {role} WHERE 1 = 1",
            In.Job or In.Export => $"""
                SELECT p.id, r.role FROM job p LEFT JOIN project o ON o.id = p.project AND o.workspace = p.workspace LEFT JOIN {role}
                WHERE (p.project IS NULL OR (o.id IS NOT NULL AND o.deleted IS NULL)) AND (p.kind = 'export' OR {(place == In.Job ? 1L : 0L)} = 1)
                """,
            In.Snapshot => $"SELECT p.id, r.role FROM snapshot p {stands} LEFT JOIN {role} WHERE 1 = 1",
            // What is begun in a project can be ended after it was deleted: nothing is lost if it comes back.
            In.Assignment => $"SELECT p.id, r.role, p.project FROM assignment p LEFT JOIN {role} WHERE p.member = {me.Id}",
            In.Dataset => $"SELECT p.id, NULL FROM dataset p WHERE p.deleted IS NULL",
            In.Item => $"SELECT p.id, NULL FROM item p JOIN dataset d ON d.id = p.dataset AND d.workspace = p.workspace AND d.deleted IS NULL WHERE p.deleted IS NULL",
            _ => throw new ArgumentOutOfRangeException(nameof(place), place, "That is no place."),
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

    /// <summary>Gives back what a member has on their desk, or is kept for them, in projects where they may not label any more.</summary>
    internal static async ValueTask GiveBack(Session s, string member, Roles workspaceRole)
    {
        var begun = await s.All($"""
            SELECT a.project, r.role FROM (
              SELECT project FROM assignment WHERE workspace = {s.Workspace} AND member = {member} AND ended IS NULL AND state = 'leased'
              UNION SELECT project FROM reservation WHERE workspace = {s.Workspace} AND member = {member} AND state <> 'done') a
            LEFT JOIN project_role r ON r.project = a.project AND r.member = {member} AND r.workspace = {s.Workspace}
            """, r => (Project: r.Text(0), Role: r.TextOrNull(1)));
        foreach (var (project, role) in begun)
            if ((ProjectAccess.Effective(workspaceRole, role) & Roles.Workers) == Roles.None)
                await WorkCalls.GiveBack(s, member, project);
    }
}
