using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>
/// Elects the one node that folds, chains and delivers. Its token grows with every election and is
/// checked in each of its transactions, so a node that was asleep can't write after another took over.
/// </summary>
public sealed class Leader(Db db, ServerSettings settings)
{
    const long TermMs = 10_000;
    readonly NodeName name = settings.Node;

    /// <summary>This node's token if it leads now, else null.</summary>
    public Task<long?> Token(CancellationToken cancel) => db.Write(null, async s =>
    {
        await s.Run($"INSERT INTO leader (name, holder, token, until) VALUES ('main', '', 0, 0) ON CONFLICT DO NOTHING");
        var held = await s.One($"SELECT holder, token, until FROM leader WHERE name = 'main' {Dialect.Lock}", r => Tuple.Create(r.Text(0), r.Long(1), r.Long(2)));
        var (holder, token, until) = held!;
        if (holder != name.Id && !name.Outlived(holder) && until > s.Now)
            return (long?)null;
        var next = holder == name.Id ? token : token + 1;
        // Renewed only when a third of the term is over: a leader that looks every quarter second should not write each time.
        if (holder != name.Id || until - s.Now < TermMs * 2 / 3)
            await s.Run($"UPDATE leader SET holder = {name.Id}, token = {next}, until = {s.Now + TermMs} WHERE name = 'main'");
        return next;
    }, cancel);

    /// <summary>Lets another node, or the next start, lead at once.</summary>
    public Task Release() => db.Write(null, async s => { await s.Run($"UPDATE leader SET until = 0 WHERE name = 'main' AND holder = {name.Id}"); });

    /// <summary>Is this token still the newest? Locks the row, so that no election happens before the commit.</summary>
    public async ValueTask<bool> Holds(Session s, long token) =>
        await s.Long($"SELECT token FROM leader WHERE name = 'main' {Dialect.Lock}") == token;
}
