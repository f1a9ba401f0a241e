using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Writes, for what has happened, a delivery for each webhook that wants to hear of it. An event that comes twice is written once.</summary>
public sealed class TellWebhooks(Db db) : IOutboxReader
{
    sealed record Listener(string Id, string Workspace, HashSet<string> Events, HashSet<string> Projects, long Heard)
    {
        // Without a list of projects it hears of all; with one, of nothing that belongs to none.
        internal bool Wants(Message m) => Events.Contains(m.Type) && m.At >= Heard && (Projects.Count == 0 || (m.Project is { } project && Projects.Contains(project)));
    }

    public string Name => "webhooks";

    public IReadOnlyCollection<string> Kinds { get; } = [.. EventCatalogue.Choosable.Select(e => e.Type)];

    public async Task<bool> Handle(IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        var listeners = await db.Read(null, s => s.All($"SELECT id, workspace, events, projects, heard FROM webhook WHERE state <> 'disabled' AND deleted IS NULL",
            r => new Listener(r.Text(0), r.Text(1), Set(r.Text(2)), Set(r.Text(3)), r.Long(4))), cancel);
        foreach (var all in listeners.GroupBy(l => l.Workspace, StringComparer.Ordinal))
        {
            var own = events.Where(e => e.Workspace == all.Key).ToList();
            if (own.Count == 0)
                continue;
            var messages = await db.Read(all.Key, s => Messages.Of(s, own), cancel);
            foreach (var chunk in all.SelectMany(l => messages.Where(l.Wants).Select(m => (l.Id, m))).Chunk(500))
                await db.Write(all.Key, s => Deliveries.Add(s, chunk), cancel);
        }
        return true;
    }

    static HashSet<string> Set(string json) => JsonSerializer.Deserialize<HashSet<string>>(json)!;
}
