using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Empties deleted items when they can't be brought back any more, piece by piece beside the work that goes on.</summary>
public sealed class PurgeItems(Db db) : IBackgroundTask
{
    const int Chunk = 200;

    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var due = await db.Read(null, s => s.All(
            $"SELECT workspace, id FROM deletion WHERE at < {s.Now - Trash.KeptMs} AND undone IS NULL AND purged IS NULL ORDER BY at LIMIT 20",
            r => (Workspace: r.Text(0), Id: r.Text(1))), cancel);
        foreach (var (workspace, deletion) in due)
            while (await db.Write(workspace, s => ItemChanges.Purge(s, deletion, Chunk), cancel))
                continue;
        return due.Count == 20;
    }
}
