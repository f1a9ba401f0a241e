using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>An assignment together with its task, as the transaction that locked the task sees them.</summary>
public sealed record Lease(
    string Id, string Project, string Task, string Item, string Member, string State, long Expires, long? Slot,
    long Wants, long Open, long Answers, string TaskState, string? Batch, bool Reserved)
{
    internal Home Home => new(Project, Batch, Reserved);

    /// <summary>A lease lasts this long without a heartbeat.</summary>
    public const long LastsMs = 15 * 60 * 1000;

    /// <summary>One person works on one thing and has the next one loaded; more is hoarding.</summary>
    public const int MostAtOnce = 5;

    /// <summary>Locks the task of a member's assignment and reads both; null if the member has no such assignment.</summary>
    internal static async ValueTask<Lease?> Lock(Session s, string assignment, string member)
    {
        if (!s.Alone)
        {
            var task = await s.Text($"SELECT task FROM assignment WHERE id = {assignment} AND workspace = {s.Workspace} AND member = {member}");
            await s.Any($"SELECT 1 FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}");
        }
        return await s.One($"""
            SELECT a.id, a.project, a.task, t.item, a.member, a.state, a.expires, a.slot, t.wants, t.open, t.answers, t.state, t.batch, CASE WHEN t.lane IS NULL THEN 1 ELSE 0 END
            FROM assignment a JOIN task t ON t.id = a.task AND t.workspace = a.workspace
            WHERE a.id = {assignment} AND a.workspace = {s.Workspace} AND a.member = {member}
            """, r => new Lease(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.Long(6), r.LongOrNull(7),
                r.Long(8), r.Long(9), r.Long(10), r.Text(11), r.TextOrNull(12), r.Bool(13)));
    }

    /// <summary>Takes a lease up again that ended without an answer, in an open place of the locked task.</summary>
    /// <returns>When it ends.</returns>
    internal async ValueTask<long> TakeUp(Session s)
    {
        var until = s.Now + LastsMs;
        await s.Run($"""
            UPDATE assignment SET state = 'leased', slot = {await FreeSlot(s, Task)}, expires = {until}, ended = NULL, reason = NULL, comment = NULL
            WHERE id = {Id} AND workspace = {s.Workspace}
            """);
        if (Reserved)
            await Reservations.Begin(s, Task, Member);
        await s.Run($"UPDATE task SET open = open - 1, {TaskStates.Touched(s)} WHERE id = {Task} AND workspace = {s.Workspace}");
        await TaskStates.Change(s, Home, Task, TaskState, TaskStates.Of(Wants, Open - 1, Answers));
        return until;
    }

    /// <summary>The lowest slot of a locked task that nobody holds. The unique index has the last word.</summary>
    internal static async ValueTask<long> FreeSlot(Session s, string task)
    {
        var held = await s.All($"SELECT slot FROM assignment WHERE task = {task} AND workspace = {s.Workspace} AND slot IS NOT NULL ORDER BY slot", r => r.Long(0));
        var free = 0L;
        foreach (var slot in held)
            if (slot == free)
                free++;
        return free;
    }
}
