using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Ends leases that ran out, also where nobody asks for the next task.</summary>
public sealed class LeaseSweeper(Db db) : IBackgroundTask
{
    const int Chunk = 50;

    public TimeSpan Rest => TimeSpan.FromSeconds(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var workspaces = await db.Read(null, s => s.All(
            $"SELECT DISTINCT workspace FROM assignment WHERE state = 'leased' AND expires <= {s.Now}", r => r.Text(0)), cancel);
        var ended = 0;
        foreach (var workspace in workspaces)
            ended += await db.Write(workspace, s => Expiry.EndDue(s, null, Chunk), cancel);
        return ended >= Chunk;
    }
}
