using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Adds items to a dataset and leaves out those that it has. One unit at a time adds to a dataset, so what is looked up
/// stays true until the rows are there, whoever else imports the same.
/// </summary>
static class ItemIntake
{
    /// <summary>What became of some items.</summary>
    /// <param name="Added">How many are new.</param>
    /// <param name="Duplicates">How many the dataset has already.</param>
    /// <param name="Refused">Those that can't go in, and why.</param>
    internal sealed record Outcome(int Added, int Duplicates, IReadOnlyList<(NewItem Item, RowFault Fault)> Refused)
    {
        /// <summary>What the known contents have to learn once the unit is kept.</summary>
        internal List<(long Ordinal, string? Content)> Since { get; init; } = [];
    }

    /// <summary>What a dataset and the rows before have, as far as it was looked up.</summary>
    internal sealed class Met
    {
        /// <summary>External ids, and with which file each.</summary>
        internal Dictionary<string, string?> Ids { get; } = new(StringComparer.Ordinal);

        /// <summary>Ids of items in the trash: they come back from there, and nothing else may have their name meanwhile.</summary>
        internal HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);
        internal HashSet<string> Files { get; } = new(StringComparer.Ordinal);

        /// <summary>Contents of rows with an id of the user's own.</summary>
        internal HashSet<string> Contents { get; } = new(StringComparer.Ordinal);
        internal KnownContents? Known { get; init; }

        internal bool Has(string content) => Contents.Contains(content) || Known?.Has(content) == true;
    }

    /// <summary>Adds one chunk, and tells the projects.</summary>
    internal static async ValueTask<Outcome> Add(Session s, string dataset, string import, IReadOnlyList<NewItem> items, KnownContents? known = null)
    {
        await s.PlanAnew();
        var ordinal = await s.Long($"SELECT next_ordinal FROM dataset WHERE id = {dataset} AND workspace = {s.Workspace} {Dialect.Lock}")
            ?? throw new InvalidOperationException("The dataset is gone.");
        var since = known is null ? [] : await known.Since(s);
        var met = new Met { Known = known };
        met.Contents.UnionWith(since.Select(r => r.Content).OfType<string>());
        var (added, refused) = await News(s, dataset, items, met);
        if (added.Count > 0)
        {
            await MediaIntake.Store(s, [.. added.Select(i => i.Stored).OfType<NewAsset>().OrderBy(a => a.Sha256, StringComparer.Ordinal)]);
            await Insert(s, dataset, import, ordinal, added);
            await s.Send($"UPDATE dataset SET next_ordinal = {ordinal + added.Count} WHERE id = {dataset} AND workspace = {s.Workspace}");
            await EventCalls.Raise(s, "items.imported", null, dataset);
        }
        return new(added.Count, items.Count - added.Count - refused.Count, refused) { Since = since };
    }

    /// <summary>Those of the items that the dataset doesn't have, and those that can't go in beside what it has.</summary>
    /// <param name="s">The session.</param>
    /// <param name="dataset">Whose items are known; null for a dataset that isn't there yet.</param>
    /// <param name="items">The items.</param>
    /// <param name="met">What was met before; these items are added to it.</param>
    internal static async ValueTask<(List<NewItem> Added, List<(NewItem Item, RowFault Fault)> Refused)> News(Session s, string? dataset, IReadOnlyList<NewItem> items, Met met)
    {
        await LookUp(s, dataset, items, met);
        var (added, refused) = (new List<NewItem>(items.Count), new List<(NewItem, RowFault)>());
        foreach (var item in items)
        {
            if (met.Deleted.Contains(item.Id))
            {
                refused.Add((item, new(item.Row, "The item of this id was deleted.", "Bring it back from the trash (page Storage), or give this row another id.")));
                continue;
            }
            if (item.Asset is not null && met.Files.Contains(item.Asset) || item.ExternalId is null && met.Has(item.Content))
                continue;
            if (!met.Ids.TryAdd(item.Id, item.Asset))
            {
                if (item.Asset is not null)
                    refused.Add((item, new(0, "The dataset has another file of this name.", "Rename it, or import it into another dataset.")));
                continue;
            }
            if (item.Asset is not null)
                met.Files.Add(item.Asset);
            else if (item.ExternalId is not null)
                met.Contents.Add(item.Content);
            added.Add(item);
        }
        return (added, refused);
    }

    // Each is looked up by itself, in the index: as a join it is planned by statistics that lag far behind an import,
    // and then reads the whole dataset for each chunk.
    static async ValueTask LookUp(Session s, string? dataset, IReadOnlyList<NewItem> items, Met met)
    {
        await s.Each($"""
            SELECT r.id, (SELECT CASE WHEN i.deleted IS NULL THEN coalesce(i.asset, '') ELSE '-' END FROM item i
              WHERE i.dataset = {dataset} AND i.workspace = {s.Workspace} AND i.external_id = r.id)
            FROM {Rows.Of(items).Text("id", i => i.Id)}
            """, r =>
            {
                if (r.TextOrNull(1) is not { } asset)
                    return;
                if (asset == "-")
                    met.Deleted.Add(r.Text(0));
                else
                    met.Ids[r.Text(0)] = asset.Length == 0 ? null : asset;
            });
        if (items.Any(i => i.Asset is not null))
            await s.Each($"""
                SELECT r.asset, (SELECT i.asset FROM item i
                  WHERE i.workspace = {s.Workspace} AND i.asset = r.asset AND i.dataset = {dataset} AND i.deleted IS NULL LIMIT 1)
                FROM {Rows.Of([.. items.Where(i => i.Asset is not null)]).Text("asset", i => i.Asset)}
                """, r =>
                {
                    if (r.TextOrNull(1) is { } asset)
                        met.Files.Add(asset);
                });
    }

    static async ValueTask Insert(Session s, string dataset, string import, long ordinal, List<NewItem> items)
    {
        var next = ordinal;
        await s.Send($"""
            INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, import_file, import_path,
              created, asset, content, split, origin, tx)
            SELECT r.id, {s.Workspace}, {dataset}, r.ordinal, r.external, r.modality, r.payload, r.metadata, {import}, r.row, r.file, r.path,
              {s.Now}, r.asset, r.content, r.split, r.origin, {Dialect.Tx}
            FROM {Rows.Of(items).Text("id", _ => s.NewId()).Integer("ordinal", _ => next++).Text("external", i => i.Id).Text("modality", i => i.Modality)
                .Json("payload", i => i.Payload).Json("metadata", i => i.Metadata).Integer("row", i => i.Row).Integer("file", i => i.File).Text("path", i => i.Path)
                .Text("asset", i => i.Asset).Text("content", i => i.Content).Text("split", i => i.Split)
                .Json("origin", i => i.Origin)} WHERE true
            """);
    }
}
