using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>
/// The lanes of a project's queue: the tasks of each open batch, and those of none. A batch that isn't open has no lane, so that
/// nothing of it is given out from the moment it is paused, however many tasks it has.
/// </summary>
static class Lanes
{
    // Beyond every sum of a batch's priority and a task's.
    const long Above = 1_000_000;

    /// <summary>
    /// Everything up to the ordinal is the member's already or was taken by others; returns before the time were looked at, and those of that very
    /// moment up to their ordinal.
    /// </summary>
    internal sealed record Position(long Ordinal, long Returned, long ReturnedOrdinal);

    /// <summary>The open tasks of a lane at one priority, and how far the member has come through them.</summary>
    /// <param name="Project">The project.</param>
    /// <param name="Member">Whose position it is.</param>
    /// <param name="Id">The batch, or nothing.</param>
    /// <param name="Lift">The batch's priority.</param>
    /// <param name="Priority">The tasks' own.</param>
    /// <param name="At">How far the member has come.</param>
    /// <param name="Head">The first open task after it, whoever had it; where there is no other lane, that isn't looked for.</param>
    /// <param name="HasReturned">Whether any was given back since.</param>
    internal sealed record Lane(string Project, string Member, string Id, long Lift, long Priority, Position At, long? Head, bool HasReturned)
    {
        internal long Level => Lift + Priority;

        internal Sql Tasks(Session s) => $"""
            t.workspace = {s.Workspace} AND t.project = {Project} AND t.lane = {Id} AND t.priority = {Priority} AND t.open > 0
            """;

        internal async ValueTask Move(Session s, Position next)
        {
            if (next != At)
                await s.Run($"""
                    INSERT INTO lane_position (project, member, lane, priority, workspace, ordinal, returned, returned_ordinal)
                    VALUES ({Project}, {Member}, {Id}, {Priority}, {s.Workspace}, {next.Ordinal}, {next.Returned}, {next.ReturnedOrdinal})
                    ON CONFLICT (project, member, lane, priority)
                    DO UPDATE SET ordinal = excluded.ordinal, returned = excluded.returned, returned_ordinal = excluded.returned_ordinal
                    """);
        }
    }

    /// <summary>The lanes that tasks are given out from, with what lifts each: a table for FROM.</summary>
    internal static Sql Open(Session s, string project) => $"""
        (SELECT CAST('' AS TEXT) AS id, CAST(0 AS BIGINT) AS lift UNION ALL
          SELECT b.id, b.priority FROM batch b WHERE b.project = {project} AND b.workspace = {s.Workspace} AND b.state = 'open')
        """;

    /// <summary>What was given back after a position. Of two lower bounds SQLite takes the first, so the one that says more comes first.</summary>
    internal static Sql After(Position at) => $"(t.returned, t.ordinal) > ({at.Returned}, {at.ReturnedOrdinal}) AND t.returned > 0";

    /// <summary>Is there a lane beside that of the tasks in no batch?</summary>
    internal static ValueTask<bool> Several(Session s, string project) =>
        s.Any($"SELECT 1 FROM batch b WHERE b.project = {project} AND b.workspace = {s.Workspace} AND b.state = 'open'");

    // Most projects have no batches: then there is nothing to compare, and no engine has to keep a table of lanes for it.
    static async ValueTask<List<Lane>> Only(Session s, string project, string member, Sql task, long below)
    {
        if (await s.Long($"SELECT max(t.priority) {task} AND t.lane = '' AND t.priority < {below}") is not { } priority)
            return [];
        var at = await s.One($"SELECT ordinal, returned, returned_ordinal FROM lane_position WHERE project = {project} AND member = {member} AND lane = '' AND priority = {priority} AND workspace = {s.Workspace}",
            r => new Position(r.Long(0), r.Long(1), r.Long(2))) ?? new Position(0, 1, 0);
        var returned = await s.Any($"SELECT 1 {task} AND t.lane = '' AND t.priority = {priority} AND {After(at)} LIMIT 1");
        return [new Lane(project, member, "", 0, priority, at, at.Ordinal, returned)];
    }

    /// <summary>The lanes with the highest level below another one that have an open task; none if there is no such level.</summary>
    internal static async ValueTask<List<Lane>> Highest(Session s, string project, string member, long? below)
    {
        Sql task = $"FROM task t WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.open > 0";
        if (!await Several(s, project))
            return await Only(s, project, member, task, below ?? Above);
        // Materialized, so that an engine doesn't look for the priority again wherever it is used.
        return await s.All($"""
            WITH lanes AS MATERIALIZED (SELECT q.id, q.lift, (SELECT max(t.priority) {task} AND t.lane = q.id AND t.priority < {below ?? Above} - q.lift) AS priority
              FROM {Open(s, project)} q),
            high AS MATERIALIZED (SELECT l.id, l.lift, l.priority, coalesce(p.ordinal, 0) AS ordinal, coalesce(p.returned, 1) AS returned,
                coalesce(p.returned_ordinal, 0) AS returned_ordinal FROM lanes l
              LEFT JOIN lane_position p ON p.project = {project} AND p.member = {member} AND p.lane = l.id AND p.priority = l.priority AND p.workspace = {s.Workspace}
              WHERE l.lift + l.priority = (SELECT max(lift + priority) FROM lanes))
            SELECT h.id, h.lift, h.priority, h.ordinal, h.returned, h.returned_ordinal,
              (SELECT min(t.ordinal) {task} AND t.lane = h.id AND t.priority = h.priority AND t.ordinal > h.ordinal),
              (SELECT max(t.returned) {task} AND t.lane = h.id AND t.priority = h.priority AND (t.returned, t.ordinal) > (h.returned, h.returned_ordinal) AND t.returned > 0)
            FROM high h ORDER BY h.id
            """, r => new Lane(project, member, r.Text(0), r.Long(1), r.Long(2), new Position(r.Long(3), r.Long(4), r.Long(5)), r.LongOrNull(6), r.LongOrNull(7) is not null));
    }
}
