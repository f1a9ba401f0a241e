using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>
/// Finds the next task for a member: the highest priority first, within it what others gave back,
/// then the lowest ordinal that the member hasn't come past. The cost doesn't grow with the project or
/// with what the member has done: see docs/decisions on the queue and on batches.
/// </summary>
static class NextTask
{
    // Longer than any transaction lasts, so that a return that is not visible yet is never passed by.
    const long UnsettledMs = 60_000;

    const long Few = 50;

    internal sealed record Found(string Task, long Ordinal, long Wants, long Open, long Answers, string State, Home Home);

    /// <summary>
    /// Finds and locks a task, and remembers how far the member has come.
    /// </summary>
    /// <returns>
    /// The task, or null: if then somebody else held one that was open to this member, <c>Busy</c>, it may be free in a moment;
    /// otherwise nothing is left for them.
    /// </returns>
    internal static async ValueTask<(Found? Task, bool Busy)> Lock(Session s, string project, string member)
    {
        var busy = false;
        for (var lanes = await Lanes.Highest(s, project, member, null); lanes.Count > 0; lanes = await Lanes.Highest(s, project, member, lanes[0].Level))
        {
            for (var i = 0; i < lanes.Count; i++)
            {
                if (!lanes[i].HasReturned)
                    continue;
                var (found, next, held) = await GivenBack(s, lanes[i]);
                busy |= held;
                await lanes[i].Move(s, next);
                // From there it goes on, when nothing was given back.
                lanes[i] = lanes[i] with { At = next };
                if (found is not null)
                    return (found, false);
            }
            foreach (var lane in lanes.Where(l => l.Head is not null).OrderBy(l => l.Head))
            {
                var (found, next, held) = await Fresh(s, lane);
                busy |= held;
                await lane.Move(s, next);
                if (found is not null)
                    return (found, false);
            }
        }
        return (null, busy);
    }

    static async ValueTask<(Found?, Lanes.Position, bool Held)> GivenBack(Session s, Lanes.Lane lane)
    {
        var at = lane.At;
        // Nothing lies behind somebody who begins.
        if (at.Ordinal == 0)
            return (null, at, false);
        if (s.Alone)
            return await GivenBackToOne(s, lane);
        Sql returned = $"{lane.Tasks(s)} AND t.returned > 0";
        // After a change of many tasks, all of them were returned just now, most of them ahead of the member. Then it is quicker to look at
        // those behind by their ordinal; a plus keeps the engines from the other index.
        var many = await s.Long($"SELECT count(*) FROM (SELECT 1 FROM task t WHERE {returned} AND t.returned >= {at.Returned} LIMIT {Few}) x") == Few;
        Sql open = $"FROM task t WHERE {returned} AND t.returned >= {at.Returned} AND +t.ordinal <= {at.Ordinal} AND {NotMine(s, lane.Member)}", order = $"t.returned, t.ordinal";
        if (many)
            (open, order) = ($"FROM task t WHERE {returned} AND +t.returned >= {at.Returned} AND t.ordinal <= {at.Ordinal} AND {NotMine(s, lane.Member)}", $"t.ordinal");
        var found = await s.One($"SELECT {Columns} {open} ORDER BY {order} LIMIT 1 {Dialect.LockFree}", Map);
        // What is left before it is locked by somebody else just now, and may be free again in a moment.
        var passed = await s.Long($"SELECT min(+t.returned) {open}");
        var reached = Math.Min(s.Now - UnsettledMs, passed ?? long.MaxValue);
        return (found, reached > at.Returned ? at with { Returned = reached, ReturnedOrdinal = 0 } : at, found is null && passed is not null);
    }

    // Nobody holds a task, and each return before this moment is to be seen: so the position stands right behind what was found, or at this moment.
    static async ValueTask<(Found?, Lanes.Position, bool Held)> GivenBackToOne(Session s, Lanes.Lane lane)
    {
        var (at, returned) = (lane.At, 0L);
        var found = await s.One($"""
            SELECT {Columns}, t.returned FROM task t WHERE {lane.Tasks(s)} AND {Lanes.After(at)}
            AND +t.ordinal <= {at.Ordinal} AND {NotMine(s, lane.Member)} ORDER BY t.returned, t.ordinal LIMIT 1
            """, r =>
            {
                returned = r.Long(9);
                return Map(r);
            });
        // What comes back later in this very moment may have a lower ordinal.
        return (found, found is null || returned >= s.Now ? at with { Returned = s.Now, ReturnedOrdinal = 0 } : at with { Returned = returned, ReturnedOrdinal = found.Ordinal }, false);
    }

    static async ValueTask<(Found?, Lanes.Position, bool Held)> Fresh(Session s, Lanes.Lane lane)
    {
        var at = lane.At;
        Sql open = $"FROM task t WHERE {lane.Tasks(s)} AND t.ordinal > {at.Ordinal} AND {NotMine(s, lane.Member)}";
        var found = await s.One($"SELECT {Columns} {open} ORDER BY t.ordinal LIMIT 1 {Dialect.LockFree}", Map);
        // Where nobody else writes, nobody holds a task that would be found before it.
        if (s.Alone)
            return (found, found is null ? at : at with { Ordinal = found.Ordinal }, false);
        if (found is null)
            return (null, at, await s.Any($"SELECT 1 {open} LIMIT 1"));
        var passed = await s.Long($"SELECT min(t.ordinal) {open} AND t.ordinal < {found.Ordinal}");
        return (found, at with { Ordinal = passed - 1 ?? found.Ordinal }, false);
    }

    static Sql NotMine(Session s, string member) =>
        $"NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task = t.id AND a.workspace = {s.Workspace} AND a.member = {member} AND a.stage = 'label')";

    internal static Sql Columns => $"t.id, t.ordinal, t.wants, t.open, t.answers, t.state, t.project, t.batch, CASE WHEN t.lane IS NULL THEN 1 ELSE 0 END";

    internal static Found Map(Row r) => new(r.Text(0), r.Long(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5), new Home(r.Text(6), r.TextOrNull(7), r.Bool(8)));
}
