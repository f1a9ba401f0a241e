using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Takes note of a new revision of an answer: it stands where the former one stood, and is no further answer.</summary>
static class Correction
{
    /// <summary>Counts the corrected answer if the former one counted, or if the task wants one more by now.</summary>
    internal static async ValueTask<(bool Counted, string State)> Of(Session s, Lease lease)
    {
        var joins = lease.Slot is null && await Reservations.FreeFor(s, lease) > 0;
        if (joins)
        {
            await s.Run($"UPDATE assignment SET slot = {await Lease.FreeSlot(s, lease.Task)} WHERE id = {lease.Id} AND workspace = {s.Workspace}");
            await EventCalls.Count(s, lease.Project, "counted", 1);
        }
        var (open, answers) = joins ? (lease.Open - 1, lease.Answers + 1) : (lease.Open, lease.Answers);
        await s.Run($"UPDATE task SET open = {open}, answers = {answers}, {TaskStates.Touched(s)} WHERE id = {lease.Task} AND workspace = {s.Workspace}");
        var state = lease.TaskState is "completed" or "disputed" or "in_review" ? lease.TaskState : TaskStates.Of(lease.Wants, open, answers);
        await TaskStates.Change(s, lease.Home, lease.Task, lease.TaskState, state);
        // What a review sent back has come again.
        if (joins && lease.Reserved)
            await Reservations.Done(s, lease.Task, lease.Member);
        return (lease.Slot is not null || joins, state);
    }
}
