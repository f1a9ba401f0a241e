using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>
/// Hands what was written to the outbox to its readers. It looks only below the oldest running
/// transaction, so nothing that is still being written can be passed by.
/// </summary>
public sealed class Outbox(Db db, Leader leader, IEnumerable<IOutboxReader> readers) : IBackgroundTask
{
    const int Batch = 500;

    public TimeSpan Rest => TimeSpan.FromMilliseconds(250);

    public async Task<bool> Round(CancellationToken cancel)
    {
        if (await leader.Token(cancel) is not { } token)
            return false;
        var more = false;
        foreach (var reader in readers)
            more |= await Deliver(reader, token, cancel);
        return more;
    }

    async Task<bool> Deliver(IOutboxReader reader, long token, CancellationToken cancel)
    {
        var (events, place) = await db.Read(null, async s =>
        {
            var at = await s.One($"SELECT tx, seq FROM outbox_reader WHERE name = {reader.Name}", r => Tuple.Create(r.Long(0), r.Long(1))) ?? Tuple.Create(-1L, -1L);
            return (await s.All($"""
                SELECT tx, seq, workspace, project, kind, subject, body, at FROM outbox
                WHERE tx < {Dialect.Settled} AND (tx, seq) > ({at.Item1}, {at.Item2})
                ORDER BY tx, seq LIMIT {(long)Batch}
                """, r => new OutboxEvent(r.Long(0), r.Long(1), r.Text(2), r.TextOrNull(3), r.Text(4), r.Text(5), r.Text(6), r.Long(7))), at);
        }, cancel);
        if (events.Count == 0)
            return false;
        var wanted = events.Where(e => reader.Kinds.Contains(e.Kind)).ToList();
        if (wanted.Count > 0 && !await reader.Handle(wanted, cancel))
            return false;
        var last = events[^1];
        await db.Write(null, async s =>
        {
            if (!await leader.Holds(s, token))
                return;
            await s.Run($"""
                INSERT INTO outbox_reader (name, tx, seq) VALUES ({reader.Name}, {last.Tx}, {last.Seq})
                ON CONFLICT (name) DO UPDATE SET tx = excluded.tx, seq = excluded.seq
                """);
        }, cancel);
        return events.Count == Batch;
    }
}
