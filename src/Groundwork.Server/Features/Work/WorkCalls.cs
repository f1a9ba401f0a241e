using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>The front door of Work: leases for whoever takes in answers, tasks for whoever has items.</summary>
public static class WorkCalls
{
    /// <summary>Locks the task and reads the member's assignment; null if there is no such assignment of theirs.</summary>
    public static ValueTask<Lease?> Check(Session s, string assignment, string member) => Lease.Lock(s, assignment, member);

    /// <summary>The project of an assignment that this member began not long ago through this process; null if that isn't known.</summary>
    public static string? Begun(Db db, string assignment, string member) => BegunAssignments.In(db).ProjectOf(assignment, member);

    /// <summary>
    /// Ends a lease with an answer. A late answer counts if the task still wants one; if not it is kept all the same.
    /// </summary>
    public static async ValueTask<(bool Late, bool Counted, string State)> Finish(Session s, Lease lease)
    {
        var late = lease.State != "leased" || lease.Expires <= s.Now;
        var slot = lease.Slot ?? (await Reservations.FreeFor(s, lease) > 0 ? await Lease.FreeSlot(s, lease.Task) : null);
        var counted = slot is not null;
        var open = lease.Open - (lease.Slot is null && counted ? 1 : 0);
        var answers = lease.Answers + (counted ? 1 : 0);
        await s.Run($"""
            UPDATE assignment SET state = 'submitted', ended = {s.Now}, slot = {slot}
            WHERE id = {lease.Id} AND workspace = {s.Workspace}
            """);
        // Another answer that counts is evidence that no review has seen.
        Sql unseen = $"";
        if (counted)
            unseen = $"reviewed = NULL, stage = 0,";
        await s.Run($"UPDATE task SET open = {open}, answers = {answers}, {unseen} {TaskStates.Touched(s)} WHERE id = {lease.Task} AND workspace = {s.Workspace}");
        await Tally.Submitted(s, lease.Project, lease.Member);
        await EventCalls.Count(s, lease.Project, ("answers", 1), ("counted", counted ? 1 : 0));
        var verdict = lease.TaskState is "completed" or "disputed" or "in_review" or "cancelled";
        var state = verdict ? lease.TaskState : TaskStates.Of(lease.Wants, open, answers);
        await TaskStates.Change(s, lease.Home, lease.Task, lease.TaskState, state);
        if (lease.Reserved)
            await Reservations.Done(s, lease.Task, lease.Member);
        return (late, counted, state);
    }

    /// <inheritdoc cref="TakeTask.Lend"/>
    public static ValueTask<Lease?> Lend(Session s, string project, string task, string member) => TakeTask.Lend(s, project, task, member);

    /// <inheritdoc cref="SkipTask.Skip"/>
    public static ValueTask Skip(Session s, Lease lease, string reason, string? comment) => SkipTask.Skip(s, lease, reason, comment);

    /// <inheritdoc cref="Correction.Of"/>
    public static ValueTask<(bool Counted, string State)> Correct(Session s, Lease lease) => Correction.Of(s, lease);

    /// <summary>What a member sees of an assignment of theirs; null if there is no such.</summary>
    public static ValueTask<AssignmentView.View?> View(Session s, CurrentMember me, string assignment) => AssignmentView.Of(s, me, assignment);

    /// <summary>Tells a task, locked by this transaction or by the refit, whether its answers agree.</summary>
    /// <param name="told">An event of the caller's says what became of the task.</param>
    /// <returns>The state that the task has now.</returns>
    public static ValueTask<string> Settle(Session s, string project, string task, bool? disputed, bool told = false) => Judgement.Settle(s, task, disputed, told);

    /// <summary>Where a task stands; null if there is none.</summary>
    public static ValueTask<TaskStanding?> Standing(Session s, string task) => Judgement.See(s, task);

    /// <summary>Locks a task and says where it stands; null if there is none.</summary>
    public static ValueTask<TaskStanding?> LockStanding(Session s, string task) => Judgement.Lock(s, task);

    /// <inheritdoc cref="Judgement.Reviewed"/>
    public static ValueTask<string> Reviewed(Session s, string task, string annotation) => Judgement.Reviewed(s, task, annotation);

    /// <inheritdoc cref="Judgement.Back"/>
    public static ValueTask<string> Unreview(Session s, string task, string state, int stage, string? reviewed) => Judgement.Back(s, task, state, stage, reviewed);

    /// <inheritdoc cref="Judgement.Follow"/>
    public static ValueTask FollowReviewed(Session s, string task, string before, string after) => Judgement.Follow(s, task, before, after);

