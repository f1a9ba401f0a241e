using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>What an owner sees of webhooks and their deliveries. The secret is in none of it.</summary>
public static class WebhookView
{
    /// <param name="Projects">Which projects it is limited to; empty for all.</param>
    /// <param name="State">Whether it is sent to; failing means that a delivery was given up.</param>
    /// <param name="Reason">Why it is disabled: by a person, because the receiver said that it is gone, or after days of only failures.</param>
    /// <param name="FailingSince">Since when nothing has succeeded.</param>
    /// <param name="FormerSecretUntil">Until when messages are signed by the former secret as well.</param>
    /// <param name="Waiting">How many deliveries are not taken yet.</param>
    /// <param name="Failed">How many were given up and are still in the log.</param>
    public sealed record WebhookRow(string Id, string Name, string Url, IReadOnlyList<string> Events, IReadOnlyList<string> Projects,
        [OneOf("active", "failing", "disabled")] string State, [OneOf("person", "gone", "failures")] string? Reason, long? DisabledAt, long? FailingSince, long? FormerSecretUntil,
        long CreatedAt, long Waiting, long Failed, DeliveryRow? Last);

    /// <param name="Id">The webhook-id, the same for each try.</param>
    /// <param name="NextAt">When it is tried next.</param>
    /// <param name="Status">What the receiver answered last.</param>
    /// <param name="Problem">What kept the last try from success.</param>
    public sealed record DeliveryRow(string Id, string WebhookId, string Event, string? ProjectId, [OneOf("waiting", "delivered", "failed")] string State, long Attempts, long CreatedAt,
        long? NextAt, long? EndedAt, long? Status, string? Problem);

    const long MostCounted = 10_000;

    static Sql Columns => $"d.id, d.webhook, d.event, d.project, d.state, d.attempts, d.created, d.due, d.ended, d.status, d.problem";

    static DeliveryRow Delivery(Row r) => new(r.Text(0), r.Text(1), r.Text(2), r.TextOrNull(3), r.Text(4), r.Long(5), r.Long(6), r.LongOrNull(7), r.LongOrNull(8), r.LongOrNull(9), r.TextOrNull(10));

    internal static async ValueTask<List<WebhookRow>> All(Session s, Sql which)
    {
        var rows = await s.All($"""
            SELECT id, name, url, events, projects, state, reason, disabled, failing_since, CASE WHEN former_until > {s.Now} THEN former_until END, created
            FROM webhook WHERE workspace = {s.Workspace} AND deleted IS NULL {which} ORDER BY id
            """, r => new WebhookRow(r.Text(0), r.Text(1), r.Text(2), List(r.Text(3)), List(r.Text(4)), r.Text(5), r.TextOrNull(6), r.LongOrNull(7), r.LongOrNull(8), r.LongOrNull(9), r.Long(10), 0, 0, null));
        for (var i = 0; i < rows.Count; i++)
            rows[i] = rows[i] with
            {
                Waiting = await Count(s, rows[i].Id, "waiting"),
                Failed = await Count(s, rows[i].Id, "failed"),
                Last = await s.One($"SELECT {Columns} FROM webhook_delivery d WHERE d.webhook = {rows[i].Id} AND d.workspace = {s.Workspace} ORDER BY d.seq DESC LIMIT 1", Delivery),
            };
        return rows;
    }

    internal static async ValueTask<WebhookRow?> One(Session s, string id) => (await All(s, $"AND id = {id}")) is [var found] ? found : null;

    // Beyond so many the number doesn't matter, and counting them would take long.
    static async ValueTask<long> Count(Session s, string webhook, string state) => await s.Long($"""
        SELECT count(*) FROM (SELECT 1 FROM webhook_delivery WHERE webhook = {webhook} AND workspace = {s.Workspace} AND state = {state} LIMIT {MostCounted}) x
        """) ?? 0;

    internal static ValueTask<List<(long Seq, DeliveryRow Row)>> Deliveries(Session s, Sql which, long most) => s.All($"""
        SELECT {Columns}, d.seq FROM webhook_delivery d WHERE d.workspace = {s.Workspace} {which} ORDER BY d.seq DESC LIMIT {most}
        """, r => (r.Long(11), Delivery(r)));

    static List<string> List(string json) => JsonSerializer.Deserialize<List<string>>(json)!;
}
