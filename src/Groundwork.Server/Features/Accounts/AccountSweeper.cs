using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Clears away logins that are over, links that nobody can need an explanation for any more, and failed attempts of yesterday.</summary>
public sealed class AccountSweeper(Db db) : IBackgroundTask
{
    const long DayMs = 24L * 3600 * 1000;

    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        await db.Write(null, async s =>
        {
            await s.Run($"DELETE FROM login WHERE expires <= {s.Now}");
            await s.Run($"DELETE FROM link WHERE expires <= {s.Now - 30 * DayMs}");
            await s.Run($"DELETE FROM attempt WHERE last <= {s.Now - DayMs}");
        }, cancel);
        return false;
    }
}
