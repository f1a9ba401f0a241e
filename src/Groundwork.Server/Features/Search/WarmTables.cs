using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>Reads the newest projects and datasets into memory when the server starts, so that their lists are quick from the first look on.</summary>
sealed class WarmTables(Db db, TableCache cache) : IBackgroundTask
{
    const int Newest = 6;

    bool done;

    public TimeSpan Rest => TimeSpan.FromHours(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        if (done)
            return false;
        done = true;
        var projects = await db.Read(null, s => s.All($"SELECT workspace, id FROM project WHERE deleted IS NULL ORDER BY created DESC LIMIT {(long)Newest}",
            r => (Workspace: r.Text(0), Id: r.Text(1))), cancel);
        var datasets = await db.Read(null, s => s.All($"SELECT workspace, id FROM dataset WHERE deleted IS NULL ORDER BY created DESC LIMIT {(long)Newest}",
            r => (Workspace: r.Text(0), Id: r.Text(1))), cancel);
        foreach (var (workspace, id) in projects)
            await Warm(cache.Tasks(workspace, id), cancel);
        foreach (var (workspace, id) in datasets)
            await Warm(cache.Items(workspace, id), cancel);
        return false;
    }

    // What doesn't fit is read when somebody asks for it.
    Task Warm(LiveTable table, CancellationToken cancel) => cache.Bytes < cache.MostBytes / 2 ? table.Build().WaitAsync(cancel) : Task.CompletedTask;
}
