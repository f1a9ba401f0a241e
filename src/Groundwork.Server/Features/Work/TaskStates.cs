using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Moves a locked task to its next state and keeps the project's counters true.</summary>
static class TaskStates
{
    /// <summary>What a task with no verdict yet is: wanting people, being worked on, or answered in full.</summary>
    internal static string Of(long wants, long open, long answers) =>
        open > 0 ? "available" : answers >= wants ? "answered" : "leased";

    internal static async ValueTask Change(Session s, string project, string task, string from, string to)
    {
        if (from == to)
            return;
        await s.Run($"UPDATE task SET state = {to} WHERE id = {task} AND workspace = {s.Workspace}");
        await EventCalls.Count(s, project, "state:" + from, -1);
        await EventCalls.Count(s, project, "state:" + to, 1);
    }
}
