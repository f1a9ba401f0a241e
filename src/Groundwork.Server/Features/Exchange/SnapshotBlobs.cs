using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Keeps the rows of snapshots for as long as their project can be seen or brought back, and exported files until they expire.</summary>
public sealed class SnapshotBlobs : IBlobHolder
{
    public async Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel)
    {
        // A file that was exported is kept as long as was said; its snapshot for as long as the project can be seen or brought back.
        foreach (var file in await db.Read(workspace, s => s.All(
            $"SELECT result FROM job WHERE workspace = {s.Workspace} AND kind = {ExportJob.Name} AND state = 'done' AND expires > {s.Now}", r => r.Text(0)), cancel))
            hold(ExportJob.Made.Of(file).Sha256);
        var manifests = await db.Read(workspace, s => s.All($"""
            SELECT n.manifest FROM snapshot n JOIN project p ON p.id = n.project AND p.workspace = n.workspace
            WHERE n.workspace = {s.Workspace} AND p.purged IS NULL
            """, r => r.Text(0)), cancel);
        foreach (var manifest in manifests)
            hold(SnapshotManifest.Parse(manifest).RowsSha256);
    }
}
