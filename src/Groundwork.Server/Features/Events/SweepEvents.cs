using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>
/// Clears away what has been said: outbox rows that every reader has had for a week, and replies that nobody asks for again. The audit log
/// is never cleared.
/// </summary>
public sealed class SweepEvents(Db db, Leader leader, IEnumerable<IOutboxReader> readers) : IBackgroundTask
{
    const long DayMs = 24L * 3600 * 1000;
    const long Chunk = 500;

    /// <summary>How long a request can be sent again and gets its first reply, in milliseconds: longer than anybody is offline with unsent work.</summary>
    internal const long ReplyLastsMs = 30 * DayMs;

    /// <summary>How long an outbox row is kept after it was delivered, in milliseconds.</summary>
    internal const long OutboxLastsMs = 7 * DayMs;

    public TimeSpan Rest => TimeSpan.FromMinutes(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        if (await leader.Token(cancel) is not { } token)
            return false;
        return await db.Write(null, async s => await leader.Holds(s, token) && (await Replies(s) == Chunk | await Delivered(s) == Chunk), cancel);
    }

    static async ValueTask<long> Replies(Session s) => await s.Run($"""
        DELETE FROM reply WHERE (workspace, member, key) IN
          (SELECT workspace, member, key FROM reply WHERE at < {s.Now - ReplyLastsMs} ORDER BY at LIMIT {Chunk})
        """);

    // From the front, and no further than the slowest reader: what is behind a row that must stay is newer still.
    async ValueTask<long> Delivered(Session s)
    {
        var at = (await s.All($"SELECT name, tx, seq FROM outbox_reader", r => (Name: r.Text(0), Place: (Tx: r.Long(1), Seq: r.Long(2))))).ToDictionary(r => r.Name, r => r.Place, StringComparer.Ordinal);
        if (!readers.All(r => at.ContainsKey(r.Name)))
            return 0;
        var (tx, seq) = readers.Min(r => at[r.Name]);
        return await s.Run($"""
            DELETE FROM outbox WHERE seq IN
              (SELECT f.seq FROM (SELECT tx, seq, at FROM outbox ORDER BY tx, seq LIMIT {Chunk}) f WHERE (f.tx, f.seq) <= ({tx}, {seq}) AND f.at < {s.Now - OutboxLastsMs})
            """);
    }
}
