using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Keeps the rows of snapshots for as long as their project can be seen or brought back.</summary>
public sealed class SnapshotBlobs : IBlobHolder
{
    public async Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel)
    {
        var manifests = await db.Read(workspace, s => s.All($"""
            SELECT n.manifest FROM snapshot n JOIN project p ON p.id = n.project AND p.workspace = n.workspace
            WHERE n.workspace = {s.Workspace} AND p.purged IS NULL
            """, r => r.Text(0)), cancel);
        foreach (var manifest in manifests)
            hold(JsonElement.Parse(manifest).GetProperty("rowsSha256").GetString()!);
    }
}
