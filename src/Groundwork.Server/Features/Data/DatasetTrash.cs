using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Deleting datasets, bringing them back, and emptying them when their time is over.</summary>
static class DatasetTrash
{
    internal const string Kind = "dataset";
    const long Chunk = 200;

    internal static async ValueTask Delete(Session s, CurrentMember me, string id)
    {
        await s.Run($"UPDATE dataset SET deleted = {s.Now}, deleted_by = {me.Id} WHERE id = {id} AND workspace = {s.Workspace}");
        await EventCalls.Record(s, me.Id, "dataset.deleted", id);
    }

    internal static async ValueTask<bool> Restore(Session s, CurrentMember me, string id)
    {
        var name = await s.Text($"SELECT name FROM dataset WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NOT NULL AND purged IS NULL {Dialect.Lock}");
        if (name is null)
            return false;
        var attempt = 0;
        while (await s.Any($"SELECT 1 FROM dataset WHERE workspace = {s.Workspace} AND name = {Trash.Renamed(name, attempt)} AND deleted IS NULL"))
            attempt++;
        await s.Run($"UPDATE dataset SET deleted = NULL, deleted_by = NULL, name = {Trash.Renamed(name, attempt)} WHERE id = {id} AND workspace = {s.Workspace}");
        await EventCalls.Record(s, me.Id, "dataset.restored", id);
        return true;
    }

    /// <summary>The datasets of a workspace whose time is over.</summary>
    internal static ValueTask<List<string>> Due(Session s) => s.All($"""
        SELECT id FROM dataset WHERE workspace = {s.Workspace} AND deleted < {s.Now - Trash.KeptMs} AND purged IS NULL ORDER BY id LIMIT 20
        """, r => r.Text(0));

    /// <summary>
    /// Empties the next items of a dataset: what they said is gone, that they were there remains, because answers
    /// name them. The last chunk ends the dataset's imports' claim on their files, too. Where the next chunk begins, or null.
    /// </summary>
    internal static async ValueTask<long?> Purge(Session s, string id, long after)
    {
        var items = await s.All($"""
            SELECT id, asset, ordinal FROM item WHERE dataset = {id} AND workspace = {s.Workspace} AND ordinal > {after} ORDER BY ordinal LIMIT {Chunk}
            """, r => (Id: r.Text(0), Asset: r.TextOrNull(1), Ordinal: r.Long(2)));
        foreach (var (item, _, _) in items)
            await s.Run($"""
                UPDATE item SET payload = {new Json("{}")}, metadata = {new Json("{}")}, tags = NULL, content = NULL, asset = NULL, deleted = {s.Now}, tx = {Dialect.Tx}
                WHERE id = {item} AND workspace = {s.Workspace}
                """);
        foreach (var asset in items.Select(i => i.Asset).OfType<string>().Distinct(StringComparer.Ordinal))
            await s.Run($"""
                DELETE FROM asset WHERE workspace = {s.Workspace} AND sha256 = {asset}
                AND NOT EXISTS (SELECT 1 FROM item i WHERE i.workspace = {s.Workspace} AND i.asset = {asset})
                """);
        if (items.Count == Chunk)
            return items[^1].Ordinal;
        await s.Run($"DELETE FROM import_fault WHERE workspace = {s.Workspace} AND import IN (SELECT id FROM import WHERE dataset = {id} AND workspace = {s.Workspace})");
        await s.Run($"UPDATE dataset SET purged = {s.Now} WHERE id = {id} AND workspace = {s.Workspace}");
        await EventCalls.Record(s, "system", "dataset.purged", id);
        return null;
    }
}
