using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Tasks that a manager gave to certain people: only they are given them, and they are given them first.</summary>
static class Reservations
{
    sealed record Held(string Task, string Member, string State);

    /// <summary>Finds and locks the next task that is kept for a member, in the order of the queue; null if none is to be given out.</summary>
    internal static async ValueTask<NextTask.Found?> Next(Session s, string project, string member)
    {
        Sql waiting = $"FROM reservation r WHERE r.project = {project} AND r.member = {member} AND r.workspace = {s.Workspace} AND r.state = 'waiting'";
        // Mostly there are none, which is quickly seen.
        if (!await s.Any($"SELECT 1 {waiting} LIMIT 1"))
            return null;
        for (var passed = -1L; ;)
        {
            var ordinal = await s.Long($"""
                WITH lanes AS MATERIALIZED (SELECT q.id, q.lift, (SELECT max(r.priority) {waiting} AND r.lane = q.id) AS priority FROM {Lanes.Open(s, project)} q)
                SELECT min((SELECT min(r.ordinal) {waiting} AND r.lane = l.id AND r.priority = l.priority)) FROM lanes l
                WHERE l.lift + l.priority = (SELECT max(lift + priority) FROM lanes)
                """);
            // Twice the same one: somebody else changes it all the time. The rest of the queue is not worse.
            if (ordinal is null || ordinal == passed)
                return null;
            passed = ordinal.Value;
            var found = await s.One($"""
                SELECT {NextTask.Columns} FROM task t WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal = {ordinal} AND t.open > 0 {Dialect.Lock}
                """, NextTask.Map);
            if (found is not null && await s.Any($"SELECT 1 FROM reservation WHERE task = {found.Task} AND member = {member} AND workspace = {s.Workspace} AND state = 'waiting'"))
                return found;
        }
    }

    /// <summary>Keeps unfinished tasks, locked, for exactly these people; for nobody if there are none. Who answered or skipped one already isn't asked again.</summary>
    /// <returns>The tasks that this changed, with the people that they were kept for.</returns>
    internal static async ValueTask<Dictionary<string, List<string>>> Assign(Session s, IReadOnlyCollection<string> people, List<TaskChanges.Row> rows)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        var kept = (await s.All($"SELECT task, member, state FROM reservation WHERE workspace = {s.Workspace} AND task IN {ids} AND state <> 'done' ORDER BY task, member",
            r => new Held(r.Text(0), r.Text(1), r.Text(2)))).ToLookup(h => h.Task, StringComparer.Ordinal);
        var had = (await s.All($"""
            SELECT task, member, state FROM assignment WHERE workspace = {s.Workspace} AND task IN {ids} AND member IN {new Ids(people)} AND stage = 'label'
            """, r => new Held(r.Text(0), r.Text(1), r.Text(2)))).ToDictionary(h => (h.Task, h.Member), h => h.State);
        var (adds, drops, before) = (new List<(TaskChanges.Row Row, string Member, string State)>(), new List<Held>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var now = kept[row.Id].ToList();
            var (from, added) = (drops.Count, adds.Count);
            drops.AddRange(now.Where(h => !people.Contains(h.Member)));
            if (row.State is "available" or "leased")
                adds.AddRange(people.Where(p => now.TrueForAll(h => h.Member != p)).Select(p => (row, p, had.GetValueOrDefault((row.Id, p), "expired")))
                    .Where(a => a.Item3 is "leased" or "expired").Select(a => (a.row, a.p, a.Item3 == "leased" ? "begun" : "waiting")));
            if (drops.Count > from || adds.Count > added)
                before[row.Id] = [.. now.Select(h => h.Member)];
        }
        await Drop(s, drops);
        if (adds.Count > 0)
            await s.Send($"""
                INSERT INTO reservation (task, member, workspace, project, lane, priority, ordinal, state, created)
                SELECT r.task, r.member, {s.Workspace}, r.project, r.lane, r.priority, r.ordinal, r.state, {s.Now}
                FROM {Rows.Of(adds).Text("task", a => a.Row.Id).Text("member", a => a.Member).Text("project", a => a.Row.Project).Text("lane", a => a.Row.Batch ?? "")
                    .Integer("priority", a => a.Row.Priority).Integer("ordinal", a => a.Row.Ordinal).Text("state", a => a.State)} WHERE true
                """);
        await KeptTasks.Settle(s, before.Keys);
        return before;
    }

    /// <summary>A task that was kept for the member is on their desk now.</summary>
    internal static async ValueTask Begin(Session s, string task, string member) => await s.Run($"""
        UPDATE reservation SET state = 'begun' WHERE task = {task} AND member = {member} AND workspace = {s.Workspace} AND state = 'waiting'
        """);

    /// <summary>The member has answered: when all have, others may be asked for what is still wanted.</summary>
    internal static async ValueTask Done(Session s, string task, string member)
    {
        await s.Run($"UPDATE reservation SET state = 'done' WHERE task = {task} AND member = {member} AND workspace = {s.Workspace}");
        await KeptTasks.Settle(s, [task]);
    }

    /// <summary>A lease ended without an answer: what ran out waits for the same member, what they skipped does no more.</summary>
    internal static async ValueTask Return(Session s, string task, string member, bool skipped)
    {
        if (!skipped)
            await s.Run($"UPDATE reservation SET state = 'waiting' WHERE task = {task} AND member = {member} AND workspace = {s.Workspace} AND state = 'begun'");
        else
        {
            await Drop(s, [new Held(task, member, "")]);
            await KeptTasks.Settle(s, [task]);
        }
    }

    /// <summary>Of an open task's places, those that aren't kept for others.</summary>
    internal static async ValueTask<long> FreeFor(Session s, Lease lease) => !lease.Reserved ? lease.Open : lease.Open - (await s.Long(
        $"SELECT count(*) FROM reservation WHERE task = {lease.Task} AND workspace = {s.Workspace} AND member <> {lease.Member} AND state IN ('waiting', 'returned')") ?? 0);

    /// <summary>How many people a task is still kept for, beside those who have it on their desk.</summary>
    internal static async ValueTask<long> Waiting(Session s, string task) =>
        await s.Long($"SELECT count(*) FROM reservation WHERE task = {task} AND workspace = {s.Workspace} AND state IN ('waiting', 'returned', 'held')") ?? 0;

    /// <summary>Frees what is kept for a member: one chunk, those with the lowest ids first; how many tasks.</summary>
    internal static async ValueTask<int> Free(Session s, string member, string project, long until, int most)
    {
        var tasks = await s.All($"""
            SELECT task FROM reservation WHERE workspace = {s.Workspace} AND member = {member} AND state <> 'done' AND ({project} = '' OR project = {project}) AND created <= {until}
            ORDER BY task LIMIT {(long)most}
            """, r => r.Text(0));
        await s.All($"SELECT id FROM task WHERE workspace = {s.Workspace} AND id IN {new Ids(tasks)} ORDER BY id {Dialect.Lock}", r => r.Text(0));
        await Drop(s, [.. tasks.Select(t => new Held(t, member, ""))]);
        await KeptTasks.Settle(s, tasks);
        return tasks.Count;
    }

    static async ValueTask Drop(Session s, List<Held> drops)
    {
        foreach (var member in drops.GroupBy(d => d.Member, d => d.Task, StringComparer.Ordinal))
            await s.Run($"DELETE FROM reservation WHERE workspace = {s.Workspace} AND member = {member.Key} AND task IN {new Ids([.. member])} AND state <> 'done'");
    }
}
