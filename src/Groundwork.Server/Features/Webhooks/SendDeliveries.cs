using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>
/// Sends what is due, each webhook in a lane of its own, so that a slow receiver delays no other. A delivery is due until its outcome is
/// committed: what a kill cuts off is sent again.
/// </summary>
public sealed partial class SendDeliveries(Db db, Leader leader, OutboundClient outbound, SealedSecrets secrets, ServerMeter meter, ILogger<SendDeliveries> log) : IBackgroundTask, IAsyncDisposable
{
    const int MostLanes = 200, MostAtOnce = 16;

    static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    readonly ConcurrentDictionary<string, Task> lanes = new(StringComparer.Ordinal);

    sealed record Receiver(string Id, string Url, string Secret, string? Former);

    public TimeSpan Rest => TimeSpan.FromMilliseconds(250);

    public async Task<bool> Round(CancellationToken cancel)
    {
        foreach (var (webhook, lane) in lanes)
            if (lane.IsCompleted)
                lanes.TryRemove(webhook, out _);
        var due = await db.Read(null, WithDue, cancel);
        if (due.All(lanes.ContainsKey) || await EventCalls.Lead(leader, cancel) is not { } token)
            return false;
        foreach (var webhook in due.Where(w => !lanes.ContainsKey(w)).Take(MostLanes - lanes.Count))
            lanes[webhook] = Task.Run(() => Lane(webhook, token, cancel), CancellationToken.None);
        return false;
    }

    static ValueTask<List<string>> WithDue(Session s) => s.All($"""
        SELECT w.id FROM webhook w WHERE w.state <> 'disabled' AND w.deleted IS NULL AND coalesce(w.not_before, 0) <= {s.Now}
        AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook = w.id AND d.workspace = w.workspace AND d.due <= {s.Now}) ORDER BY w.id
        """, r => r.Text(0));

    async Task Lane(string webhook, long token, CancellationToken cancel)
    {
        try
        {
            // One at a time to whoever doesn't answer; more and more to whoever does.
            for (var width = 1; await Next(webhook, width, cancel) is var (receiver, due, now);)
            {
                var outcomes = await Task.WhenAll(due.Select(d => Send(receiver, d, now, cancel)));
                foreach (var outcome in outcomes)
                    meter.Delivered(outcome.Reply.Good ? "delivered" : outcome.Reply.Status is null ? "unreachable" : "refused");
                if (!await db.Write(null, async s => await EventCalls.Leads(s, leader, token) && await Outcomes.Note(s, webhook, outcomes), cancel))
                    return;
                width = outcomes.All(o => o.Reply.Good) ? Math.Min(width * 2, MostAtOnce) : 1;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The next start sends it.
        }
        catch (Exception e)
        {
            Failed(log, e, webhook);
        }
    }

    Task<Tuple<Receiver, List<Due>, long>?> Next(string webhook, int most, CancellationToken cancel) => db.Read(null, async s =>
    {
        var receiver = await s.One($"""
            SELECT id, url, secret, CASE WHEN former_until > {s.Now} THEN former_secret END FROM webhook
            WHERE id = {webhook} AND state <> 'disabled' AND deleted IS NULL AND coalesce(not_before, 0) <= {s.Now}
            """, r => new Receiver(r.Text(0), r.Text(1), r.Text(2), r.TextOrNull(3)));
        var due = receiver is null ? [] : await s.All($"""
            SELECT id, workspace, body, tries, attempts FROM webhook_delivery WHERE webhook = {webhook} AND due <= {s.Now} ORDER BY due, seq LIMIT {(long)most}
            """, r => new Due(r.Text(0), r.Text(1), r.Text(2), r.Int(3), r.Long(4)));
        return due.Count == 0 ? null : Tuple.Create(receiver!, due, s.Now);
    }, cancel);

    async Task<Outcome> Send(Receiver to, Due delivery, long now, CancellationToken cancel)
    {
        var keys = new[] { to.Secret, to.Former }.OfType<string>().Select(sealedOne => secrets.Open(sealedOne, to.Id)).ToList();
        if (keys.Contains(null))
            return new(delivery, now, new(null, "secret_lost", "", false, null, null));
        if (OutboundRules.Malformed(to.Url, out var url) is { } refusal)
            return new(delivery, now, new(null, refusal.Code, "", false, null, null));
        var seconds = now / 1000;
        return new(delivery, now, await outbound.Post(url,
        [
            ("webhook-id", delivery.Id),
            ("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture)),
            ("webhook-signature", Signature.Of(keys!, delivery.Id, seconds, delivery.Body)),
        ], Encoding.UTF8.GetBytes(delivery.Body), AnswersWithin, cancel));
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(lanes.Values);

    [LoggerMessage(41, LogLevel.Error, "Sending to webhook {Webhook} failed; it will be tried again", EventName = "webhook.failed")]
    static partial void Failed(ILogger log, Exception exception, string webhook);
}
