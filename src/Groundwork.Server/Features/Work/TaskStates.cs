using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Moves a locked task to its next state and keeps the project's counters true.</summary>
static class TaskStates
{
    /// <summary>What a task with no verdict yet is: wanting people, being worked on, or answered in full.</summary>
    internal static string Of(long wants, long open, long answers) =>
        open > 0 ? "available" : answers >= wants ? "answered" : "leased";

    /// <summary>Part of each UPDATE of a task: whoever keeps something beside the tasks finds by it what changed since a commit number.</summary>
    internal static Sql Touched(Session s) => $"tx = {Dialect.Tx}, changed = {s.Now}";

    internal static async ValueTask Change(Session s, string project, string? batch, string task, string from, string to)
    {
        if (from == to)
            return;
        await s.Run($"UPDATE task SET state = {to}, {Touched(s)} WHERE id = {task} AND workspace = {s.Workspace}");
        await Count(s, project, batch, "state:" + from, -1);
        await Count(s, project, batch, "state:" + to, 1);
    }

    /// <summary>Counts for the project, and for the batch under its own id.</summary>
    internal static async ValueTask Count(Session s, string project, string? batch, string name, long delta)
    {
        await EventCalls.Count(s, project, name, delta);
        if (batch is not null)
            await EventCalls.Count(s, batch, name, delta);
    }
}
