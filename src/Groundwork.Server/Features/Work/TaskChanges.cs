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
            Note(await TaskStops.Cancel(s, [.. rows.Where(r => r.State != "cancelled")], null), (_, b) => b with { Cancelled = true });
        if (change.Reopen)
        {
            Note(await TaskStops.Restore(s, [.. rows.Where(r => r.State == "cancelled")]), (_, b) => b with { Restored = true });
            Note(await TaskStops.Want(s, [.. rows.Where(r => r.State is "answered" or "disputed" or "in_review" or "completed")], change.More ?? 1), (r, b) => b with { More = change.More ?? 1, Was = r.State });
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
                JsonSerializer.Serialize(new { change, tasks = changed.Order(StringComparer.Ordinal) }, JsonSerializerOptions.Web))), project: project);
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
}
