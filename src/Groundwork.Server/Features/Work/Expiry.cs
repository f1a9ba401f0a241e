using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Gives tasks back whose lease has run out. The assignment and its draft stay with the member.</summary>
static class Expiry
{
    /// <summary>Ends up to <paramref name="most"/> leases that are due; how many it ended.</summary>
    internal static async ValueTask<int> EndDue(Session s, string? project, int most)
    {
        var due = await s.All($"""
            SELECT id, task, project, workspace FROM assignment
            WHERE state = 'leased' AND expires <= {s.Now} AND workspace = {s.Workspace} AND ({project} IS NULL OR project = {project})
            ORDER BY expires LIMIT {(long)most}
            """, r => (Id: r.Text(0), Task: r.Text(1), Project: r.Text(2)));
        var ended = 0;
        foreach (var (id, task, owner) in due)
            if (await End(s, id, task, owner, "expired", $"AND expires <= {s.Now}"))
                ended++;
        return ended;
    }

    /// <summary>Ends one live lease without an answer and puts its slot back into the queue.</summary>
    /// <returns>False if somebody else is changing the task now, or the lease was renewed or ended meanwhile.</returns>
    internal static async ValueTask<bool> End(Session s, string assignment, string task, string project, string state, Sql condition,
        string? reason = null, string? comment = null)
    {
        var found = await s.One($"SELECT wants, open, answers, state, batch, CASE WHEN lane IS NULL THEN 1 ELSE 0 END FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.LockFree}",
            r => Tuple.Create(r.Long(0), r.Long(1), r.Long(2), r.Text(3), new Home(project, r.TextOrNull(4), r.Bool(5))));
        if (found is not var (wants, open, answers, was, home))
            return false;
        if (await s.Run($"""
            UPDATE assignment SET state = {state}, slot = NULL, ended = {s.Now}, reason = {reason}, comment = {comment}
            WHERE id = {assignment} AND workspace = {s.Workspace} AND state = 'leased' {condition}
            """) == 0)
            return false;
        await s.Run($"UPDATE task SET open = open + 1, returned = {s.Now}, {TaskStates.Touched(s)} WHERE id = {task} AND workspace = {s.Workspace}");
        await TaskStates.Change(s, home, task, was, TaskStates.Of(wants, open + 1, answers));
        if (home.Reserved && await s.Text($"SELECT member FROM assignment WHERE id = {assignment} AND workspace = {s.Workspace}") is { } member)
            await Reservations.Return(s, task, member, state == "skipped");
        return true;
    }

    /// <summary>A skip that arrives after its lease ran out, from somebody without a network: the place is free already, the reason is still wanted.</summary>
    internal static async ValueTask Explain(Session s, Lease lease, string reason, string? comment)
    {
        await s.Run($"UPDATE assignment SET state = 'skipped', reason = {reason}, comment = {comment} WHERE id = {lease.Id} AND workspace = {s.Workspace}");
        await s.Run($"UPDATE task SET {TaskStates.Touched(s)} WHERE id = {lease.Task} AND workspace = {s.Workspace}");
        if (lease.Reserved)
            await Reservations.Return(s, lease.Task, lease.Member, true);
    }

    /// <summary>Ends what a member has begun, everywhere or in one project: others get the tasks at once, and the drafts are kept for them.</summary>
    internal static async ValueTask GiveBack(Session s, string member, string? project)
    {
        var begun = await s.All($"""
            SELECT id, task, project FROM assignment
            WHERE workspace = {s.Workspace} AND member = {member} AND ended IS NULL AND state = 'leased' AND ({project} IS NULL OR project = {project}) ORDER BY task
            """, r => (Id: r.Text(0), Task: r.Text(1), Project: r.Text(2)));
        foreach (var (id, task, owner) in begun)
        {
            // Waits for whoever changes the task now: ending the lease would pass it by.
            await s.Any($"SELECT 1 FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}");
            await End(s, id, task, owner, "expired", $"");
        }
        // There may be very many of these, so they go piece by piece, at once.
        await s.Run($"""
            INSERT INTO reservation_release (member, project, workspace, at) VALUES ({member}, {project ?? ""}, {s.Workspace}, {s.Now})
            ON CONFLICT (member, project) DO UPDATE SET at = excluded.at
            """);
    }
}
