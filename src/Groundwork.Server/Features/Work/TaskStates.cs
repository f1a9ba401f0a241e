using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Where a task is counted.</summary>
/// <param name="Project">Always.</param>
/// <param name="Batch">Under the batch's own id, if it is in one.</param>
/// <param name="Reserved">Kept for certain people, so that it waits for nobody else.</param>
readonly record struct Home(string Project, string? Batch, bool Reserved)
{
    internal async ValueTask Count(Session s, string name, long delta)
    {
        await EventCalls.Count(s, Project, name, delta);
        if (Batch is not null)
            await EventCalls.Count(s, Batch, name, delta);
    }

    /// <summary>Counts tasks that change their state here.</summary>
    internal async ValueTask Move(Session s, string from, string to, long n)
    {
        if (from == to)
            return;
        await EventCalls.Count(s, Project, ("state:" + from, -n), ("state:" + to, n));
        if (Batch is not null)
            await EventCalls.Count(s, Batch, ("state:" + from, -n), ("state:" + to, n));
        await Free(s, (to == "available" ? n : 0) - (from == "available" ? n : 0));
    }

    /// <summary>Counts what can be given out to anybody, if the batch is open.</summary>
    internal async ValueTask Free(Session s, long delta)
    {
        if (!Reserved)
            await EventCalls.Count(s, Batch ?? Project, "free", delta);
    }
}

/// <summary>Moves a locked task to its next state and keeps the counters true.</summary>
static class TaskStates
{
    /// <summary>What a task with no verdict yet is: wanting people, being worked on, or answered in full.</summary>
    internal static string Of(long wants, long open, long answers) =>
        open > 0 ? "available" : answers >= wants ? "answered" : "leased";

    /// <summary>Part of each UPDATE of a task: whoever keeps something beside the tasks finds by it what changed since a commit number.</summary>
    internal static Sql Touched(Session s) => $"tx = {Dialect.Tx}, changed = {s.Now}";

    internal static async ValueTask Change(Session s, Home home, string task, string from, string to)
    {
        if (from == to)
            return;
        await s.Run($"UPDATE task SET state = {to}, {Touched(s)} WHERE id = {task} AND workspace = {s.Workspace}");
        await home.Move(s, from, to, 1);
    }
}
