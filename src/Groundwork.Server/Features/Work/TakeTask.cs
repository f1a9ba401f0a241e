using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Gives the caller the next task of a project: first what they have begun and don't hold in this tab, then a new one.</summary>
public sealed class TakeTask : ISlice
{
    public sealed record Request(List<string>? Holding = null);

    const int MostAttempts = 20;

    /// <summary>What came of it.</summary>
    /// <param name="Assignment">The id of a live lease; null when nothing is free for this member now.</param>
    /// <param name="Refusal">Why nothing is given out to them.</param>
    /// <param name="Busy">What is free is held by somebody else for a moment.</param>
    /// <param name="Fresh">The lease was made just now: nothing was done in it yet.</param>
    internal readonly record struct Taken(string? Assignment, ProblemHttpResult? Refusal = null, bool Busy = false, bool Fresh = false);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/take", Handle).For(Roles.Workers, In.Project).ToLabel()
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    static async Task<Results<Ok<AssignmentView.View>, NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (taken, begun) = await db.Write(me.Workspace, async s =>
            {
                var taken = await Take(s, me.Id, id, request.Holding ?? []);
                // What was begun before may have a large draft, which is put together outside of the unit.
                return (taken, taken.Fresh ? await AssignmentView.Of(s, me, taken.Assignment!, fresh: true) : null);
            });
            if (taken.Refusal is not null)
                return taken.Refusal;
            if (taken.Assignment is { } lease)
            {
                BegunAssignments.In(db).Keep(lease, me.Id, id);
                return (begun ?? await db.Read(me.Workspace, s => AssignmentView.Of(s, me, lease))) is { } view ? TypedResults.Ok(view) : Problem.NotFound("assignment");
            }
            // "Nothing left" must be true: while others hold the last open tasks for a moment, it isn't known.
            if (!taken.Busy)
                return TypedResults.NoContent();
            if (attempt == MostAttempts)
                return Problem.Of(503, "busy", "Everybody is taking the last tasks at once.", "Ask again in a moment.");
            await Task.Delay(attempt * 5);
        }
    }

    /// <summary>The whole of it, for one transaction.</summary>
    internal static async ValueTask<Taken> Take(Session s, string member, string project, IReadOnlyCollection<string> holding)
    {
        if (!await s.Any($"SELECT 1 FROM project WHERE id = {project} AND workspace = {s.Workspace}"))
            return new(null, Problem.NotFound("project"));
        await Expiry.EndDue(s, project, 20);
        var live = await s.All($"SELECT leased, id FROM assignment WHERE project = {project} AND workspace = {s.Workspace} AND member = {member} AND state = 'leased'",
            r => (Leased: r.Long(0), Id: r.Text(1)));
        live.Sort((a, b) => a.Leased != b.Leased ? a.Leased.CompareTo(b.Leased) : string.CompareOrdinal(a.Id, b.Id));
        // One that the sweeper ends at this moment is renewed no more, and the next one is tried.
        foreach (var begun in live.Select(l => l.Id).Where(l => !holding.Contains(l)))
            if (await s.Run($"UPDATE assignment SET expires = {s.Now + Lease.LastsMs} WHERE id = {begun} AND workspace = {s.Workspace} AND state = 'leased'") > 0)
                return new(begun);
        if (live.Count >= Lease.MostAtOnce)
            return new(null, Problem.Conflict("too_many_leases", "You hold as many tasks as one person may.", "Submit or skip one of them first."));
        // A second tab of the same member may win the race for a task: then its row is visible now, and the next one is found.
        while (true)
        {
            var kept = await Reservations.Next(s, project, member);
            var (found, busy) = kept is not null ? (kept, false) : await NextTask.Lock(s, project, member);
            if (found is null)
                return new(null, Busy: busy);
            if (await LeaseTo(s, project, member, found) is { } assignment)
                return new(assignment, Fresh: !found.Home.Reserved);
        }
    }

    /// <summary>Gives a certain task to a member, past the queue; null if it wants no more answers, or they had it.</summary>
    internal static async ValueTask<Lease?> Lend(Session s, string project, string task, string member)
    {
        var found = await s.One($"SELECT {NextTask.Columns} FROM task t WHERE t.id = {task} AND t.project = {project} AND t.workspace = {s.Workspace} AND t.open > 0 {Dialect.Lock}", NextTask.Map);
        return found is not null && await LeaseTo(s, project, member, found) is { } assignment ? await Lease.Lock(s, assignment, member) : null;
    }

    static async ValueTask<string?> LeaseTo(Session s, string project, string member, NextTask.Found found)
    {
        var slot = await Lease.FreeSlot(s, found.Task);
        var id = found.Home.Reserved ? await TakeUpAgain(s, member, found.Task, slot) : null;
        if (id is null && (id = await TakeAnew(s, project, member, found.Task, slot)) is null)
            return null;
        if (found.Home.Reserved)
            await Reservations.Begin(s, found.Task, member);
        await s.Run($"UPDATE task SET open = open - 1, {TaskStates.Touched(s)} WHERE id = {found.Task} AND workspace = {s.Workspace}");
        await TaskStates.Change(s, found.Home, found.Task, found.State, TaskStates.Of(found.Wants, found.Open - 1, found.Answers));
        return id;
    }

    // What is kept for somebody comes back to them after their lease ran out, with what they had done.
    static async ValueTask<string?> TakeUpAgain(Session s, string member, string task, long slot)
    {
        var id = await s.Text($"SELECT id FROM assignment WHERE task = {task} AND member = {member} AND workspace = {s.Workspace} AND stage = 'label' AND state = 'expired'");
        return id is not null && await s.Run($"""
            UPDATE assignment SET state = 'leased', slot = {slot}, leased = {s.Now}, expires = {s.Now + Lease.LastsMs}, ended = NULL
            WHERE id = {id} AND workspace = {s.Workspace} AND state = 'expired'
            """) > 0 ? id : null;
    }

    static async ValueTask<string?> TakeAnew(Session s, string project, string member, string task, long slot)
    {
        var id = s.NewId();
        var number = await Tally.Taken(s, project, member);
        return await s.Run($"""
            INSERT INTO assignment (id, workspace, project, task, member, stage, slot, state, leased, expires, number)
            VALUES ({id}, {s.Workspace}, {project}, {task}, {member}, 'label', {slot}, 'leased', {s.Now}, {s.Now + Lease.LastsMs}, {number})
            ON CONFLICT DO NOTHING
            """) == 0 ? null : id;
    }
}
