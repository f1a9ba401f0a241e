using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>An answer that a review takes out of the count.</summary>
/// <param name="Author">Whose it is.</param>
/// <param name="Assignment">What it was given for; null if it came in otherwise.</param>
public sealed record RejectedAnswer(string Author, string? Assignment);

/// <summary>Makes a task want the answers again that a review rejected: from their authors, or from anybody who hasn't answered it.</summary>
static class SendingBack
{
    sealed record Place(Home Home, string State, long Wants, long Open, long Answers);

    /// <summary>Opens the places of rejected answers. What goes back to its author is kept for them.</summary>
    internal static async ValueTask<string> Reject(Session s, string task, IReadOnlyList<RejectedAnswer> rejected, bool toAuthors)
    {
        await s.Run($"""
            UPDATE assignment SET slot = NULL WHERE workspace = {s.Workspace} AND task = {task} AND id IN {new Ids([.. rejected.Select(r => r.Assignment).OfType<string>()])}
            """);
        await Reopen(s, task, rejected.Count);
        if (toAuthors)
            foreach (var each in rejected.Where(r => r.Assignment is not null))
                await s.Run($"""
                    INSERT INTO reservation (task, member, workspace, project, lane, priority, ordinal, state, created)
                    SELECT t.id, m.id, t.workspace, t.project, coalesce(t.batch, ''), t.priority, t.ordinal, 'returned', {s.Now}
                    FROM task t JOIN member m ON m.id = {each.Author} AND m.workspace = t.workspace AND m.state = 'active' WHERE t.id = {task} AND t.workspace = {s.Workspace}
                    ON CONFLICT (task, member) DO UPDATE SET state = 'returned', created = excluded.created
                    """);
        await KeptTasks.Settle(s, [task]);
        return await State(s, task);
    }

    /// <summary>Takes that back, if the places are still free.</summary>
    /// <returns>False if somebody has begun or answered meanwhile.</returns>
    internal static async ValueTask<bool> Restore(Session s, string task, IReadOnlyList<RejectedAnswer> rejected, string state, int stage, string? reviewed)
    {
        var open = await s.Long($"SELECT open FROM task WHERE id = {task} AND workspace = {s.Workspace} AND state = 'available' {Dialect.Lock}") ?? 0;
        if (open < rejected.Count)
            return false;
        await s.Run($"DELETE FROM reservation WHERE task = {task} AND workspace = {s.Workspace} AND state = 'returned'");
        foreach (var each in rejected.Where(r => r.Assignment is not null))
            await s.Run($"UPDATE assignment SET slot = {await Lease.FreeSlot(s, task)} WHERE id = {each.Assignment} AND workspace = {s.Workspace}");
        await KeptTasks.Settle(s, [task]);
        await Reopen(s, task, -rejected.Count);
        await Judgement.Back(s, task, state, stage, reviewed);
        return true;
    }

    // Both ways: places that open, and places that close again.
    static async ValueTask Reopen(Session s, string task, int places)
    {
        var found = await s.One($"SELECT project, batch, CASE WHEN lane IS NULL THEN 1 ELSE 0 END, state, wants, open, answers FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}",
            r => new Place(new Home(r.Text(0), r.TextOrNull(1), r.Bool(2)), r.Text(3), r.Long(4), r.Long(5), r.Long(6)));
        if (found is null)
            return;
        await s.Run($"""
            UPDATE task SET open = {found.Open + places}, answers = {found.Answers - places}, stage = 0, reviewed = NULL, returned = {s.Now}, {TaskStates.Touched(s)}
            WHERE id = {task} AND workspace = {s.Workspace}
            """);
        await EventCalls.Count(s, found.Home.Project, "counted", -places);
        await TaskStates.Change(s, found.Home, task, found.State, TaskStates.Of(found.Wants, found.Open + places, found.Answers - places));
    }

    static async ValueTask<string> State(Session s, string task) => (await s.Text($"SELECT state FROM task WHERE id = {task} AND workspace = {s.Workspace}"))!;
}
