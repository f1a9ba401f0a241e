using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Where imported items come from, as far as it was said.</summary>
public sealed record ImportOrigin(string FileName, string Format, string Sha256, long Size, string Source, string Licence, string Mapping);

/// <summary>What an import did.</summary>
public sealed record ImportOutcome(long Imported, long Duplicates, long Failed, string Errors);

/// <summary>The front door of Data: datasets, and items with their provenance.</summary>
public static class DataCalls
{
    /// <summary>Makes a dataset; null if the name is taken.</summary>
    public static async ValueTask<string?> CreateDataset(Session s, CurrentMember me, string name)
    {
        var id = s.NewId();
        if (await s.Run($"INSERT INTO dataset (id, workspace, name, created, next_ordinal) VALUES ({id}, {s.Workspace}, {name}, {s.Now}, 1) ON CONFLICT DO NOTHING") == 0)
            return null;
        await EventCalls.Record(s, me.Id, "dataset.created", id);
        return id;
    }

    /// <summary>Notes that an import begins, so that its items have a source even if it is cut off.</summary>
    public static async ValueTask<string> BeginImport(Session s, CurrentMember me, string dataset, ImportOrigin from)
    {
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO import (id, workspace, dataset, file_name, format, sha256, size, source, licence, mapping, imported, duplicates, failed, state, errors, by_member, at)
            VALUES ({id}, {s.Workspace}, {dataset}, {from.FileName}, {from.Format}, {from.Sha256}, {from.Size}, {from.Source}, {from.Licence},
              {new Json(from.Mapping)}, 0, 0, 0, 'running', {new Json("[]")}, {me.Id}, {s.Now})
            """);
        return id;
    }

    /// <summary>Adds one chunk of items; how many were new. Items whose external id the dataset has already are left as they are.</summary>
    public static async ValueTask<int> AddItems(Session s, string dataset, string import, IReadOnlyList<NewItem> items)
    {
        var (added, _, _) = await ItemIntake.Add(s, dataset, import, items);
        await s.Run($"UPDATE import SET imported = imported + {(long)added} WHERE id = {import} AND workspace = {s.Workspace}");
        return added;
    }

    public static async ValueTask EndImport(Session s, CurrentMember me, string import, ImportOutcome outcome)
    {
        await s.Run($"""
            UPDATE import SET imported = {outcome.Imported}, duplicates = {outcome.Duplicates}, failed = {outcome.Failed}, errors = {new Json(outcome.Errors)}, state = 'done', ended = {s.Now}, bytes_read = size,
              rows_read = {outcome.Imported + outcome.Duplicates + outcome.Failed}
            WHERE id = {import} AND workspace = {s.Workspace}
            """);
        await EventCalls.Record(s, me.Id, "items.imported", import);
    }

    /// <summary>The deleted datasets that can be brought back.</summary>
    public static ValueTask<List<TrashedThing>> Deleted(Session s) => s.All($"""
        SELECT d.id, d.name, d.deleted, coalesce(m.name, '') FROM dataset d LEFT JOIN member m ON m.id = d.deleted_by AND m.workspace = d.workspace
        WHERE d.workspace = {s.Workspace} AND d.deleted IS NOT NULL AND d.purged IS NULL ORDER BY d.deleted DESC LIMIT 200
        """, r => new TrashedThing(DatasetTrash.Kind, r.Text(0), r.Text(1), r.Long(2), r.Text(3)));

    /// <summary>Brings a deleted dataset back; false if there is none.</summary>
    public static ValueTask<bool> Restore(Session s, CurrentMember me, string id) => DatasetTrash.Restore(s, me, id);

    /// <summary>Notes that items are about to be deleted together; the id of the deletion.</summary>
    public static ValueTask<string> BeginDeletion(Session s, CurrentMember me, string dataset) => ItemChanges.Begin(s, me, dataset);

    /// <summary>Changes many items of a dataset: one chunk, by their ordinals.</summary>
    /// <returns>How many of them were changed; those that are so already are not.</returns>
    public static ValueTask<int> Change(Session s, CurrentMember me, string dataset, IReadOnlyCollection<long> ordinals, ItemChange change, string? deletion) =>
        ItemChanges.Apply(s, me, dataset, ordinals, change, deletion);

    /// <summary>Brings back items that were deleted together, with their tasks, chunk by chunk; false if there is nothing to bring back.</summary>
    public static async Task<bool> RestoreItems(Db db, CurrentMember me, string deletion, CancellationToken cancel)
    {
        int? back = await db.Write(me.Workspace, s => ItemChanges.Undo(s, me, deletion, ItemChunk), cancel);
        var any = back is not null;
        while (back == ItemChunk)
            back = await db.Write(me.Workspace, s => ItemChanges.Undo(s, me, deletion, ItemChunk), cancel);
        return any;
    }

    /// <summary>Items that are deleted or restored in one transaction, with their tasks.</summary>
    public const int ItemChunk = 50;

    /// <summary>The kind of thing that a deletion of items is, in what undoes it.</summary>
    public const string ItemsKind = "items";

    /// <summary>The id of an item by the user's id, or null.</summary>
    public static ValueTask<string?> ItemId(Session s, string dataset, string externalId) =>
        s.Text($"SELECT id FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND external_id = {externalId}");
}
