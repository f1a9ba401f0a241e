using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>Forgets the addresses in the audit log after seven months; the lines stay, and say that there was one.</summary>
public sealed class ForgetAddresses(Db db) : IBackgroundTask
{
    const int KeptMonths = 7;

    public TimeSpan Rest => TimeSpan.FromHours(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        await db.Write(null, async s => { await s.Run($"DELETE FROM audit_source WHERE month < {s.Now / AuditSources.MonthMs - KeptMonths}"); }, cancel);
        return false;
    }
}
