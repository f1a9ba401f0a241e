using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Changes many tasks of a project in one unit, with their counters and one line of the audit log. Doing it again changes nothing more.</summary>
static class TaskChanges
{
    internal sealed record Row(string Id, string Project, string State, long Wants, long Open, long Answers, long Priority, string? Batch, string? From, long? FromWants);

    /// <summary>One chunk; how many of the tasks were changed.</summary>
    internal static async ValueTask<int> Apply(Session s, CurrentMember me, string project, IReadOnlyCollection<long> ordinals, TaskChange change)
    {
        var rows = await s.All($"""
            SELECT id, project, state, wants, open, answers, priority, batch, cancelled_from, cancelled_wants FROM task
            WHERE project = {project} AND workspace = {s.Workspace} AND ordinal IN {new Numbers(ordinals)} AND withdrawn IS NULL ORDER BY ordinal {Dialect.Lock}
            """, Map);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (change.Batch is { } name)
        {
            var batch = await Batches.Named(s, project, name.Trim());
            changed.UnionWith(await PutInto(s, batch, rows));
            rows = [.. rows.Select(r => r with { Batch = batch })];
        }
        if (change.Priority is { } priority)
            changed.UnionWith(await Prioritise(s, priority, rows));
        if (change.Cancel)
            changed.UnionWith(await Cancel(s, [.. rows.Where(r => r.State != "cancelled")], null));
        if (change.Reopen)
        {
            changed.UnionWith(await Restore(s, [.. rows.Where(r => r.State == "cancelled")]));
            changed.UnionWith(await WantOneMore(s, [.. rows.Where(r => r.State is "answered" or "disputed" or "completed")]));
        }
        if (changed.Count > 0)
            await EventCalls.Record(s, me.Id, "tasks.changed", project, after: AnswerDocument.HashOf(Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(new { change, tasks = changed.Order(StringComparer.Ordinal) }, JsonSerializerOptions.Web))));
        return changed.Count;
    }

    internal static Row Map(Storage.Row r) => new(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Long(4), r.Long(5), r.Long(6), r.TextOrNull(7), r.TextOrNull(8), r.LongOrNull(9));

    // Like a new priority, another lane is one that members may have come past the task in.
    static async ValueTask<IEnumerable<string>> PutInto(Session s, string? batch, List<Row> rows)
    {
        var moved = rows.Where(r => r.Batch != batch).ToList();
        var ids = new Ids([.. moved.Select(r => r.Id)]);
        await s.Run($"""
            UPDATE task SET batch = {batch}, lane = {batch ?? ""}, returned = CASE WHEN open > 0 THEN {s.Now} ELSE returned END, {TaskStates.Touched(s)}
            WHERE workspace = {s.Workspace} AND id IN {ids}
            """);
        foreach (var (from, state) in moved.Select(r => (r.Batch, r.State)).Distinct())
        {
            var n = moved.Count(r => r.Batch == from && r.State == state);
            if (from is not null)
                await EventCalls.Count(s, from, "state:" + state, -n);
            if (batch is not null)
                await EventCalls.Count(s, batch, "state:" + state, n);
        }
        return ids.Values;
    }

    // Members who have come past such a task at its new priority find it by its time of return: see docs/decisions on the queue.
    static async ValueTask<IEnumerable<string>> Prioritise(Session s, long priority, List<Row> rows)
    {
        var ids = rows.Where(r => r.Priority != priority).Select(r => r.Id).ToList();
        await s.Run($"""
            UPDATE task SET priority = {priority}, returned = CASE WHEN open > 0 THEN {s.Now} ELSE returned END, {TaskStates.Touched(s)}
            WHERE workspace = {s.Workspace} AND id IN {new Ids(ids)}
            """);
        return ids;
    }

    /// <summary>Ends the work on locked tasks: their leases end, they want no more than they have, and what they were is noted.</summary>
    /// <param name="s">The unit.</param>
    /// <param name="rows">Tasks that aren't cancelled.</param>
    /// <param name="deletion">The deletion that takes them along, or null if somebody cancels them.</param>
    internal static async ValueTask<IEnumerable<string>> Cancel(Session s, List<Row> rows, string? deletion)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        await s.Run($"""
            UPDATE assignment SET state = 'cancelled', slot = NULL, ended = {s.Now} WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'leased'
            """);
        await s.Run($"""
            UPDATE task SET cancelled_from = state, cancelled_wants = wants, cancelled_by = {deletion}, state = 'cancelled', wants = answers, open = 0, {TaskStates.Touched(s)}
            WHERE workspace = {s.Workspace} AND id IN {ids}
            """);
        await Count(s, rows.Select(r => (r, "cancelled", r.Answers - r.Wants)));
        return ids.Values;
    }

    /// <summary>Brings cancelled tasks back as they were. A lease that ended with them counts as run out: it may be taken up again.</summary>
    internal static async ValueTask<IEnumerable<string>> Restore(Session s, List<Row> rows)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        await s.Run($"UPDATE assignment SET state = 'expired' WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'cancelled'");
        var back = rows.Select(r =>
        {
            var wants = Math.Max(r.FromWants ?? r.Answers, r.Answers);
            var open = wants - r.Answers;
            return (Row: r, Wants: wants, Open: open, State: open == 0 && r.From is "answered" or "disputed" or "completed" ? r.From : TaskStates.Of(wants, open, r.Answers));
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

    static async ValueTask<IEnumerable<string>> WantOneMore(Session s, List<Row> rows)
    {
        var ids = new Ids([.. rows.Select(r => r.Id)]);
        await s.Run($"""
            UPDATE task SET wants = wants + 1, open = open + 1, state = 'available', returned = {s.Now}, {TaskStates.Touched(s)} WHERE workspace = {s.Workspace} AND id IN {ids}
            """);
        await Count(s, rows.Select(r => (r, "available", 1L)));
        return ids.Values;
    }

    static async ValueTask Count(Session s, IEnumerable<(Row Row, string To, long Wanted)> moves)
    {
        foreach (var group in moves.GroupBy(m => (m.Row.Project, m.Row.Batch)))
        {
            foreach (var state in group.SelectMany(m => new[] { (State: m.Row.State, By: -1L), (State: m.To, By: 1L) }).GroupBy(m => m.State, m => m.By, StringComparer.Ordinal))
                await TaskStates.Count(s, group.Key.Project, group.Key.Batch, "state:" + state.Key, state.Sum());
            await EventCalls.Count(s, group.Key.Project, "wanted", group.Sum(m => m.Wanted));
        }
    }
}
