using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>A delivery that is due.</summary>
sealed record Due(string Id, string Workspace, string Body, int Tries, long Attempts);

/// <summary>What came of one try.</summary>
sealed record Outcome(Due Delivery, long At, OutboundReply Reply)
{
    internal string? Problem => Reply.Problem ?? (Reply.Good ? null : Reply.Status is >= 300 and < 400 ? "redirect" : Reply.Status == 410 ? "gone" : "status");
}

/// <summary>Notes what came of tries, and what that means for the webhook.</summary>
static class Outcomes
{
    sealed record Health(string State, long? FailingSince, long? NotBefore, bool Deleted);

    /// <summary>Notes the tries of one webhook; true if it may be sent more now.</summary>
    internal static async ValueTask<bool> Note(Session s, string webhook, IReadOnlyList<Outcome> outcomes)
    {
        var health = await s.One($"SELECT state, failing_since, not_before, CASE WHEN deleted IS NULL THEN 0 ELSE 1 END FROM webhook WHERE id = {webhook} {Dialect.Lock}",
            r => new Health(r.Text(0), r.LongOrNull(1), r.LongOrNull(2), r.Bool(3)));
        if (health is null or { Deleted: true })
            return false;
        var next = health;
        foreach (var outcome in outcomes)
            if (await Note(s, outcome) is { } givenUp)
                next = After(next, s.Now, outcome, givenUp);
        if (next != health)
            await s.Run($"""
                UPDATE webhook SET state = {(next.State is "gone" or "failures" ? "disabled" : next.State)}, failing_since = {next.FailingSince}, not_before = {next.NotBefore},
                  reason = CASE WHEN {next.State} IN ('gone', 'failures') THEN {next.State} ELSE reason END,
                  disabled = CASE WHEN {next.State} IN ('gone', 'failures') THEN {s.Now} ELSE disabled END WHERE id = {webhook}
                """);
        foreach (var workspace in outcomes.Select(o => o.Delivery.Workspace).Distinct(StringComparer.Ordinal))
            await EventCalls.Raise(s, "webhook.tried", null, webhook, workspace: workspace);
        return next.State is "active" or "failing" && !(next.NotBefore > s.Now);
    }

    /// <summary>Writes one try down. Null if it was noted already; else whether the delivery is given up.</summary>
    static async ValueTask<bool?> Note(Session s, Outcome outcome)
    {
        var (delivery, reply) = (outcome.Delivery, outcome.Reply);
        var wait = reply.Good || reply.Status == 410 ? null : Schedule.Wait(delivery.Id, delivery.Tries + 1, reply.RetryAfterMs);
        var state = reply.Good ? "delivered" : wait is null ? "failed" : "waiting";
        if (await s.Run($"""
            UPDATE webhook_delivery SET state = {state}, tries = tries + 1, attempts = attempts + 1, due = {s.Now + wait}, ended = {(wait is null ? s.Now : (long?)null)},
              status = {(long?)reply.Status}, problem = {outcome.Problem}
            WHERE id = {delivery.Id} AND workspace = {delivery.Workspace} AND attempts = {delivery.Attempts}
            """) == 0)
            return null;
        await s.Run($"""
            INSERT INTO webhook_attempt (delivery, number, workspace, at, duration_ms, status, problem, reply, cut)
            VALUES ({delivery.Id}, {delivery.Attempts + 1}, {delivery.Workspace}, {outcome.At}, {reply.DurationMs}, {(long?)reply.Status}, {outcome.Problem}, {reply.Text}, {reply.Cut})
            """);
        return state == "failed";
    }

    static Health After(Health now, long time, Outcome outcome, bool givenUp)
    {
        if (now.State is "disabled" or "gone" or "failures")
            return now;
        if (outcome.Reply.Good)
            return now with { State = "active", FailingSince = null, NotBefore = null };
        var since = now.FailingSince ?? time;
        var pause = Schedule.Pause(outcome.Reply.RetryAfterMs);
        return new(outcome.Reply.Status == 410 ? "gone" : time - since >= Schedule.GivesUpAfterMs ? "failures" : givenUp ? "failing" : now.State,
            since, pause > 0 ? time + pause : now.NotBefore, false);
    }
}
