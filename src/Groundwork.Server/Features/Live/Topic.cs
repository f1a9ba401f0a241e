using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Live;

/// <summary>Something that screens show and that can change: what it is called in the stream, and who may hear of it.</summary>
/// <param name="Name">In the API's words.</param>
/// <param name="Roles">Who may read it, and so may hear that it changed.</param>
/// <param name="InProject">The role in the project counts, if the news name one; else the one in the workspace.</param>
sealed record Topic(string Name, Roles Roles, bool InProject = false)
{
    const Roles Judges = Roles.Managers | Roles.Reviewer;

    internal static readonly Topic
        Project = new("project", Roles.Readers, InProject: true),
        People = new("people", Roles.Managers, InProject: true),
        Tasks = new("tasks", Roles.Readers, InProject: true),
        Quality = new("quality", Roles.Readers, InProject: true),
        Reviews = new("reviews", Judges, InProject: true),
        Threads = new("threads", Judges, InProject: true),
        // To the annotator whom the thread concerns.
        OwnThreads = new("threads", Roles.Workers, InProject: true),
        Work = new("work", Roles.Workers, InProject: true),
        Snapshots = new("snapshots", Roles.Readers, InProject: true),
        Jobs = new("jobs", Roles.Readers, InProject: true),
        Views = new("views", Roles.Readers, InProject: true),
        Members = new("members", Roles.Readers),
        Datasets = new("datasets", Roles.Readers),
        Imports = new("imports", Roles.Readers),
        Storage = new("storage", Roles.Managers),
        Webhooks = new("webhooks", Roles.Owner),
        Audit = new("audit", Roles.Owner),
        Account = new("account", Roles.Everyone),
        // Told to the stream itself, when what its member may see has changed.
        Access = new("access", Roles.Everyone);

    /// <summary>Every name that the stream may say.</summary>
    internal static readonly string[] Names = ["project", "people", "tasks", "quality", "reviews", "threads", "work", "snapshots", "jobs", "views",
        "members", "datasets", "imports", "storage", "webhooks", "audit", "account", "access"];
}

/// <summary>That something changed, before anybody was asked whether they may hear of it.</summary>
/// <param name="About">The project or the dataset, where it is about one.</param>
/// <param name="Member">Whom alone it concerns; null for all who may read it.</param>
/// <param name="IsBusy">It comes with every answer, so that there may be a thousand in a second.</param>
sealed record News(string Workspace, Topic Topic, string? About, string? Member = null, bool IsBusy = false);

/// <summary>What the member of a stream may read, and until when they may listen.</summary>
/// <param name="Member">Who it is.</param>
/// <param name="Workspace">Their role there.</param>
/// <param name="Projects">Their roles in single projects, where they have another one.</param>
/// <param name="LeftMs">For how much longer their login or key is good.</param>
sealed record Rights(string Member, Roles Workspace, IReadOnlyDictionary<string, Roles> Projects, long LeftMs)
{
    internal Roles In(string project) => Workspace == Roles.Owner ? Workspace : Projects.GetValueOrDefault(project, Workspace);

    /// <summary>May they hear of it?</summary>
    internal bool Hears(News news)
    {
        if (news.Member is { } one && one != Member)
            return false;
        var role = news.Topic == Topic.Views ? Projects.Values.Aggregate(Workspace, (all, each) => all | each)
            : news.Topic.InProject && news.About is { } project ? In(project) : Workspace;
        return (role & news.Topic.Roles) != Roles.None;
    }

    internal bool IsAs(Rights other) => Workspace == other.Workspace && Projects.Count == other.Projects.Count
        && Projects.All(p => other.Projects.TryGetValue(p.Key, out var role) && role == p.Value);
}
