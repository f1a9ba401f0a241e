using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Admin;

/// <summary>Looks after the database, often enough to notice a flood of rows while it comes.</summary>
public sealed class MaintainDatabase(Db db) : IBackgroundTask
{
    public TimeSpan Rest => TimeSpan.FromSeconds(2);

    public async Task<bool> Round(CancellationToken cancel)
    {
        await db.Maintain(cancel);
        return false;
    }
}
