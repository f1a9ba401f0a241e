using System.Security.Cryptography;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Says whether frozen snapshots, and the rows that they name, still are what the audit log says that they were.</summary>
public sealed class AuditedSnapshots(Db db, FolderBlobs blobs) : IAudited
{
    sealed record Stored(string Hash, SnapshotManifest Manifest, bool Kept);

    public IReadOnlyCollection<string> Actions => ["snapshot.frozen"];

    public async Task<IReadOnlyDictionary<string, string>> Wrong(string workspace, IReadOnlyList<AuditedThing> things, CancellationToken cancel)
    {
        var rows = new Dictionary<string, Stored>(StringComparer.Ordinal);
        await db.Read(workspace, async s =>
        {
            await s.Each($"""
                SELECT n.id, n.hash, n.manifest, CASE WHEN p.purged IS NULL THEN 1 ELSE 0 END FROM snapshot n LEFT JOIN project p ON p.id = n.project AND p.workspace = n.workspace
                WHERE n.workspace = {s.Workspace} AND n.id IN {new Ids([.. things.Select(t => t.Subject)])}
                """, r => rows[r.Text(0)] = new(r.Text(1), SnapshotManifest.Parse(r.Text(2)), r.Bool(3)));
            return true;
        }, cancel);
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, after) in things)
            if (!rows.TryGetValue(id, out var row))
                wrong[id] = "The snapshot is gone.";
            else if (row.Hash != after)
                wrong[id] = $"The snapshot's row says {row.Hash}.";
            else if (row.Manifest.Version == SnapshotManifest.Now && row.Manifest.Hash() is var now && now != after)
                wrong[id] = $"The snapshot's manifest has {now} now.";
            else if (row.Kept && await Rows(workspace, row.Manifest.RowsSha256, cancel) is { } why)
                wrong[id] = why;
        return wrong;
    }

    async Task<string?> Rows(string workspace, string sha256, CancellationToken cancel)
    {
        await using var rows = blobs.Open(workspace, sha256);
        if (rows is null)
            return "The snapshot's rows are missing from the blob store.";
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(rows, cancel)) == sha256 ? null : "The snapshot's rows in the blob store were changed.";
    }
}
