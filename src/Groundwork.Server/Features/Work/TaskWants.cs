using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Changes how many answers tasks want, one by one under their locks.</summary>
static class TaskWants
{
    /// <summary>
    /// Counts answers that were given elsewhere and came in with the data: they need no lease, and a task takes
    /// as many as there are. What it wants beyond them stays open.
    /// </summary>
    internal static async ValueTask TakeIn(Session s, string project, string task, int answers)
    {
        var found = await s.One($"SELECT wants, open, answers, state, batch, CASE WHEN lane IS NULL THEN 1 ELSE 0 END FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}",
            r => Tuple.Create(r.Long(0), r.Long(1), r.Long(2), r.Text(3), new Home(project, r.TextOrNull(4), r.Bool(5))));
        if (found is not var (wanted, open, before, was, home))
            return;
        var held = wanted - open + answers;
        var wants = Math.Max(wanted, held + (home.Reserved ? await Reservations.Waiting(s, task) : 0));
        await s.Run($"""
            UPDATE task SET answers = {before + answers}, wants = {wants}, open = {wants - held}, {TaskStates.Touched(s)}
            WHERE id = {task} AND workspace = {s.Workspace}
            """);
        await EventCalls.Count(s, project, "wanted", wants - wanted);
        await EventCalls.Count(s, project, "answers", answers);
        await EventCalls.Count(s, project, "counted", answers);
        await TaskStates.Change(s, home, task, was, TaskStates.Of(wants, wants - held, before + answers));
    }

    /// <summary>Changes how many answers each unfinished task of a project wants: one chunk after <paramref name="afterOrdinal"/>.</summary>
    /// <returns>The ordinal that the next chunk begins after, or null when all are done.</returns>
    internal static async ValueTask<long?> Rewant(Session s, string project, long redundancy, long afterOrdinal, int most)
    {
        var tasks = await s.All($"""
            SELECT id, ordinal FROM task WHERE project = {project} AND workspace = {s.Workspace} AND ordinal > {afterOrdinal} ORDER BY ordinal LIMIT {(long)most}
            """, r => (Id: r.Text(0), Ordinal: r.Long(1)));
        foreach (var (id, _) in tasks)
        {
            var found = await s.One($"SELECT wants, open, answers, state, batch, CASE WHEN lane IS NULL THEN 1 ELSE 0 END FROM task WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}",
                r => Tuple.Create(r.Long(0), r.Long(1), r.Long(2), r.Text(3), new Home(project, r.TextOrNull(4), r.Bool(5))));
            if (found is not var (wants, open, answers, state, home) || state == "cancelled")
                continue;
            // Live leases and counted answers are never taken back: a task wants at least those.
            var held = wants - open;
            var next = Math.Max(redundancy, held + (home.Reserved ? await Reservations.Waiting(s, id) : 0));
            if (next == wants)
                continue;
            await s.Send($"UPDATE task SET wants = {next}, open = {next - held}, returned = {s.Now}, wants_before = CASE WHEN wants_before IS NULL THEN NULL ELSE {redundancy} END, {TaskStates.Touched(s)} WHERE id = {id} AND workspace = {s.Workspace}");
            await EventCalls.Count(s, project, "wanted", next - wants);
            if (next > answers || state == "available")
                await TaskStates.Change(s, home, id, state, TaskStates.Of(next, next - held, answers));
        }
        return tasks.Count < most ? null : tasks[^1].Ordinal;
    }
}
