using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>
/// Finds the next task for a member: the highest priority first, within it what others gave back,
/// then the lowest ordinal that the member hasn't come past. The cost doesn't grow with the project or
/// with what the member has done: see docs/decisions on the queue.
/// </summary>
static class NextTask
{
    // Longer than any transaction lasts, so that a return that is not visible yet is never passed by.
    const long UnsettledMs = 60_000;

    const long Few = 50;

    internal sealed record Found(string Task, long Ordinal, long Wants, long Open, long Answers, string State);

    sealed record Position(long Ordinal, long Returned);

    /// <summary>Finds and locks a task, and remembers how far the member has come.</summary>
    /// <returns>
    /// The task, or null: if then somebody else held one that was open to this member, <c>Busy</c>, it may be free in a moment;
    /// otherwise nothing is left for them.
    /// </returns>
    internal static async ValueTask<(Found? Task, bool Busy)> Lock(Session s, string project, string member)
    {
        var busy = false;
        for (var priority = await HighestBelow(s, project, long.MaxValue); priority is { } level; priority = await HighestBelow(s, project, level))
        {
            var position = await s.One($"""
                SELECT ordinal, returned FROM queue_position
                WHERE project = {project} AND member = {member} AND priority = {level} AND workspace = {s.Workspace}
                """, r => new Position(r.Long(0), r.Long(1))) ?? new Position(0, 1);
            var (found, next, held) = await GivenBack(s, project, member, level, position);
            busy |= held;
            if (found is null)
            {
                (found, next, held) = await Fresh(s, project, member, level, next);
                busy |= held;
            }
            if (next != position)
                await s.Run($"""
                    INSERT INTO queue_position (project, member, priority, workspace, ordinal, returned)
                    VALUES ({project}, {member}, {level}, {s.Workspace}, {next.Ordinal}, {next.Returned})
                    ON CONFLICT (project, member, priority) DO UPDATE SET ordinal = excluded.ordinal, returned = excluded.returned
                    """);
            if (found is not null)
                return (found, false);
        }
        return (null, busy);
    }

    static ValueTask<long?> HighestBelow(Session s, string project, long below) => s.Long($"""
        SELECT max(priority) FROM task WHERE project = {project} AND workspace = {s.Workspace} AND open > 0 AND priority < {below}
        """);

    static async ValueTask<(Found?, Position, bool Held)> GivenBack(Session s, string project, string member, long priority, Position at)
    {
        // Nothing lies behind somebody who begins.
        if (at.Ordinal == 0)
            return (null, at, false);
        Sql returned = $"t.workspace = {s.Workspace} AND t.project = {project} AND t.priority = {priority} AND t.open > 0 AND t.returned > 0";
        // After a change of many tasks, all of them were returned just now, most of them ahead of the member. Then it is quicker to look at
        // those behind by their ordinal; a plus keeps the engines from the other index.
        var many = await s.Long($"SELECT count(*) FROM (SELECT 1 FROM task t WHERE {returned} AND t.returned >= {at.Returned} LIMIT {Few}) x") == Few;
        Sql open = $"FROM task t WHERE {returned} AND t.returned >= {at.Returned} AND +t.ordinal <= {at.Ordinal} AND {NotMine(s, member)}", order = $"t.returned, t.ordinal";
        if (many)
            (open, order) = ($"FROM task t WHERE {returned} AND +t.returned >= {at.Returned} AND t.ordinal <= {at.Ordinal} AND {NotMine(s, member)}", $"t.ordinal");
        var found = await s.One($"SELECT t.id, t.ordinal, t.wants, t.open, t.answers, t.state {open} ORDER BY {order} LIMIT 1 {Dialect.LockFree}", Map);
        // What is left before it is locked by somebody else just now, and may be free again in a moment.
        var passed = await s.Long($"SELECT min(+t.returned) {open}");
        var reached = Math.Min(s.Now - UnsettledMs, passed ?? long.MaxValue);
        return (found, at with { Returned = Math.Max(at.Returned, reached) }, found is null && passed is not null);
    }

    static async ValueTask<(Found?, Position, bool Held)> Fresh(Session s, string project, string member, long priority, Position at)
    {
        Sql open = $"""
            FROM task t WHERE t.workspace = {s.Workspace} AND t.project = {project} AND t.priority = {priority} AND t.open > 0
            AND t.ordinal > {at.Ordinal} AND {NotMine(s, member)}
            """;
        var found = await s.One($"SELECT t.id, t.ordinal, t.wants, t.open, t.answers, t.state {open} ORDER BY t.ordinal LIMIT 1 {Dialect.LockFree}", Map);
        if (found is null)
            return (null, at, await s.Any($"SELECT 1 {open} LIMIT 1"));
        var passed = await s.Long($"SELECT min(t.ordinal) {open} AND t.ordinal < {found.Ordinal}");
        return (found, at with { Ordinal = passed - 1 ?? found.Ordinal }, false);
    }

    static Sql NotMine(Session s, string member) =>
        $"NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task = t.id AND a.workspace = {s.Workspace} AND a.member = {member} AND a.stage = 'label')";

    static Found Map(Row r) => new(r.Text(0), r.Long(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5));
}
