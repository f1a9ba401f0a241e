using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Where imported items come from, as far as it was said.</summary>
public sealed record ImportOrigin(string FileName, string Format, string Sha256, long Size, Provenance From)
{
    /// <summary>What it brings: items, or labels of a project's items as predictions, gold or annotations.</summary>
    public string Kind { get; init; } = "items";

    /// <summary>The project that labels are for.</summary>
    public string? Project { get; init; }
}

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

    /// <summary>What can't be said about where data is from.</summary>
    public static List<Core.Documents.Fault> Faults(Provenance from) => ProvenanceRules.Faults(from);

    /// <summary>Notes that an import begins, so that its items have a source even if it is cut off.</summary>
    public static async ValueTask<string> BeginImport(Session s, CurrentMember me, string dataset, ImportOrigin from)
    {
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO import (id, workspace, dataset, file_name, format, sha256, size, source, licence, consent, collected, mapping, imported, duplicates, failed, state, errors,
              by_member, at, kind, project, held_until)
            VALUES ({id}, {s.Workspace}, {dataset}, {from.FileName}, {from.Format}, {from.Sha256}, {from.Size}, {from.From.Source}, {from.From.Licence}, {from.From.Consent},
              {from.From.Collected}, {new Json("{}")}, 0, 0, 0, 'running', {new Json("[]")}, {me.Id}, {s.Now}, {from.Kind}, {from.Project}, {s.Now + ImportState.RequestHeldMs})
            """);
        return id;
    }

    /// <summary>Adds one chunk of items; how many were new. Items whose external id the dataset has already are left as they are.</summary>
    public static async ValueTask<int> AddItems(Session s, string dataset, string import, IReadOnlyList<NewItem> items)
    {
        var (added, _, _) = await ItemIntake.Add(s, dataset, import, items);
        await Progress(s, import, added);
        return added;
    }

    /// <summary>Stores a picture as an import would; an item that isn't in a dataset yet, or why it can't be read.</summary>
    public static Task<MediaOutcome> TakePicture(MediaIntake intake, string workspace, string name, byte[] content, CancellationToken cancel) =>
        intake.Take(workspace, new(name, content.Length, _ => Task.FromResult<Stream>(new MemoryStream(content, writable: false))), cancel);

    /// <summary>Notes rows that an import left out, after the <paramref name="before"/> that it has noted already.</summary>
    public static ValueTask LeaveOut(Session s, string import, long before, string file, IReadOnlyList<RowFault> faults) =>
        ImportFaults.Add(s, import, before, [.. faults.Select(f => (file, f))]);

    /// <summary>Counts what an import that a request carries out has added, and shows that it is still at it.</summary>
    public static async ValueTask Progress(Session s, string import, long added) => await s.Run($"""
        UPDATE import SET imported = imported + {added}, held_until = {s.Now + ImportState.RequestHeldMs} WHERE id = {import} AND workspace = {s.Workspace}
        """);

    public static async ValueTask EndImport(Session s, CurrentMember me, string import, ImportOutcome outcome)
    {
        await s.Run($"""
            UPDATE import SET imported = {outcome.Imported}, duplicates = {outcome.Duplicates}, failed = {outcome.Failed}, errors = {new Json(outcome.Errors)}, state = 'done', ended = {s.Now}, held_until = NULL, bytes_read = size,
              rows_read = {outcome.Imported + outcome.Duplicates + outcome.Failed}
            WHERE id = {import} AND workspace = {s.Workspace}
            """);
        await EventCalls.Record(s, me.Id, await s.Text($"SELECT kind FROM import WHERE id = {import} AND workspace = {s.Workspace}") + ".imported", import);
        await ImportState.Tell(s, import);
    }

    /// <summary>Ends an import of which nothing could be read.</summary>
    public static ValueTask FailImport(Session s, string import, string why, string todo) => ImportState.Stop(s, import, "failed", new ImportProblem(why, todo));

    /// <summary>The deleted datasets that can be brought back.</summary>
    public static ValueTask<List<TrashedThing>> Deleted(Session s) => s.All($"""
        SELECT d.id, d.name, d.deleted, coalesce(m.name, '') FROM dataset d LEFT JOIN member m ON m.id = d.deleted_by AND m.workspace = d.workspace
        WHERE d.workspace = {s.Workspace} AND d.deleted IS NOT NULL AND d.purged IS NULL ORDER BY d.deleted DESC LIMIT 200
        """, r => new TrashedThing(DatasetTrash.Kind, r.Text(0), r.Text(1), r.Long(2), r.Text(3)));

    /// <summary>Items that were deleted together and can be brought back into datasets that are there.</summary>
    public static ValueTask<List<TrashedThing>> DeletedItems(Session s) => s.All($"""
        SELECT x.id, d.name, x.at, coalesce(m.name, ''), x.items FROM deletion x JOIN dataset d ON d.id = x.dataset AND d.workspace = x.workspace
        LEFT JOIN member m ON m.id = x.by_member AND m.workspace = x.workspace
        WHERE x.workspace = {s.Workspace} AND x.undone IS NULL AND x.purged IS NULL AND x.items > 0 AND d.deleted IS NULL ORDER BY x.at DESC LIMIT 200
        """, r => new TrashedThing(ItemsKind, r.Text(0), r.Text(1), r.Long(2), r.Text(3), r.Long(4)));

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

    /// <summary>The ids of items by the user's ids; those that the dataset doesn't have are left out.</summary>
    public static async ValueTask<Dictionary<string, string>> ItemIds(Session s, string dataset, IReadOnlyList<string> externalIds)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await s.Each($"""
            SELECT r.id, (SELECT i.id FROM item i WHERE i.dataset = {dataset} AND i.workspace = {s.Workspace} AND i.external_id = r.id AND i.deleted IS NULL)
            FROM {Rows.Of(externalIds).Text("id", id => id)}
            """, r =>
            {
                if (r.TextOrNull(1) is { } item)
                    found[r.Text(0)] = item;
            });
        return found;
    }
}
