using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>An item that is about to become a row.</summary>
public sealed record NewItem(long Row, string ExternalId, string Modality, string Payload, string Metadata);

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
        var ordinal = await s.Long($"SELECT next_ordinal FROM dataset WHERE id = {dataset} AND workspace = {s.Workspace} {Dialect.Lock}")
            ?? throw new InvalidOperationException("The dataset is gone.");
        var added = 0;
        foreach (var item in items)
            added += await s.Run($"""
                INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, created)
                VALUES ({s.NewId()}, {s.Workspace}, {dataset}, {ordinal + added}, {item.ExternalId}, {item.Modality}, {new Json(item.Payload)},
                  {new Json(item.Metadata)}, {import}, {item.Row}, {s.Now})
                ON CONFLICT (dataset, external_id) DO NOTHING
                """);
        if (added == 0)
            return 0;
        await s.Run($"UPDATE dataset SET next_ordinal = {ordinal + added} WHERE id = {dataset} AND workspace = {s.Workspace}");
        await s.Run($"UPDATE import SET imported = imported + {(long)added} WHERE id = {import} AND workspace = {s.Workspace}");
        await EventCalls.Raise(s, "items.imported", null, dataset);
        return added;
    }

    public static async ValueTask EndImport(Session s, CurrentMember me, string import, ImportOutcome outcome)
    {
        await s.Run($"""
            UPDATE import SET imported = {outcome.Imported}, duplicates = {outcome.Duplicates}, failed = {outcome.Failed}, errors = {new Json(outcome.Errors)}, state = 'done'
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

    /// <summary>The id of an item by the user's id, or null.</summary>
    public static ValueTask<string?> ItemId(Session s, string dataset, string externalId) =>
        s.Text($"SELECT id FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND external_id = {externalId}");
}
