using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Makes tasks of a dataset's items, in their order.</summary>
static class TaskFeed
{
    /// <summary>
    /// Turns the next items of a project's dataset into tasks: one chunk. Only one transaction adds tasks to a
    /// project at a time, so ordinals become visible in order and nobody's queue position passes a hidden one.
    /// </summary>
    /// <returns>How many items it went past; less than <paramref name="most"/> when the dataset is used up.</returns>
    internal static async ValueTask<int> Next(Session s, string project, string dataset, long redundancy, int most)
    {
        await s.PlanAnew();
        var at = await s.One($"SELECT item_ordinal, task_ordinal FROM feed WHERE project = {project} AND workspace = {s.Workspace} {Dialect.Lock}",
            r => Tuple.Create(r.Long(0), r.Long(1)));
        if (at is not var (item, ordinal))
            return 0;
        var items = await s.All($"""
            SELECT id, ordinal, deleted FROM item WHERE workspace = {s.Workspace} AND dataset = {dataset} AND ordinal > {item} ORDER BY ordinal LIMIT {(long)most}
            """, r => (Id: r.Text(0), Ordinal: r.Long(1), Deleted: r.LongOrNull(2)));
        if (items.Count == 0)
            return 0;
        await AddTasks(s, project, [.. items.Where(i => i.Deleted is null).Select(i => (i.Id, i.Ordinal))], ordinal, redundancy);
        await s.Send($"UPDATE feed SET item_ordinal = {items[^1].Ordinal} WHERE project = {project} AND workspace = {s.Workspace}");
        return items.Count;
    }

    /// <summary>Makes a task of each item, numbered from the ordinal after the last one of the locked feed.</summary>
    internal static async ValueTask AddTasks(Session s, string project, IReadOnlyList<(string Id, long Ordinal)> items, long ordinal, long redundancy)
    {
        await s.Send($"""
            INSERT INTO task (id, workspace, project, item, ordinal, priority, state, wants, open, answers, returned, created, item_ordinal, tx, changed)
            SELECT r.id, {s.Workspace}, {project}, r.item, r.ordinal, 0, 'available', {redundancy}, {redundancy}, 0, 0, {s.Now}, r.item_ordinal, {Dialect.Tx}, {s.Now}
            FROM {Rows.Of(items).Text("id", _ => s.NewId()).Text("item", i => i.Id).Integer("ordinal", _ => ++ordinal).Integer("item_ordinal", i => i.Ordinal)} WHERE true
            """);
        await s.Send($"UPDATE feed SET task_ordinal = {ordinal} WHERE project = {project} AND workspace = {s.Workspace}");
        await EventCalls.Count(s, project, "tasks", items.Count);
        await EventCalls.Count(s, project, "state:available", items.Count);
        await EventCalls.Count(s, project, "free", items.Count);
        await EventCalls.Count(s, project, "wanted", items.Count * redundancy);
    }
}
