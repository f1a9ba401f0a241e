using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Takes tasks out of sight together with their items, and brings them back as they were.</summary>
static class Withdrawal
{
    /// <summary>Cancels the tasks of items that are deleted, in all projects. Their answers are kept.</summary>
    internal static async ValueTask Take(Session s, string dataset, IReadOnlyCollection<string> items, string deletion)
    {
        var rows = await Locked(s, dataset, items, $"withdrawn IS NULL");
        await TaskStops.Cancel(s, [.. rows.Where(r => r.State != "cancelled")], deletion);
        await s.Run($"UPDATE task SET withdrawn = {deletion}, {TaskStates.Touched(s)} WHERE workspace = {s.Workspace} AND id IN {new Ids([.. rows.Select(r => r.Id)])}");
        await Count(s, rows, 1);
    }

    /// <summary>Brings back what a deletion took along. What somebody had cancelled before stays cancelled.</summary>
    internal static async ValueTask Restore(Session s, string dataset, IReadOnlyCollection<string> items, string deletion)
    {
        var rows = await Locked(s, dataset, items, $"withdrawn = {deletion}");
        var taken = await s.All($"SELECT id FROM task WHERE workspace = {s.Workspace} AND cancelled_by = {deletion} AND id IN {new Ids([.. rows.Select(r => r.Id)])}", r => r.Text(0));
        await TaskStops.Restore(s, [.. rows.Where(r => taken.Contains(r.Id))]);
        await s.Run($"UPDATE task SET withdrawn = NULL, {TaskStates.Touched(s)} WHERE workspace = {s.Workspace} AND id IN {new Ids([.. rows.Select(r => r.Id)])}");
        await Count(s, rows, -1);
        await FeedMissed(s, dataset, items);
    }

    static ValueTask<List<TaskChanges.Row>> Locked(Session s, string dataset, IReadOnlyCollection<string> items, Sql which) => s.All($"""
        SELECT {TaskChanges.Columns} FROM task
        WHERE project IN (SELECT p.id FROM project p WHERE p.dataset = {dataset} AND p.workspace = {s.Workspace}) AND workspace = {s.Workspace}
        AND item IN {new Ids(items)} AND {which} ORDER BY project, ordinal {Dialect.Lock}
        """, TaskChanges.Map);

    static async ValueTask Count(Session s, List<TaskChanges.Row> rows, int sign)
    {
        foreach (var group in rows.GroupBy(r => (r.Project, r.Batch)))
            await new Home(group.Key.Project, group.Key.Batch, false).Count(s, "withdrawn", sign * group.Count());
    }

    // A project that came to these items while they were deleted passed them by.
    static async ValueTask FeedMissed(Session s, string dataset, IReadOnlyCollection<string> items)
    {
        var projects = await s.All($"""
            SELECT p.id, p.redundancy, f.item_ordinal, f.task_ordinal FROM project p JOIN feed f ON f.project = p.id AND f.workspace = p.workspace
            WHERE p.dataset = {dataset} AND p.workspace = {s.Workspace} ORDER BY p.id
            """, r => (Id: r.Text(0), Redundancy: r.Long(1)));
        foreach (var (project, redundancy) in projects)
        {
            var ordinal = await s.Long($"SELECT task_ordinal FROM feed WHERE project = {project} AND workspace = {s.Workspace} {Dialect.Lock}") ?? 0;
            var missed = await s.All($"""
                SELECT i.id, i.ordinal FROM item i JOIN feed f ON f.project = {project} AND f.workspace = i.workspace
                WHERE i.workspace = {s.Workspace} AND i.id IN {new Ids(items)} AND i.ordinal <= f.item_ordinal
                AND NOT EXISTS (SELECT 1 FROM task t WHERE t.project = {project} AND t.item = i.id AND t.workspace = {s.Workspace}) ORDER BY i.ordinal
                """, r => (Id: r.Text(0), Ordinal: r.Long(1)));
            if (missed.Count > 0)
                await TaskFeed.AddTasks(s, project, missed, ordinal, redundancy);
        }
    }
}
