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
    /// <param name="Clashes">Files whose name belongs to a file with other content.</param>
    internal sealed record Outcome(int Added, int Duplicates, IReadOnlyList<NewItem> Clashes)
    {
        /// <summary>What the known contents have to learn once the unit is kept.</summary>
        internal List<(long Ordinal, string? Content)> Since { get; init; } = [];
    }

    /// <summary>Adds one chunk, and tells the projects.</summary>
    internal static async ValueTask<Outcome> Add(Session s, string dataset, string import, IReadOnlyList<NewItem> items, KnownContents? known = null)
    {
        await s.PlanAnew();
        var ordinal = await s.Long($"SELECT next_ordinal FROM dataset WHERE id = {dataset} AND workspace = {s.Workspace} {Dialect.Lock}")
            ?? throw new InvalidOperationException("The dataset is gone.");
        var since = known is null ? [] : await known.Since(s);
        var contents = since.Select(r => r.Content).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var (added, clashes) = await News(s, dataset, items, content => contents.Contains(content) || known?.Has(content) == true, new(), new());
        if (added.Count > 0)
        {
            await MediaIntake.Store(s, [.. added.Select(i => i.Stored).OfType<NewAsset>().OrderBy(a => a.Sha256, StringComparer.Ordinal)]);
            await Insert(s, dataset, import, ordinal, added);
            await s.Run($"UPDATE dataset SET next_ordinal = {ordinal + added.Count} WHERE id = {dataset} AND workspace = {s.Workspace}");
            await EventCalls.Raise(s, "items.imported", null, dataset);
        }
        return new(added.Count, items.Count - added.Count - clashes.Count, clashes) { Since = since };
    }

    /// <summary>Those of the items that the dataset doesn't have, and files that can't go in beside the one of that name.</summary>
    /// <param name="s">The session.</param>
    /// <param name="dataset">Whose items are known; null for a dataset that isn't there yet.</param>
    /// <param name="items">The items.</param>
    /// <param name="has">Whether the dataset has a content under an id of the user's own.</param>
    /// <param name="ids">Ids that were met before, and with which file; those of these items are added.</param>
    /// <param name="files">Files that were met before; those of these items are added.</param>
    internal static async ValueTask<(List<NewItem> Added, List<NewItem> Clashes)> News(Session s, string? dataset, IReadOnlyList<NewItem> items,
        Func<string, bool> has, Dictionary<string, string?> ids, HashSet<string> files)
    {
        await s.Each($"""
            SELECT external_id, asset FROM item
            WHERE dataset = {dataset} AND workspace = {s.Workspace} AND external_id IN {new Ids([.. items.Select(i => i.Id)])}
            """, r => ids[r.Text(0)] = r.TextOrNull(1));
        if (items.Any(i => i.Asset is not null))
            await s.Each($"""
                SELECT asset FROM item WHERE workspace = {s.Workspace} AND dataset = {dataset} AND asset IN {new Ids([.. items.Select(i => i.Asset).OfType<string>()])}
                """, r => files.Add(r.Text(0)));
        var (added, clashes) = (new List<NewItem>(items.Count), new List<NewItem>());
        foreach (var item in items)
        {
            if (item.Asset is not null && files.Contains(item.Asset) || item.ExternalId is null && has(item.Content))
                continue;
            if (!ids.TryAdd(item.Id, item.Asset))
            {
                if (item.Asset is not null)
                    clashes.Add(item);
                continue;
            }
            if (item.Asset is not null)
                files.Add(item.Asset);
            added.Add(item);
        }
        return (added, clashes);
    }

    static async ValueTask Insert(Session s, string dataset, string import, long ordinal, List<NewItem> items)
    {
        var next = ordinal;
        await s.Run($"""
            INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, import_file, import_path,
              created, asset, content, split, tx)
            SELECT r.id, {s.Workspace}, {dataset}, r.ordinal, r.external, r.modality, r.payload, r.metadata, {import}, r.row, r.file, r.path,
              {s.Now}, r.asset, r.content, r.split, {Dialect.Tx}
            FROM {Rows.Of(items).Text("id", _ => s.NewId()).Integer("ordinal", _ => next++).Text("external", i => i.Id).Text("modality", i => i.Modality)
                .Json("payload", i => i.Payload).Json("metadata", i => i.Metadata).Integer("row", i => i.Row).Integer("file", i => i.File).Text("path", i => i.Path)
                .Text("asset", i => i.Asset).Text("content", i => i.Content).Text("split", i => i.Split)} WHERE true
            """);
    }
}
