using Groundwork.Storage;

namespace Groundwork.Server.Hosting;

/// <summary>What a member's role in a single project makes of their role in the workspace, and which projects a list may show them.</summary>
public static class ProjectAccess
{
    /// <summary>The role in a project that hides it.</summary>
    public const string Hidden = "none";

    static readonly Roles[] Single = [Roles.Owner, Roles.Manager, Roles.Reviewer, Roles.Annotator, Roles.Viewer];

    /// <summary>The role that counts in a project. Owners are owners everywhere.</summary>
    public static Roles Effective(Roles workspace, string? inProject) =>
        workspace == Roles.Owner || inProject is null ? workspace : inProject == Hidden ? Roles.None : Named(inProject);

    public static Roles Named(string role) => Enum.Parse<Roles>(role, ignoreCase: true);

    /// <summary>The names of all these roles.</summary>
    public static List<string> Names(Roles roles) => [.. Single.Where(r => (r & roles) != Roles.None).Select(r => r.ToString().ToLowerInvariant())];

    /// <summary>A condition that holds for the projects in which the caller has one of these roles: for lists across projects.</summary>
    /// <param name="project">The column that holds the project's id, such as <c>p.id</c>.</param>
    public static Sql Sees(Session s, CurrentMember me, Roles roles, Sql project)
    {
        if (me.WorkspaceRole == Roles.Owner)
            return $"1 = 1";
        return $"""
            coalesce((SELECT r.role FROM project_role r WHERE r.project = {project} AND r.member = {me.Id} AND r.workspace = {s.Workspace}), {me.WorkspaceRoleName})
            IN {new Ids(Names(roles))}
            """;
    }
}
