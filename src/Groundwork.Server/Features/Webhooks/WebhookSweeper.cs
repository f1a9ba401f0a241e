using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Forgets deliveries after thirty days, and what is left of deleted webhooks, chunk by chunk.</summary>
public sealed class WebhookSweeper(Db db) : IBackgroundTask
{
    const int Chunk = 500;

    public TimeSpan Rest => TimeSpan.FromMinutes(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var old = await db.Read(null, Old, cancel);
        if (old.Count > 0)
            await db.Write(null, s => Forget(s, old), cancel);
        else
            await db.Write(null, async s =>
            {
                await s.Run($"""
                    DELETE FROM webhook WHERE deleted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook = webhook.id AND d.workspace = webhook.workspace)
                    """);
                await s.Run($"UPDATE webhook SET former_secret = NULL, former_until = NULL WHERE former_until <= {s.Now}");
            }, cancel);
        return old.Count == Chunk;
    }

    static ValueTask<List<string>> Old(Session s) => s.All($"""
        SELECT id FROM webhook_delivery WHERE created <= {s.Now - Deliveries.KeptMs}
        UNION ALL SELECT d.id FROM webhook w JOIN webhook_delivery d ON d.webhook = w.id AND d.workspace = w.workspace WHERE w.deleted IS NOT NULL LIMIT {(long)Chunk}
        """, r => r.Text(0));

    static async ValueTask Forget(Session s, List<string> ids)
    {
        await s.Run($"DELETE FROM webhook_attempt WHERE delivery IN {new Ids(ids)}");
        await s.Run($"DELETE FROM webhook_delivery WHERE id IN {new Ids(ids)}");
    }
}
