using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>A task that was worked on elsewhere, of an item that is here now.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="ItemOrdinal">Its place in its dataset.</param>
/// <param name="Ordinal">The place that the task had in its project, and has again.</param>
/// <param name="Answers">How many people answered it.</param>
/// <param name="Counted">How many of these answers count.</param>
/// <param name="Disputed">Whether they leave it open what is true.</param>
/// <param name="Reviewed">The annotation that a review made stand; null if none did.</param>
public sealed record CarriedTask(string Item, long ItemOrdinal, long Ordinal, long Answers, long Counted, bool Disputed, string? Reviewed = null);

/// <summary>Makes tasks that come with their answers.</summary>
static class CarriedTasks
{
    /// <summary>
    /// Makes tasks of items that the dataset got in this transaction, with what was done of them elsewhere. Past these items the project
    /// makes tasks of what comes later, as ever.
    /// </summary>
    /// <returns>Their ids.</returns>
    internal static async ValueTask<IReadOnlyList<string>> Add(Session s, string project, long redundancy, IReadOnlyList<CarriedTask> tasks)
    {
        await s.PlanAnew();
        // One transaction adds tasks to a project at a time.
        await s.Any($"SELECT 1 FROM feed WHERE project = {project} AND workspace = {s.Workspace} {Dialect.Lock}");
        var made = tasks.Select(t => (Id: s.NewId(), Task: t, Wants: Math.Max(redundancy, t.Counted), State: State(t, redundancy))).ToList();
        await s.Send($"""
            INSERT INTO task (id, workspace, project, item, ordinal, priority, state, wants, open, answers, returned, created, item_ordinal, reviewed, tx, changed)
            SELECT r.id, {s.Workspace}, {project}, r.item, r.ordinal, 0, r.state, r.wants, r.open, r.answers, 0, {s.Now}, r.item_ordinal, r.reviewed, {Dialect.Tx}, {s.Now}
            FROM {Rows.Of(made).Text("id", m => m.Id).Text("item", m => m.Task.Item).Integer("ordinal", m => m.Task.Ordinal).Text("state", m => m.State)
                .Integer("wants", m => m.Wants).Integer("open", m => m.Wants - m.Task.Counted).Integer("answers", m => m.Task.Counted)
                .Integer("item_ordinal", m => m.Task.ItemOrdinal).Text("reviewed", m => m.Task.Reviewed)} WHERE true
            """);
        await s.Send($"""
            UPDATE feed SET item_ordinal = {tasks.Max(t => t.ItemOrdinal)}, task_ordinal = {tasks.Max(t => t.Ordinal)} WHERE project = {project} AND workspace = {s.Workspace}
            """);
        await EventCalls.Count(s, project, "tasks", made.Count);
        foreach (var state in made.GroupBy(m => m.State, StringComparer.Ordinal))
            await EventCalls.Count(s, project, "state:" + state.Key, state.Count());
        await EventCalls.Count(s, project, "free", made.Count(m => m.State == "available"));
        await EventCalls.Count(s, project, "wanted", made.Sum(m => m.Wants));
        await EventCalls.Count(s, project, "answers", tasks.Sum(t => t.Answers));
        await EventCalls.Count(s, project, "counted", tasks.Sum(t => t.Counted));
        return [.. made.Select(m => m.Id)];
    }

    static string State(CarriedTask task, long redundancy) => task.Reviewed is not null ? "completed" : task.Counted < redundancy ? "available" : task.Disputed ? "disputed" : "completed";
}
