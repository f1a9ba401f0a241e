using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>What tasks want, and whether they are in the queue, after the people whom they are kept for have changed.</summary>
static class KeptTasks
{
    sealed record Kept(string Id, Home Home, string State, long Wants, long Open, long Answers, long? Before, long Waiting, long Unfinished);

    /// <summary>A task that is kept for people wants each of them, and is in no lane; without them it is as before, in the queue.</summary>
    internal static async ValueTask Settle(Session s, IReadOnlyCollection<string> tasks)
    {
        if (tasks.Count == 0)
            return;
        var all = await s.All($"""
            SELECT t.id, t.project, t.batch, CASE WHEN t.lane IS NULL THEN 1 ELSE 0 END, t.state, t.wants, t.open, t.answers, t.wants_before,
              (SELECT count(*) FROM reservation r WHERE r.task = t.id AND r.workspace = t.workspace AND r.state IN ('waiting', 'returned', 'held')),
              (SELECT count(*) FROM reservation r WHERE r.task = t.id AND r.workspace = t.workspace AND r.state <> 'done')
            FROM task t WHERE t.workspace = {s.Workspace} AND t.id IN {new Ids(tasks)} ORDER BY t.id
            """, r => new Kept(r.Text(0), new Home(r.Text(1), r.TextOrNull(2), r.Bool(3)), r.Text(4), r.Long(5), r.Long(6), r.Long(7), r.LongOrNull(8), r.Long(9), r.Long(10)));
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var each in all)
        {
            var (held, before, reserved) = (each.Wants - each.Open, each.Before ?? each.Wants, each.Unfinished > 0);
            var wants = each.State == "cancelled" ? each.Wants : Math.Max(before, held + each.Waiting);
            var state = each.State is "cancelled" ? each.State : wants == held && each.State is not ("available" or "leased") ? each.State : TaskStates.Of(wants, wants - held, each.Answers);
            await s.Run($"""
                UPDATE task SET lane = {(reserved ? null : each.Home.Batch ?? "")}, wants = {wants}, open = {wants - held}, wants_before = {(reserved ? before : (long?)null)}, state = {state},
                  returned = CASE WHEN {wants - held} > 0 THEN {s.Now} ELSE returned END, {TaskStates.Touched(s)}
                WHERE id = {each.Id} AND workspace = {s.Workspace}
                """);
            await EventCalls.Count(s, each.Home.Project, "wanted", wants - each.Wants);
            await each.Home.Free(s, each.State == "available" ? -1 : 0);
            await (each.Home with { Reserved = reserved }).Free(s, state == "available" ? 1 : 0);
            if (state != each.State)
            {
                await each.Home.Count(s, "state:" + each.State, -1);
                await each.Home.Count(s, "state:" + state, 1);
                if (state == "answered")
                    answered.Add(each.Home.Project);
            }
        }
        // Quality looks at what now has all answers that it wants.
        foreach (var project in answered)
            await EventCalls.Raise(s, "redundancy.changed", project, project);
    }
}
