namespace Groundwork.Server.Features.Webhooks;

/// <summary>A kind of event that webhooks tell of.</summary>
/// <param name="Type">Its name, as it stands in the messages.</param>
/// <param name="About">When it happens.</param>
/// <param name="Subject">What the id of the thing is called in the data; null where the data has it already.</param>
/// <param name="Facts">What else the data has, beside the workspace and the project.</param>
sealed record WebhookEvent(string Type, string About, string? Subject, params string[] Facts)
{
    /// <summary>Happens within a project, so that its data names one.</summary>
    internal bool InProject { get; init; } = true;

    /// <summary>The names in the data, in their order.</summary>
    internal IEnumerable<string> Data => [.. (string[])["workspaceId"], .. InProject ? (string[])["projectId"] : [], .. Subject is null ? (string[])[] : [Subject], .. Facts];
}

/// <summary>All events that there are. The guide lists the same, and a test compares the two.</summary>
static class EventCatalogue
{
    internal const string Ping = "webhook.ping", Submitted = "annotation.submitted";

    internal static readonly IReadOnlyList<WebhookEvent> All =
    [
        new("project.created", "A project was made.", null),
        new("import.finished", "An import has read everything. Rows that it left out are counted in failed.", "importId", "datasetId", "imported", "duplicates", "failed"),
        new("import.failed", "An import ended without reading everything.", "importId", "datasetId", "imported", "duplicates", "failed"),
        new(Submitted, "Somebody submitted an answer to a task, or a correction, which replaces an earlier one.", "annotationId", "taskId", "replacesId"),
        new("task.completed", "A task is completed: the system stands behind its resolution. It may come again if the task was opened again.", "taskId"),
        new("task.disputed", "The answers to a task differ so much that somebody has to decide.", "taskId"),
        new("review.given", "A reviewer gave a verdict on a task or took one back.", "taskId", "reviewId", "verdict"),
        new("snapshot.frozen", "A snapshot of a project was frozen.", "snapshotId"),
        new("export.ready", "An export is whole and can be downloaded.", "exportId", "snapshotId", "bytes"),
        new("job.failed", "Long work failed: a freeze, an export, a restore.", "jobId", "kind"),
        new(Ping, "Somebody tested the webhook. Every webhook gets it.", "webhookId") { InProject = false },
    ];

    static readonly Dictionary<string, WebhookEvent> ByType = All.ToDictionary(e => e.Type, StringComparer.Ordinal);

    internal static WebhookEvent Of(string type) => ByType[type];

    /// <summary>What one can choose from.</summary>
    internal static IEnumerable<WebhookEvent> Choosable => All.Where(e => e.Type != Ping);

    internal static bool IsChoosable(string type) => type != Ping && ByType.ContainsKey(type);
}
