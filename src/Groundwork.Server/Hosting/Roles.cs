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

/// <summary>
/// Where a member needs the role that a route asks for: in the workspace, or in the project that the route's
/// <c>{id}</c> leads to, in which they may have another one.
/// </summary>
public enum In
{
    Workspace,

    /// <summary>In the workspace or in any one project; the handler shows only those.</summary>
    SomeProject,

    Project,
    Task,
    Snapshot,

    /// <summary>In the project of an assignment, which must be the caller's own.</summary>
    Assignment,

    /// <summary>In the project of a thread; the handler refuses those that aren't the caller's to see.</summary>
    Issue,

    /// <summary>In the project of an answer.</summary>
    Annotation,

    /// <summary>In the project of a review.</summary>
    Review,

    /// <summary>In the project that a job is for, or in the workspace if it is for none.</summary>
    Job,

    /// <summary>In the project of an export's snapshot.</summary>
    Export,

    /// <summary>In the workspace; and the dataset must be there, and not deleted.</summary>
    Dataset,

    /// <summary>In the workspace; and the item must be there, and neither it nor its dataset deleted.</summary>
    Item,
}

/// <summary>Who may call a route. A route without one stops the server at start.</summary>
public sealed record Access(Roles Roles, bool Anyone, In In = In.Workspace)
{
    /// <summary>The thing that the route's id names, in the words of a problem document.</summary>
    public string What => In.ToString().ToLowerInvariant();

    public bool InOnePlace => In is not (In.Workspace or In.SomeProject);
}

/// <summary>Marks what a key for labelling may call.</summary>
public sealed record Labelling;

/// <summary>Marks what a key for reading may call though it isn't a GET: it changes nothing that anybody works on.</summary>
public sealed record Reading;

/// <summary>Marks what only reads and is noted in the audit log all the same: data that leaves.</summary>
public sealed record Noted;

public static class AccessRules
{
    /// <summary>Only members with one of these roles there.</summary>
    public static T For<T>(this T route, Roles roles, In scope = In.Workspace) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(roles, Anyone: false, scope));

    /// <summary>Also people who are not signed in.</summary>
    public static T ForAnyone<T>(this T route) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(Roles.Everyone, Anyone: true));

    /// <summary>Part of labelling: keys that may only label may call it, too. What works on an assignment always is.</summary>
    public static T ToLabel<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Labelling());

    /// <summary>Part of reading: keys that may only read may call it, too.</summary>
    public static T ToRead<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Reading());

    /// <summary>Noted in the audit log though it changes nothing.</summary>
    public static T ToNote<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Noted());

    /// <summary>Stops the start when a route has no rule, or one that doesn't fit its path, so that none is open by omission.</summary>
    public static void RequireAccessOnEveryRoute(this IEndpointRouteBuilder app)
    {
        foreach (var endpoint in app.DataSources.SelectMany(s => s.Endpoints))
            if (endpoint.Metadata.GetMetadata<Access>() is not { } access)
                throw new InvalidOperationException($"{endpoint.DisplayName} says nobody who may call it: add .For(Roles…) to its Map.");
            else if (access.InOnePlace && (endpoint as RouteEndpoint)?.RoutePattern.GetParameter("id") is null)
                throw new InvalidOperationException($"{endpoint.DisplayName} is for a {access.What} but has no {{id}} in its path.");
            else if (endpoint is RouteEndpoint { RoutePattern.RawText: { } path } && Place(path) is { } place && access.In != place)
                throw new InvalidOperationException($"{endpoint.DisplayName} must look at the {place}: add In.{place} to its rule.");
    }

    // Where an address leads says what must be there and whose role counts.
    static In? Place(string path) => path.Split('/') is not ["", "api", var first, ['{', ..], ..] ? null : first switch
    {
        "projects" => In.Project,
        "tasks" => In.Task,
        "snapshots" => In.Snapshot,
        "assignments" => In.Assignment,
        "issues" => In.Issue,
        "annotations" => In.Annotation,
        "reviews" => In.Review,
        "jobs" => In.Job,
        "exports" => In.Export,
        "datasets" => In.Dataset,
        "items" => In.Item,
        _ => null,
    };
}
