using System.Globalization;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Knows which contents a dataset has under ids of the user's own, so that a row without an id that says the same is
/// found to be there already. It is read once in order and followed by ordinals: an index of hashes would cost every
/// import more than this costs those few that need it.
/// </summary>
sealed class KnownContents(string dataset)
{
    const int Page = 5_000;

    readonly HashSet<UInt128> contents = [];
    long seen;

    internal bool Has(string content) => contents.Contains(Key(content));

    /// <summary>Reads what there is so far, outside of any unit.</summary>
    internal async Task Load(Db db, string workspace, CancellationToken cancel)
    {
        while (await db.Read(workspace, s => Next(s, Page), cancel) is { Count: > 0 } page)
            Learn(page);
    }

    /// <summary>What came since, with the dataset locked: nothing can come after it. Learn it when the unit is kept.</summary>
    internal ValueTask<List<(long Ordinal, string? Content)>> Since(Session s) => Next(s, int.MaxValue);

    internal void Learn(List<(long Ordinal, string? Content)> rows)
    {
        foreach (var (ordinal, content) in rows)
        {
            seen = Math.Max(seen, ordinal);
            if (content is not null)
                contents.Add(Key(content));
        }
    }

    // What has no id of its own is found by the id that its content gave it. Items of old have no hash beside them yet.
    ValueTask<List<(long Ordinal, string? Content)>> Next(Session s, long most) => s.All($"""
        SELECT ordinal, external_id, content, CASE WHEN content IS NULL AND asset IS NULL THEN payload END FROM item
        WHERE dataset = {dataset} AND workspace = {s.Workspace} AND deleted IS NULL AND ordinal > {seen} ORDER BY ordinal LIMIT {most}
        """, r =>
        {
            var content = r.TextOrNull(2) ?? (r.TextOrNull(3) is { } payload ? NewItem.HashOf(payload) : null);
            return (r.Long(0), content is null || r.Text(1) == NewItem.OwnId(content) ? null : content);
        });

    static UInt128 Key(string content) => UInt128.Parse(content.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