    /// <inheritdoc cref="Judgement.Restage"/>
    public static ValueTask<long?> Restage(Session s, string project, long afterOrdinal, int most) => Judgement.Restage(s, project, afterOrdinal, most);

    /// <summary>A project's workflow as it is stored.</summary>
    public static Workflow ReadWorkflow(string? json) => Judgement.Workflow(json);

    /// <inheritdoc cref="SendingBack.Reject"/>
    public static ValueTask<string> SendBack(Session s, string task, IReadOnlyList<RejectedAnswer> rejected, bool toAuthors) => SendingBack.Reject(s, task, rejected, toAuthors);

    /// <inheritdoc cref="SendingBack.Restore"/>
    public static ValueTask<bool> TakeBackRejection(Session s, string task, IReadOnlyList<RejectedAnswer> rejected, TaskStanding before) =>
        SendingBack.Restore(s, task, rejected, before.State, before.Stage, before.Reviewed);

    /// <summary>Makes a new project's queue; <see cref="Feed"/> fills it.</summary>
    public static async ValueTask OpenQueue(Session s, string project) =>
        await s.Run($"INSERT INTO feed (project, workspace, item_ordinal, task_ordinal) VALUES ({project}, {s.Workspace}, 0, 0)");

    /// <inheritdoc cref="TaskFeed.Next"/>
    public static ValueTask<int> Feed(Session s, string project, string dataset, long redundancy, int most) => TaskFeed.Next(s, project, dataset, redundancy, most);

    /// <inheritdoc cref="CarriedTasks.Add"/>
    public static ValueTask<IReadOnlyList<string>> Carry(Session s, string project, long redundancy, IReadOnlyList<CarriedTask> tasks) => CarriedTasks.Add(s, project, redundancy, tasks);

    /// <summary>Changes many tasks of a project: one chunk, by their ordinals.</summary>
    /// <returns>How many of them were changed; those that are so already, and those of deleted items, are not.</returns>
    public static ValueTask<int> Change(Session s, CurrentMember me, string project, IReadOnlyCollection<long> ordinals, TaskChange change, string id) =>
        TaskChanges.Apply(s, me, project, ordinals, change, id);

    /// <summary>Notes that tasks are about to be changed together; what takes it back.</summary>
    public static ValueTask<string> BeginChange(Session s, string project) => TaskUndo.Begin(s, project);

    /// <summary>The kind of thing that a change of tasks is, in what undoes it.</summary>
    public const string ChangeKind = "tasks";

    /// <summary>Takes a change of tasks back, chunk by chunk; false if there is none that can be, or the caller doesn't manage its project.</summary>
    public static async Task<bool> Undo(Db db, CurrentMember me, string change, CancellationToken cancel)
    {
        var project = await db.Read(me.Workspace, async s => await TaskUndo.Project(s, change) is { } found
            && await s.Any($"SELECT 1 FROM project p WHERE p.id = {found} AND p.workspace = {s.Workspace} AND {ProjectAccess.Sees(s, me, Roles.Managers, $"p.id")}") ? found : null, cancel);
        if (project is null)
            return false;
        while (await db.Write(me.Workspace, s => TaskUndo.Next(s, me, project, change, TaskChanges.Chunk), cancel) == TaskChanges.Chunk)
            continue;
        return true;
    }

    /// <summary>Cancels the tasks of items that a deletion takes away, and takes them out of sight.</summary>
    public static ValueTask Withdraw(Session s, string dataset, IReadOnlyCollection<string> items, string deletion) => Withdrawal.Take(s, dataset, items, deletion);

    /// <summary>Brings back what <see cref="Withdraw"/> took away, as it was.</summary>
    public static ValueTask Restore(Session s, string dataset, IReadOnlyCollection<string> items, string deletion) => Withdrawal.Restore(s, dataset, items, deletion);

    /// <inheritdoc cref="TaskWants.TakeIn"/>
    public static ValueTask TakeIn(Session s, string project, string task, int answers) => TaskWants.TakeIn(s, project, task, answers);

    /// <inheritdoc cref="TaskWants.Rewant"/>
    public static ValueTask<long?> Rewant(Session s, string project, long redundancy, long afterOrdinal, int most) =>
        TaskWants.Rewant(s, project, redundancy, afterOrdinal, most);

    /// <summary>Gives tasks of a project back whose lease has run out: one chunk; how many.</summary>
    public static ValueTask<int> EndDue(Session s, string project) => Expiry.EndDue(s, project, 50);

    /// <inheritdoc cref="Expiry.GiveBack"/>
    public static ValueTask GiveBack(Session s, string member, string? project = null) => Expiry.GiveBack(s, member, project);
}
