using System.Reflection;

namespace Groundwork.Server.Hosting;

/// <summary>Who is calling, in which workspace. Found once for each request, before any handler runs.</summary>
/// <param name="Role">In the workspace; on a route for one project, in that project.</param>
public sealed record CurrentMember(string Id, string Workspace, string Name, Roles Role, string Kind, bool ByCookie)
{
    /// <summary>The role in the workspace, wherever the route leads.</summary>
    public Roles WorkspaceRole { get; init; } = Role;

    /// <summary>What the caller's key may do: <c>all</c>, <c>read</c> or <c>label</c>. A browser may do all.</summary>
    public string Scope { get; init; } = "all";

    /// <summary>When the caller's key stops working, if it does.</summary>
    public long? KeyExpires { get; init; }

    /// <summary>Which key it is, when a program calls with one.</summary>
    public string? Key { get; init; }

    /// <summary>Which login it is, when a browser calls: the hash of its cookie.</summary>
    public string? Login { get; init; }

    /// <summary>On a route for an assignment: the project that it belongs to.</summary>
    public string? Project { get; init; }

    /// <summary>What the caller's changes come through, as the audit log has it: a session by the id that its owner sees, a key, or the command line.</summary>
    public string Via => Login is { } login ? ViaBrowser(login) : Key is { } key ? "key:" + key : "cli";

    /// <summary>The same of a login by its hash.</summary>
    public static string ViaBrowser(string login) => "browser:" + login[..32];

    /// <summary>The role as the API spells it.</summary>
    public string RoleName => NameOf(Role);

    public string WorkspaceRoleName => NameOf(WorkspaceRole);

    public bool Is(Roles roles) => (Role & roles) != Roles.None;

    static string NameOf(Roles role) => role.ToString().ToLowerInvariant();

    /// <summary>Lets a handler ask for the caller as a parameter.</summary>
    public static ValueTask<CurrentMember> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<CurrentMember>()
            ?? throw new InvalidOperationException("This route has no signed-in caller."));
}
