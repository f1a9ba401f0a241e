using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Keeps the files of items, their thumbnails and copies for browsers, the files that items were read from, and finished uploads.</summary>
public sealed class DataBlobs : IBlobHolder
{
    const long Page = 5000;

    public async Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var assets = await db.Read(workspace, s => s.All($"""
                SELECT sha256, thumbnail, shown, root FROM asset WHERE workspace = {s.Workspace} AND sha256 > {after} ORDER BY sha256 LIMIT {Page}
                """, r => (Sha256: r.Text(0), Thumbnail: r.TextOrNull(1), Shown: r.TextOrNull(2), Root: r.TextOrNull(3))), cancel);
            // What is used where it lies, in a folder of the server, is no file of ours.
            foreach (var (sha256, thumbnail, shown, root) in assets)
                foreach (var name in (string?[])[root is null ? sha256 : null, thumbnail, shown])
                    if (name is not null)
                        hold(name);
            if (assets.Count < Page)
                break;
            after = assets[^1].Sha256;
        }
        await db.Read(workspace, async s =>
        {
            await s.Each($"""
                SELECT i.sha256 FROM import i JOIN dataset d ON d.id = i.dataset AND d.workspace = i.workspace WHERE i.workspace = {s.Workspace} AND d.purged IS NULL
                UNION SELECT f.sha256 FROM import_file f JOIN import i ON i.id = f.import AND i.workspace = f.workspace
                JOIN dataset d ON d.id = i.dataset AND d.workspace = i.workspace WHERE f.workspace = {s.Workspace} AND d.purged IS NULL AND f.sha256 IS NOT NULL
                UNION SELECT sha256 FROM upload WHERE workspace = {s.Workspace} AND sha256 IS NOT NULL
                """, r => hold(r.Text(0)));
            return true;
        }, cancel);
    }
}
