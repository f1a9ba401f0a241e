using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>Gives up deleted projects when their time is over: they can't be brought back, and their snapshots' files are freed.</summary>
public sealed class PurgeProjects(Db db) : IBackgroundTask
{
    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var workspaces = await db.Read(null, s => s.All(
            $"SELECT DISTINCT workspace FROM project WHERE deleted < {s.Now - Trash.KeptMs} AND purged IS NULL", r => r.Text(0)), cancel);
        var more = false;
        foreach (var workspace in workspaces)
            more |= await db.Write(workspace, ProjectTrash.Purge, cancel);
        return more;
    }
}
