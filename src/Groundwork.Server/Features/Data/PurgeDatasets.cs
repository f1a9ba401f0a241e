using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Empties deleted datasets when their time is over, piece by piece beside the work that goes on.</summary>
public sealed class PurgeDatasets(Db db) : IBackgroundTask
{
    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var workspaces = await db.Read(null, s => s.All(
            $"SELECT DISTINCT workspace FROM dataset WHERE deleted < {s.Now - Trash.KeptMs} AND purged IS NULL", r => r.Text(0)), cancel);
        foreach (var workspace in workspaces)
            foreach (var dataset in await db.Read(workspace, DatasetTrash.Due, cancel))
                for (long? after = 0; after is { } place;)
                    after = await db.Write(workspace, s => DatasetTrash.Purge(s, dataset, place), cancel);
        return false;
    }
}
