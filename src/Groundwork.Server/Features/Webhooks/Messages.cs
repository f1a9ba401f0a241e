using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>One thing that is told, before it is known to whom.</summary>
/// <param name="Source">What tells it from all others, so that it is told once.</param>
sealed record Message(string Workspace, string? Project, string Type, string Source, long At, JsonObject Data)
{
    /// <summary>The bytes that are signed and sent, each time the same.</summary>
    internal string Body() => new JsonObject
    {
        ["type"] = Type,
        ["timestamp"] = DateTimeOffset.FromUnixTimeMilliseconds(At).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["data"] = Data.DeepClone(),
    }.ToJsonString();
}

/// <summary>Makes of what happened in the server what is told outside: ids and small facts, no content and no people.</summary>
static class Messages
{
    /// <summary>An answer as far as it is told of.</summary>
    sealed record Answer(string Task, string? Replaces);

    internal static async ValueTask<List<Message>> Of(Session s, IReadOnlyList<OutboxEvent> events)
    {
        var answers = await Answers(s, events);
        var messages = new List<Message>();
        foreach (var e in events)
            if (e.Kind != EventCatalogue.Submitted)
                messages.Add(Of(e, e.Kind, e.Subject, JsonNode.Parse(e.Body)!.AsObject()));
            // Other things that call for another look at the answers use the same word inside; they name no answer.
            else if (answers.GetValueOrDefault(e.Subject) is { } answer)
            {
                messages.Add(Of(e, e.Kind, e.Subject, new JsonObject { ["taskId"] = answer.Task, ["replacesId"] = answer.Replaces }));
                if (JsonNode.Parse(e.Body)!["settled"] is { } settled)
                    messages.Add(Of(e, "task." + settled.GetValue<string>(), answer.Task, []));
            }
        return messages;
    }

    static Message Of(OutboxEvent e, string type, string subject, JsonObject facts)
    {
        var known = EventCatalogue.Of(type);
        var data = new JsonObject { ["workspaceId"] = e.Workspace };
        if (known.InProject)
            data["projectId"] = e.Project;
        if (known.Subject is { } name)
            data[name] = subject;
        foreach (var fact in known.Facts)
            data[fact] = facts[fact]?.DeepClone();
        return new(e.Workspace, e.Project, type, $"{e.Seq.ToString(CultureInfo.InvariantCulture)}.{type}", e.At, data);
    }

    internal static Message Ping(string workspace, string webhook, string source, long at) =>
        new(workspace, null, EventCatalogue.Ping, source, at, new JsonObject { ["workspaceId"] = workspace, ["webhookId"] = webhook });

    static async ValueTask<Dictionary<string, Answer>> Answers(Session s, IReadOnlyList<OutboxEvent> events)
    {
        var found = new Dictionary<string, Answer>(StringComparer.Ordinal);
        var ids = events.Where(e => e.Kind == EventCatalogue.Submitted).Select(e => e.Subject).ToList();
        if (ids.Count > 0)
            await s.Each($"SELECT id, task, parent FROM annotation WHERE id IN {new Ids(ids)} AND workspace = {s.Workspace}", r => found[r.Text(0)] = new(r.Text(1), r.TextOrNull(2)));
        return found;
    }
}
