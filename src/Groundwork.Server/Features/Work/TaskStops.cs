using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Cancels locked tasks, brings them back, and makes finished ones want more; with their counters.</summary>
static class TaskStops
{
    /// <summary>Ends the work on locked tasks: their leases end, they want no more than they have, and what they were is noted.</summary>
    /// <param name="s">The unit.</param>
    /// <param name="rows">Tasks that aren't cancelled.</param>
    /// <param name="deletion">The deletion that takes them along, or null if somebody cancels them.</param>
    internal static async ValueTask<IEnumerable<string>> Cancel(Session s, List<TaskChanges.Row> rows, string? deletion)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        await s.Run($"""
            UPDATE assignment SET state = 'cancelled', slot = NULL, ended = {s.Now} WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'leased'
            """);
        await s.Run($"UPDATE reservation SET state = 'held' WHERE workspace = {s.Workspace} AND task IN {ids} AND state <> 'done'");
        await s.Run($"""
            UPDATE task SET cancelled_from = state, cancelled_wants = wants, cancelled_by = {deletion}, state = 'cancelled', wants = answers, open = 0, {TaskStates.Touched(s)}
            WHERE workspace = {s.Workspace} AND id IN {ids}
            """);
        await Count(s, rows.Select(r => (r, "cancelled", r.Answers - r.Wants)));
        return ids.Values;
    }

    /// <summary>Brings cancelled tasks back as they were. A lease that ended with them counts as run out: it may be taken up again.</summary>
    internal static async ValueTask<IEnumerable<string>> Restore(Session s, List<TaskChanges.Row> rows)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        await s.Run($"UPDATE assignment SET state = 'expired' WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'cancelled'");
        await s.Run($"""
            UPDATE reservation SET state = CASE WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.task = reservation.task AND a.member = reservation.member AND a.workspace = reservation.workspace
              AND a.stage = 'label' AND a.state = 'submitted') THEN 'returned' ELSE 'waiting' END
            WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'held'
            """);
        var back = rows.Select(r =>
        {
            var wants = Math.Max(r.FromWants ?? r.Answers, r.Answers);
            var open = wants - r.Answers;
            return (Row: r, Wants: wants, Open: open, State: open == 0 && r.From is "answered" or "disputed" or "in_review" or "completed" ? r.From : TaskStates.Of(wants, open, r.Answers));
        }).ToList();
        foreach (var group in back.GroupBy(b => (b.State, b.Wants, b.Open)))
            await s.Run($"""
                UPDATE task SET state = {group.Key.State}, wants = {group.Key.Wants}, open = {group.Key.Open}, returned = {s.Now},
                  cancelled_from = NULL, cancelled_wants = NULL, cancelled_by = NULL, {TaskStates.Touched(s)}
                WHERE workspace = {s.Workspace} AND id IN {new Ids([.. group.Select(b => b.Row.Id)])}
                """);
        await Count(s, back.Select(b => (b.Row, b.State, b.Wants - b.Row.Wants)));
        return ids.Values;
    }

    /// <summary>Makes tasks want some answers more, or fewer of those that nobody gives now.</summary>
    internal static async ValueTask<IEnumerable<string>> Want(Session s, List<TaskChanges.Row> rows, long more, string? verdict = null)
    {
        var next = rows.Select(r => (Row: r, State: r.Open + more > 0 ? "available" : r.Answers >= r.Wants + more ? verdict ?? "answered" : "leased")).ToList();
        foreach (var group in next.GroupBy(n => n.State, n => n.Row.Id, StringComparer.Ordinal))
            await s.Run($"""
                UPDATE task SET wants = wants + {more}, open = open + {more}, wants_before = wants_before + {more}, state = {group.Key}, returned = {s.Now}, {TaskStates.Touched(s)}
                WHERE workspace = {s.Workspace} AND id IN {new Ids([.. group])}
                """);
        await Count(s, next.Select(n => (n.Row, n.State, more)));
        foreach (var project in next.Where(n => n.State == "answered").Select(n => n.Row.Project).Distinct(StringComparer.Ordinal))
            await EventCalls.Raise(s, "redundancy.changed", project, project);
        return rows.Select(r => r.Id);
    }

    static async ValueTask Count(Session s, IEnumerable<(TaskChanges.Row Row, string To, long Wanted)> moves)
    {
        var all = moves.ToList();
        foreach (var group in all.GroupBy(m => (m.Row.Home, m.Row.State, m.To)))
            await group.Key.Home.Move(s, group.Key.State, group.Key.To, group.Count());
        foreach (var project in all.GroupBy(m => m.Row.Project, StringComparer.Ordinal))
            await EventCalls.Count(s, project.Key, "wanted", project.Sum(m => m.Wanted));
    }
}
