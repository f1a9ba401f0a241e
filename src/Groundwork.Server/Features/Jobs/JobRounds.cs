using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Finds jobs that nobody works on, and forgets those that ended long ago.</summary>
public sealed class JobRounds(JobRunner runner, Db db) : IBackgroundTask
{
    const long RememberedMs = 30L * 24 * 3600 * 1000;

    public TimeSpan Rest => TimeSpan.FromSeconds(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        await runner.Fill();
        await db.Write(null, async s => { await s.Run($"DELETE FROM job WHERE ended < {s.Now - RememberedMs}"); }, cancel);
        return false;
    }
}
