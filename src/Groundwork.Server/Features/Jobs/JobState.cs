using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Jobs as rows: who holds one, and how it ends. A node holds a job for a few seconds at a time.</summary>
static class JobState
{
    internal const long HeldMs = 10_000;

    // A job that takes the server down with it isn't tried for ever.
    const long MostAttempts = 5;

    internal static readonly string[] States = ["waiting", "running", "done", "failed", "cancelled"];

    internal sealed record Claimed(string Id, string Workspace, string Kind, string By, string Options, string? Place, long Attempts);

    /// <summary>Takes the oldest job of these kinds that nobody works on, in any workspace; null if there is none.</summary>
    internal static async ValueTask<Claimed?> Claim(Session s, NodeName node, IReadOnlyCollection<string> kinds, IReadOnlyCollection<string> running)
    {
        var found = await s.One($"""
            SELECT id, workspace, kind, by_member, options, place, attempts FROM job
            WHERE ended IS NULL AND (coalesce(held_until, 0) <= {s.Now} OR holder = {node.Before ?? ""}) AND kind IN {new Ids(kinds)} AND NOT id IN {new Ids(running)} ORDER BY created, id LIMIT 1 {Dialect.LockFree}
            """, r => new Claimed(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.TextOrNull(5), r.Long(6)));
        if (found is null)
            return null;
        await s.Run($"""
            UPDATE job SET holder = {node.Id}, held_until = {s.Now + HeldMs}, state = 'running', attempts = attempts + 1 WHERE id = {found.Id} AND workspace = {found.Workspace}
            """);
        await Tell(s, found.Id, found.Workspace);
        return found;
    }

    internal static bool TriedTooOften(Claimed job) => job.Attempts >= MostAttempts;

    /// <summary>Stays in hold of a job, and says how far it is; false if it isn't this node's any more.</summary>
    internal static async ValueTask<bool> Renew(Session s, string node, JobRun run)
    {
        if (await s.Any($"SELECT 1 FROM job WHERE id = {run.Id} AND workspace = {s.Workspace} AND (done <> {run.Done} OR coalesce(total, -1) <> {run.Total ?? -1})"))
            await Tell(s, run.Id);
        return await s.Run($"""
            UPDATE job SET held_until = {s.Now + HeldMs}, done = {run.Done}, total = {run.Total} WHERE id = {run.Id} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
            """) > 0;
    }

    /// <summary>Tells the screens that a job is further, or another one now.</summary>
    static async ValueTask Tell(Session s, string job, string? workspace = null) =>
        await EventCalls.Raise(s, "job.changed", await s.Text($"SELECT project FROM job WHERE id = {job} AND workspace = {workspace ?? s.Workspace}"), job, workspace: workspace);

    /// <summary>Lets another node, or the next start, go on at once. A stop that was wished for is no failed attempt.</summary>
    internal static async ValueTask Release(Session s, string node, string job)
    {
        await s.Run($"""
            UPDATE job SET held_until = 0, holder = NULL, state = 'waiting', attempts = attempts - 1 WHERE id = {job} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
            """);
        await Tell(s, job);
    }

    /// <summary>Ends a job with what it made; nothing happens if it isn't this node's any more.</summary>
    internal static async ValueTask End(Session s, string node, JobRun run, JobEnd end)
    {
        if (!await s.Any($"SELECT 1 FROM job WHERE id = {run.Id} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL {Dialect.Lock}"))
            return;
        var (made, figures, result, kept) = await end.Settle(s);
        var (shown, own) = (new Json(JsonSerializer.Serialize(figures)), result is null ? (Json?)null : new Json(result));
        await s.Run($"""
            UPDATE job SET state = 'done', ended = {s.Now}, expires = {s.Now + kept}, done = {run.Done}, total = {run.Done}, made = {made}, figures = {shown}, result = {own},
              place = NULL, holder = NULL, held_until = NULL WHERE id = {run.Id} AND workspace = {s.Workspace}
            """);
        await Tell(s, run.Id);
    }

    internal static async ValueTask Fail(Session s, string node, string job, JobProblem problem)
    {
        if (await s.Run($"""
        UPDATE job SET state = 'failed', ended = {s.Now}, problem = {new Json(JsonSerializer.Serialize(problem, JsonSerializerOptions.Web))}, holder = NULL, held_until = NULL
        WHERE id = {job} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
        """) == 0)
            return;
        await Tell(s, job);
        var (kind, project) = (await s.One($"SELECT kind, project FROM job WHERE id = {job} AND workspace = {s.Workspace}", r => Tuple.Create(r.Text(0), r.TextOrNull(1))))!;
        await EventCalls.Announce(s, "job.failed", project, job, new Json(JsonSerializer.Serialize(new { kind })));
    }

    /// <summary>Makes a failed job wait again, as if nobody had tried it; it keeps the place where it was.</summary>
    internal static async ValueTask Again(Session s, string job)
    {
        await s.Run($"""
            UPDATE job SET state = 'waiting', ended = NULL, problem = NULL, attempts = 0, holder = NULL, held_until = NULL WHERE id = {job} AND workspace = {s.Workspace} AND state = 'failed'
            """);
        await Tell(s, job);
    }

    /// <summary>Ends a job that waits or runs; whoever works on it finds out within seconds.</summary>
    internal static async ValueTask Cancel(Session s, string job)
    {
        await s.Run($"""
            UPDATE job SET state = 'cancelled', ended = {s.Now}, holder = NULL, held_until = NULL WHERE id = {job} AND workspace = {s.Workspace} AND ended IS NULL
            """);
        await Tell(s, job);
    }
}
