using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Takes a change of many tasks back, for a day. What was changed again meanwhile is put back as well; answers stay.</summary>
static class TaskUndo
{
    const long KeptMs = 24L * 3600 * 1000;

    /// <summary>What a change found. What is null it left alone.</summary>
    /// <param name="Batch">The batch's id; empty for none.</param>
    /// <param name="Priority">The priority.</param>
    /// <param name="People">Whom the task was kept for.</param>
    /// <param name="Cancelled">It wasn't cancelled before.</param>
    /// <param name="Restored">It was.</param>
    /// <param name="More">How many answers more it was made to want.</param>
    /// <param name="Was">The verdict that it had then.</param>
    internal sealed record Before(string? Batch, long? Priority, List<string>? People, bool Cancelled, bool Restored, long More, string? Was);

    internal static async ValueTask<string> Begin(Session s, string project)
    {
        var id = s.NewId();
        await s.Run($"INSERT INTO task_change (id, workspace, project, at) VALUES ({id}, {s.Workspace}, {project}, {s.Now})");
        return id;
    }

    internal static async ValueTask Note(Session s, string change, List<(long Ordinal, Before Before)> found)
    {
        if (found.Count > 0)
            await s.Send($"""
                INSERT INTO task_before (change, ordinal, workspace, before) SELECT {change}, r.ordinal, {s.Workspace}, r.before
                FROM {Rows.Of(found).Integer("ordinal", f => f.Ordinal).Json("before", f => JsonSerializer.Serialize(f.Before))} WHERE true
                ON CONFLICT DO NOTHING
                """);
    }

    /// <summary>The project of a change that can be taken back.</summary>
    internal static ValueTask<string?> Project(Session s, string change) => s.Text($"SELECT project FROM task_change WHERE id = {change} AND workspace = {s.Workspace} AND at > {s.Now - KeptMs}");

    /// <summary>Takes back one chunk; how many tasks.</summary>
    internal static async ValueTask<int> Next(Session s, CurrentMember me, string project, string change, int most)
    {
        var found = await s.All($"SELECT ordinal, before FROM task_before WHERE change = {change} AND workspace = {s.Workspace} ORDER BY ordinal LIMIT {(long)most}",
            r => (Ordinal: r.Long(0), Before: r.Text(1)));
        var ordinals = new Numbers([.. found.Select(f => f.Ordinal)]);
        var rows = (await TaskChanges.Locked(s, project, ordinals)).ToDictionary(r => r.Ordinal);
        foreach (var group in found.GroupBy(f => f.Before, f => f.Ordinal, StringComparer.Ordinal))
        {
            var before = JsonSerializer.Deserialize<Before>(group.Key)!;
            List<TaskChanges.Row> those = [.. group.Where(rows.ContainsKey).Select(o => rows[o])];
            if (before.Batch is { } batch)
            {
                await TaskChanges.PutInto(s, batch.Length == 0 ? null : batch, those);
                those = [.. those.Select(r => r with { Batch = batch.Length == 0 ? null : batch })];
            }
            if (before.Priority is { } priority)
            {
                await TaskChanges.Prioritise(s, priority, those);
                those = [.. those.Select(r => r with { Priority = priority })];
            }
            if (before.Cancelled)
                await TaskStops.Restore(s, [.. those.Where(r => r.State == "cancelled")]);
            if (before.Restored)
                await TaskStops.Cancel(s, [.. those.Where(r => r.State != "cancelled")], null);
            if (before.More > 0)
                await TaskStops.Want(s, [.. those.Where(r => r.Open >= before.More && r.State != "cancelled")], -before.More, before.Was);
            if (before.People is { } people)
                await Reservations.Assign(s, people, those);
        }
        await s.Run($"DELETE FROM task_before WHERE change = {change} AND workspace = {s.Workspace} AND ordinal IN {ordinals}");
        if (found.Count < most)
            await s.Run($"DELETE FROM task_change WHERE id = {change} AND workspace = {s.Workspace}");
        if (found.Count > 0)
            await EventCalls.Record(s, me.Id, "tasks.change_undone", project, after: AnswerDocument.HashOf(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(found.Select(f => f.Ordinal)))), project: project);
        return found.Count;
    }

    /// <summary>Forgets a part of what can't be taken back any more; false if there is nothing left.</summary>
    internal static async ValueTask<bool> Forget(Session s, string change, int most)
    {
        var ordinals = await s.All($"SELECT ordinal FROM task_before WHERE change = {change} AND workspace = {s.Workspace} ORDER BY ordinal LIMIT {(long)most}", r => r.Long(0));
        await s.Run($"DELETE FROM task_before WHERE change = {change} AND workspace = {s.Workspace} AND ordinal IN {new Numbers(ordinals)}");
        if (ordinals.Count < most)
            await s.Run($"DELETE FROM task_change WHERE id = {change} AND workspace = {s.Workspace}");
        return ordinals.Count == most;
    }

    internal static ValueTask<List<(string Workspace, string Id)>> Old(Session s, int most) => s.All(
        $"SELECT workspace, id FROM task_change WHERE at <= {s.Now - KeptMs} ORDER BY at LIMIT {(long)most}", r => (r.Text(0), r.Text(1)));
}
