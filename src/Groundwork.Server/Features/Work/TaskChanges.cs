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
    internal sealed record Row(string Id, string Project, string State, long Wants, long Open, long Answers, long Priority, string? Batch, string? From, long? FromWants, long Ordinal, bool Reserved)
    {
        internal Home Home => new(Project, Batch, Reserved);
    }

    /// <summary>Tasks that are changed in one unit.</summary>
    internal const int Chunk = 100;

    internal static Sql Columns => $"id, project, state, wants, open, answers, priority, batch, cancelled_from, cancelled_wants, ordinal, CASE WHEN lane IS NULL THEN 1 ELSE 0 END";

    /// <summary>One chunk; how many of the tasks were changed. What they were is kept for whoever takes the change back.</summary>
    internal static async ValueTask<int> Apply(Session s, CurrentMember me, string project, IReadOnlyCollection<long> ordinals, TaskChange change, string id)
    {
        var rows = await Locked(s, project, new Numbers(ordinals));
        var found = rows.ToDictionary(r => r.Id, r => (Row: r, Before: new TaskUndo.Before(null, null, null, false, false, 0, null)), StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        void Note(IEnumerable<string> those, Func<Row, TaskUndo.Before, TaskUndo.Before> with)
        {
            foreach (var each in those)
            {
                found[each] = (found[each].Row, with(found[each].Row, found[each].Before));
                changed.Add(each);
            }
        }

        if (change.Batch is { } name)
        {
            var batch = await Batches.Named(s, project, name.Trim());
            Note(await PutInto(s, batch, rows), (r, b) => b with { Batch = r.Batch ?? "" });
            rows = [.. rows.Select(r => r with { Batch = batch })];
        }
        if (change.Priority is { } priority)
        {
            Note(await Prioritise(s, priority, rows), (r, b) => b with { Priority = r.Priority });
            rows = [.. rows.Select(r => r with { Priority = priority })];
        }
        if (change.Cancel)
            Note(await Cancel(s, [.. rows.Where(r => r.State != "cancelled")], null), (_, b) => b with { Cancelled = true });
        if (change.Reopen)
        {
            Note(await Restore(s, [.. rows.Where(r => r.State == "cancelled")]), (_, b) => b with { Restored = true });
            Note(await Want(s, [.. rows.Where(r => r.State is "answered" or "disputed" or "completed")], change.More ?? 1), (r, b) => b with { More = change.More ?? 1, Was = r.State });
            rows = change.Assign is null ? rows : await Locked(s, project, new Numbers(ordinals));
        }
        if (change.Assign is { } people)
        {
            var kept = await Reservations.Assign(s, [.. people.Distinct(StringComparer.Ordinal)], rows);
            Note(kept.Keys, (r, b) => b with { People = kept[r.Id] });
        }
        await TaskUndo.Note(s, id, [.. changed.Select(c => (found[c].Row.Ordinal, found[c].Before))]);
        if (changed.Count > 0)
            await EventCalls.Record(s, me.Id, "tasks.changed", project, after: AnswerDocument.HashOf(Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(new { change, tasks = changed.Order(StringComparer.Ordinal) }, JsonSerializerOptions.Web))));
        return changed.Count;
    }

    internal static Row Map(Storage.Row r) => new(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Long(4), r.Long(5), r.Long(6), r.TextOrNull(7), r.TextOrNull(8), r.LongOrNull(9), r.Long(10), r.Bool(11));

    /// <summary>The tasks with these ordinals, locked; those of deleted items are not among them.</summary>
    internal static ValueTask<List<Row>> Locked(Session s, string project, Numbers ordinals) => s.All($"""
        SELECT {Columns} FROM task WHERE project = {project} AND workspace = {s.Workspace} AND ordinal IN {ordinals} AND withdrawn IS NULL ORDER BY ordinal {Dialect.Lock}
        """, Map);

    // Like a new priority, another lane is one that members may have come past the task in.
    internal static async ValueTask<IEnumerable<string>> PutInto(Session s, string? batch, List<Row> rows)
    {
        var moved = rows.Where(r => r.Batch != batch).ToList();
        var ids = new Ids([.. moved.Select(r => r.Id)]);
        await s.Run($"""
            UPDATE task SET batch = {batch}, lane = CASE WHEN lane IS NULL THEN NULL ELSE {batch ?? ""} END, returned = CASE WHEN open > 0 THEN {s.Now} ELSE returned END,
              {TaskStates.Touched(s)} WHERE workspace = {s.Workspace} AND id IN {ids}
            """);
        await s.Run($"UPDATE reservation SET lane = {batch ?? ""} WHERE workspace = {s.Workspace} AND task IN {ids}");
        foreach (var group in moved.GroupBy(r => (r.Home, r.State)))
        {
            var (home, state, n) = (group.Key.Home, group.Key.State, group.Count());
            if (home.Batch is not null)
                await EventCalls.Count(s, home.Batch, "state:" + state, -n);
            if (batch is not null)
                await EventCalls.Count(s, batch, "state:" + state, n);
            if (state != "available")
                continue;
            await home.Free(s, -n);
            await (home with { Batch = batch }).Free(s, n);
        }
        return ids.Values;
    }

    // Members who have come past such a task at its new priority find it by its time of return: see docs/decisions on the queue.
    internal static async ValueTask<IEnumerable<string>> Prioritise(Session s, long priority, List<Row> rows)
    {
        var ids = rows.Where(r => r.Priority != priority).Select(r => r.Id).ToList();
        await s.Run($"""
            UPDATE task SET priority = {priority}, returned = CASE WHEN open > 0 THEN {s.Now} ELSE returned END, {TaskStates.Touched(s)}
            WHERE workspace = {s.Workspace} AND id IN {new Ids(ids)}
            """);
        await s.Run($"UPDATE reservation SET priority = {priority} WHERE workspace = {s.Workspace} AND task IN {new Ids(ids)}");
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
        await s.Run($"UPDATE reservation SET state = 'held' WHERE workspace = {s.Workspace} AND task IN {ids} AND state <> 'done'");
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
        await s.Run($"UPDATE reservation SET state = 'waiting' WHERE workspace = {s.Workspace} AND task IN {ids} AND state = 'held'");
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

    /// <summary>Makes tasks want some answers more, or fewer of those that nobody gives now.</summary>
    internal static async ValueTask<IEnumerable<string>> Want(Session s, List<Row> rows, long more, string? verdict = null)
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

    static async ValueTask Count(Session s, IEnumerable<(Row Row, string To, long Wanted)> moves)
    {
        var all = moves.ToList();
        foreach (var group in all.GroupBy(m => (m.Row.Home, m.Row.State, m.To)))
            await group.Key.Home.Move(s, group.Key.State, group.Key.To, group.Count());
        foreach (var project in all.GroupBy(m => m.Row.Project, StringComparer.Ordinal))
            await EventCalls.Count(s, project.Key, "wanted", project.Sum(m => m.Wanted));
    }
}
