namespace Groundwork.Server.Hosting;

/// <summary>What a member may do in a workspace. The names are those of the API.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Owner = 1,
    Manager = 2,
    Reviewer = 4,
    Annotator = 8,
    Viewer = 16,

    /// <summary>Those who set up the work.</summary>
    Managers = Owner | Manager,

    /// <summary>Those who may see everybody's answers.</summary>
    Readers = Owner | Manager | Reviewer | Viewer,

    /// <summary>Those who label.</summary>
    Workers = Owner | Manager | Reviewer | Annotator,

    Everyone = Owner | Manager | Reviewer | Annotator | Viewer,
}

/// <summary>Who may call a route. A route without one stops the server at start.</summary>
public sealed record Access(Roles Roles, bool Anyone);

public static class AccessRules
{
    /// <summary>Only members with one of these roles.</summary>
    public static T For<T>(this T route, Roles roles) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(roles, Anyone: false));

    /// <summary>Also people who are not signed in.</summary>
    public static T ForAnyone<T>(this T route) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(Roles.Everyone, Anyone: true));

    /// <summary>Stops the start when a route has no rule, so that none is open by omission.</summary>
    public static void RequireAccessOnEveryRoute(this IEndpointRouteBuilder app)
    {
        foreach (var endpoint in app.DataSources.SelectMany(s => s.Endpoints))
            if (endpoint.Metadata.GetMetadata<Access>() is null)
                throw new InvalidOperationException($"{endpoint.DisplayName} says nobody who may call it: add .For(Roles…) to its Map.");
    }
}
