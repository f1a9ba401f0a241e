using Groundwork.Storage;

namespace Groundwork.Server.Features.Live;

/// <summary>A line of the audit log or an event of the outbox, or many of a kind as one.</summary>
/// <param name="What">The action or the kind.</param>
/// <param name="Subject">The thing; empty where it is all the same to the stream.</param>
/// <param name="Actor">Who did it, where that matters.</param>
sealed record LogLine(string Workspace, string? Project, string What, string Subject, string Actor)
{
    /// <summary>May it have changed what somebody may see, or that they may at all?</summary>
    internal bool TouchesAccess => What is "key.revoked" || What.StartsWith("member.", StringComparison.Ordinal)
        && What is not ("member.signed_in" or "member.sign_in_failed" or "member.link_renewed" or "member.account_changed") && !What.StartsWith("member.invited", StringComparison.Ordinal);
}

/// <summary>Says which screens a line of the logs is about. Whatever is noted or raised belongs to one of these words; a gate compares them.</summary>
static class LogNews
{
    /// <summary>Of an action <c>a.b</c> the words before the point, and what may have changed with it.</summary>
    static readonly Dictionary<string, Topic[]> Of = new(StringComparer.Ordinal)
    {
        ["project"] = [Topic.Project, Topic.Work, Topic.Storage],
        ["ontology"] = [Topic.Project, Topic.Tasks, Topic.Work],
        ["method"] = [Topic.Project, Topic.Tasks],
        ["redundancy"] = [Topic.Project, Topic.Tasks, Topic.Work],
        ["migration"] = [Topic.Project, Topic.Tasks],
        ["batch"] = [Topic.Project, Topic.Tasks, Topic.Work],
        ["annotation"] = [Topic.Tasks, Topic.Work],
        ["task"] = [Topic.Tasks, Topic.Work],
        ["tasks"] = [Topic.Tasks, Topic.Project, Topic.Work],
        ["resolution"] = [Topic.Tasks, Topic.Reviews],
        ["quality"] = [Topic.Quality, Topic.Tasks, Topic.Reviews],
        ["review"] = [Topic.Reviews, Topic.Tasks, Topic.Work],
        ["issue"] = [Topic.Threads],
        ["snapshot"] = [Topic.Snapshots, Topic.Jobs],
        ["export"] = [Topic.Jobs],
        ["job"] = [Topic.Jobs],
        ["view"] = [Topic.Views],
        ["webhook"] = [Topic.Webhooks],
        ["member"] = [Topic.Members, Topic.People, Topic.Account],
        ["key"] = [Topic.Account, Topic.Members],
        ["dataset"] = [Topic.Datasets, Topic.Storage],
        ["items"] = [Topic.Datasets, Topic.Imports, Topic.Storage],
        ["import"] = [Topic.Imports],
        ["votes"] = [Topic.Imports, Topic.Datasets],
        ["labels"] = [Topic.Imports, Topic.Datasets],
        ["backup"] = [Topic.Storage],
        ["audit"] = [],
        ["workspace"] = [],
    };

    // These come with every answer.
    static bool Busy(string what) => what is "annotation.submitted" or "task.skipped" or "task.completed" or "resolution.reopened" or "quality.fitted";

    /// <summary>What may have changed with a line; who asked in a thread is looked up before.</summary>
    internal static IEnumerable<News> From(LogLine line, bool noted, IReadOnlyDictionary<string, string> askers)
    {
        // The log itself is a screen, too; events are not in it.
        if (noted)
            yield return new(line.Workspace, Topic.Audit, null, IsBusy: Busy(line.What));
        foreach (var topic in Of.GetValueOrDefault(line.What.Split('.')[0], []))
            if (topic == Topic.Account)
            {
                yield return new(line.Workspace, topic, null, line.Actor);
                if (line.Subject != line.Actor)
                    yield return new(line.Workspace, topic, null, line.Subject);
            }
            else if (topic == Topic.Datasets)
                // A line about items names the import, the change or the deletion: then the stream says only that it was some dataset.
                yield return new(line.Workspace, topic, !noted && line.What is "items.imported" || line.What.StartsWith("dataset.", StringComparison.Ordinal) ? line.Subject : null);
            else if (topic != Topic.People || line.Project is not null)
                yield return new(line.Workspace, topic, topic.InProject ? line.Project : null, IsBusy: Busy(line.What));
        // Whom a thread concerns sees it at their task, and that there is a reply among their work.
        if (line.What.StartsWith("issue.", StringComparison.Ordinal) && askers.TryGetValue(line.Subject, out var asker) && asker.Length > 0)
        {
            yield return new(line.Workspace, Topic.OwnThreads, line.Project, asker);
            yield return new(line.Workspace, Topic.Work, line.Project, asker);
        }
    }
}
