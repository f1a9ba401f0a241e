using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>Deleting projects, bringing them back, and giving them up for good when their time is over.</summary>
static class ProjectTrash
{
    internal const string Kind = "project";

    /// <summary>When it was deleted; null if there is no such project.</summary>
    internal static async ValueTask<long?> Delete(Session s, CurrentMember me, string id)
    {
        if (await s.Run($"""
            UPDATE project SET state = 'deleted', deleted = {s.Now}, deleted_by = {me.Id}
            WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL
            """) == 0)
            return null;
        await EventCalls.Record(s, me.Id, "project.deleted", id, project: id);
        return s.Now;
    }

    internal static async ValueTask<bool> Restore(Session s, CurrentMember me, string id)
    {
        var found = await s.One($"""
            SELECT name, dataset FROM project WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NOT NULL AND purged IS NULL {Dialect.Lock}
            """, r => Tuple.Create(r.Text(0), r.Text(1)));
        if (found is not var (name, dataset))
            return false;
        var attempt = 0;
        while (await s.Any($"SELECT 1 FROM project WHERE workspace = {s.Workspace} AND name = {Trash.Renamed(name, attempt)} AND deleted IS NULL"))
            attempt++;
        await s.Run($"""
            UPDATE project SET state = 'open', deleted = NULL, deleted_by = NULL, name = {Trash.Renamed(name, attempt)} WHERE id = {id} AND workspace = {s.Workspace}
            """);
        await EventCalls.Record(s, me.Id, "project.restored", id, project: id);
        await DataCalls.Restore(s, me, dataset);
        // Items that came in meanwhile get their tasks now.
        await EventCalls.Raise(s, "items.imported", null, dataset);
        return true;
    }

    /// <summary>Gives up one chunk of what has been deleted for longer than it is kept; whether there was any.</summary>
    internal static async ValueTask<bool> Purge(Session s)
    {
        var due = await s.All($"""
            SELECT id FROM project WHERE workspace = {s.Workspace} AND deleted < {s.Now - Trash.KeptMs} AND purged IS NULL ORDER BY id LIMIT 20
            """, r => r.Text(0));
        foreach (var id in due)
        {
            await s.Run($"UPDATE project SET purged = {s.Now} WHERE id = {id} AND workspace = {s.Workspace}");
            await EventCalls.Record(s, "system", "project.purged", id, project: id);
        }
        return due.Count > 0;
    }
}
