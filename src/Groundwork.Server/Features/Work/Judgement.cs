using System.Text.Json;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Where a task stands between its answers and its end.</summary>
/// <param name="Project">The project.</param>
/// <param name="State">The task's state.</param>
/// <param name="Stage">The index of the stage of review that it waits for or has passed last.</param>
/// <param name="Reviewed">The annotation that a review made stand; null if none has.</param>
/// <param name="Workflow">The project's.</param>
public sealed record TaskStanding(string Project, string State, int Stage, string? Reviewed, Workflow Workflow);

/// <summary>Moves tasks through the stages of review.</summary>
static class Judgement
{
    sealed record Found(string Task, Home Home, TaskStanding Standing);

    static Sql Columns => $"""
        t.id, t.project, t.batch, CASE WHEN t.lane IS NULL THEN 1 ELSE 0 END, t.state, t.stage, t.reviewed,
          (SELECT p.workflow FROM project p WHERE p.id = t.project AND p.workspace = t.workspace)
        """;

    static Found Map(Row r) => new(r.Text(0), new Home(r.Text(1), r.TextOrNull(2), r.Bool(3)), new(r.Text(1), r.Text(4), r.Int(5), r.TextOrNull(6), Workflow(r.TextOrNull(7))));

    internal static Workflow Workflow(string? json) => json is null ? Core.Quality.Workflow.Default : JsonSerializer.Deserialize<Workflow>(json, JsonSerializerOptions.Web)!;

    internal static async ValueTask<TaskStanding?> Lock(Session s, string task) => (await Find(s, task))?.Standing;

    internal static async ValueTask<TaskStanding?> See(Session s, string task) =>
        (await s.One($"SELECT {Columns} FROM task t WHERE t.id = {task} AND t.workspace = {s.Workspace}", Map))?.Standing;

    static ValueTask<Found?> Find(Session s, string task) => s.One($"SELECT {Columns} FROM task t WHERE t.id = {task} AND t.workspace = {s.Workspace} {Dialect.Lock}", Map);

    /// <inheritdoc cref="WorkCalls.Settle"/>
    internal static async ValueTask<string> Settle(Session s, string task, bool? disputed, bool told)
    {
        if (await Find(s, task) is not { } found)
            return "";
        var now = found.Standing;
        // What a review settled stands until another answer counts.
        if (now.State is not ("answered" or "completed" or "disputed" or "in_review") || now.Reviewed is not null || disputed is not { } open)
            return now.State;
        return open ? await Move(s, found, "disputed", 0, null, told) : await Pass(s, found, 0, null, told);
    }

    /// <summary>An annotation stands for the task now: it goes on to the next stage that sees it, or is done. A dispute that somebody settled is.</summary>
    internal static async ValueTask<string> Reviewed(Session s, string task, string annotation)
    {
        var found = (await Find(s, task))!;
        return found.Standing.State == "disputed" ? await Move(s, found, "completed", found.Standing.Stage, annotation) : await Pass(s, found, found.Standing.Stage + 1, annotation);
    }

    /// <summary>Puts a task back to where it stood before a review.</summary>
    internal static async ValueTask<string> Back(Session s, string task, string state, int stage, string? reviewed) => await Move(s, (await Find(s, task))!, state, stage, reviewed);

    /// <summary>Another revision of the annotation that stands takes its place.</summary>
    internal static async ValueTask Follow(Session s, string task, string before, string after) =>
        await s.Run($"UPDATE task SET reviewed = {after}, {TaskStates.Touched(s)} WHERE id = {task} AND workspace = {s.Workspace} AND reviewed = {before}");

    /// <summary>Sends finished tasks that no review has settled through the stages that there are now: one chunk.</summary>
    /// <returns>The ordinal that the next chunk begins after, or null when all are done.</returns>
    internal static async ValueTask<long?> Restage(Session s, string project, long afterOrdinal, int most)
    {
        var tasks = await s.All($"""
            SELECT id, ordinal FROM task WHERE project = {project} AND workspace = {s.Workspace} AND ordinal > {afterOrdinal} ORDER BY ordinal LIMIT {(long)most}
            """, r => (Id: r.Text(0), Ordinal: r.Long(1)));
        foreach (var (id, _) in tasks)
            if (await Find(s, id) is { Standing: { State: "completed" or "in_review", Reviewed: null } } found)
                await Pass(s, found, 0, null);
        return tasks.Count < most ? null : tasks[^1].Ordinal;
    }

    static async ValueTask<string> Pass(Session s, Found found, int from, string? reviewed, bool told = false) =>
        found.Standing.Workflow.Next(found.Task, from) is { } stage
            ? await Move(s, found, "in_review", stage, reviewed)
            : await Move(s, found, "completed", Math.Max(from - 1, 0), reviewed, told);

    static async ValueTask<string> Move(Session s, Found found, string state, int stage, string? reviewed, bool told = false)
    {
        var now = found.Standing;
        if (now.Stage != stage || now.Reviewed != reviewed)
            await s.Run($"UPDATE task SET stage = {stage}, reviewed = {reviewed}, {TaskStates.Touched(s)} WHERE id = {found.Task} AND workspace = {s.Workspace}");
        await TaskStates.Change(s, found.Home, found.Task, now.State, state);
        if (!told && state is ("completed" or "disputed") && state != now.State)
            await EventCalls.Announce(s, "task." + state, now.Project, found.Task);
        return state;
    }
}
