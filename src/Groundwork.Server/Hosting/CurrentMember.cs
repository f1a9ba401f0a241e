using System.Reflection;

namespace Groundwork.Server.Hosting;

/// <summary>Who is calling, in which workspace. Found once for each request, before any handler runs.</summary>
public sealed record CurrentMember(string Id, string Workspace, string Name, Roles Role, string Kind, bool ByCookie)
{
    /// <summary>The role as the API spells it.</summary>
    public string RoleName => Role.ToString().ToLowerInvariant();

    public bool Is(Roles roles) => (Role & roles) != Roles.None;

    /// <summary>Lets a handler ask for the caller as a parameter.</summary>
    public static ValueTask<CurrentMember> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<CurrentMember>()
            ?? throw new InvalidOperationException("This route has no signed-in caller."));
}
