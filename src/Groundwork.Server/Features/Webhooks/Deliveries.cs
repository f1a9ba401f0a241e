using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Deliveries as rows: what is told to one webhook, until it is taken or given up.</summary>
static class Deliveries
{
    internal const long KeptMs = 30L * 24 * 3600 * 1000;

    internal static readonly string[] States = ["waiting", "delivered", "failed"];

    /// <summary>Adds deliveries that are due at once. What was added before is left as it is.</summary>
    internal static async ValueTask Add(Session s, IReadOnlyList<(string Webhook, Message Message)> told)
    {
        var rows = told.Select(t => (Id: "msg_" + s.NewId(), t.Webhook, t.Message, Body: t.Message.Body())).ToList();
        await s.Run($"""
            INSERT INTO webhook_delivery (id, workspace, webhook, source, event, project, body, created, state, tries, attempts, due)
            SELECT r.id, {s.Workspace}, r.webhook, r.source, r.event, r.project, r.body, {s.Now}, 'waiting', 0, 0, {s.Now}
            FROM {Rows.Of(rows).Text("id", r => r.Id).Text("webhook", r => r.Webhook).Text("source", r => r.Message.Source).Text("event", r => r.Message.Type)
                .Text("project", r => r.Message.Project).Text("body", r => r.Body)} WHERE true
            ON CONFLICT DO NOTHING
            """);
        foreach (var webhook in told.Select(t => t.Webhook).Distinct(StringComparer.Ordinal))
            await EventCalls.Raise(s, "webhook.told", null, webhook);
    }

    /// <summary>The body of a delivery whose webhook is there; null if there is none.</summary>
    internal static ValueTask<string?> Find(Session s, string id) => s.Text($"""
        SELECT d.body FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook AND w.workspace = d.workspace WHERE d.id = {id} AND d.workspace = {s.Workspace} AND w.deleted IS NULL
        """);

    /// <summary>Locks a webhook that something is to be sent to; why nothing can be, or null.</summary>
    internal static async ValueTask<ProblemHttpResult?> LockOpen(Session s, string webhook) =>
        await s.Text($"SELECT state FROM webhook WHERE id = {webhook} AND workspace = {s.Workspace} AND deleted IS NULL {Dialect.Lock}") switch
        {
            null => Problem.NotFound("webhook"),
            "disabled" => Problem.Conflict("webhook_disabled", "This webhook is switched off.", "Switch it on first, then send again."),
            _ => null,
        };

    /// <summary>Begins a delivery again from its first try, under its own id.</summary>
    internal static Sql Again(Session s) => $"UPDATE webhook_delivery SET state = 'waiting', tries = 0, due = {s.Now}, ended = NULL";
}
