using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>What people may say of a webhook.</summary>
static class WebhookRules
{
    internal const int Most = 50;
    const int LongestName = 100, MostProjects = 1000;

    internal static string? Name(string? name, List<Fault> faults)
    {
        var said = name?.Trim();
        if (said is not null && (said.Length is 0 or > LongestName || said.Any(char.IsControl)))
            faults.Add(new("/name", "name", $"Give the webhook a name of 1 to {LongestName} characters that says who listens."));
        return said;
    }

    internal static void Events(IReadOnlyList<string>? events, List<Fault> faults)
    {
        if (events is { Count: 0 })
            faults.Add(new("/events", "events", "Choose at least one kind of event."));
        foreach (var unknown in events?.Where(e => !EventCatalogue.IsChoosable(e)) ?? [])
            faults.Add(new("/events", "events", $"There is no event \"{Excerpt.Of(unknown)}\". GET /api/webhook-events lists them."));
    }

    /// <summary>Looks at the text of an address, and at where its name leads now. It is looked at again each time that something is sent.</summary>
    internal static async Task Url(string? url, OutboundClient outbound, List<Fault> faults, CancellationToken cancel)
    {
        if (url is not null && (OutboundRules.Malformed(url, out var parsed) ?? await outbound.Rules.Refused(parsed, cancel)) is { } refusal)
            faults.Add(new("/url", refusal.Code, refusal.Message));
    }

    internal static async ValueTask Projects(Session s, IReadOnlyList<string>? projects, List<Fault> faults)
    {
        if (projects is null or { Count: 0 })
            return;
        var there = projects.Count > MostProjects ? 0 : await s.Long($"SELECT count(*) FROM project WHERE id IN {new Ids(projects)} AND workspace = {s.Workspace} AND deleted IS NULL");
        if (there != projects.Distinct(StringComparer.Ordinal).Count())
            faults.Add(new("/projects", "projects", $"Name projects that are there, at most {MostProjects}; or leave the list empty for all."));
    }

    internal static Json List(IEnumerable<string> values) => new(JsonSerializer.Serialize(values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
}
