using System.Collections.Concurrent;
using System.Security.Cryptography;
using Groundwork.Core.Audit;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>
/// Knows what stands for a client's address in the log. An address is personal data: it lies, with a salt of its own, in a row of its own for
/// each member and month, and goes when that row goes. Looked up in memory: only the first request from somewhere costs a row.
/// </summary>
public sealed class AuditSources(Db db, ServerSettings settings)
{
    internal const long MonthMs = 30L * 24 * 3600 * 1000;
    const int MostKnown = 20_000;

    readonly ConcurrentDictionary<Client, string> known = [];

    readonly record struct Client(string Workspace, string Member, string Address, long Month);

    /// <summary>Where a request comes from; the row with its address is there when this returns.</summary>
    internal async ValueTask<Origin> Of(string workspace, string member, string via, string address)
    {
        if (address.Length == 0)
            return new Origin(via);
        var client = new Client(workspace, member, address, settings.Clock.GetUtcNow().ToUnixTimeMilliseconds() / MonthMs);
        if (!known.TryGetValue(client, out var source))
        {
            source = await db.Read(workspace, s => Find(s, client)) ?? await db.Write(workspace, s => Add(s, client));
            if (known.Count >= MostKnown)
                known.Clear();
            known[client] = source;
        }
        return new Origin(via, source);
    }

    /// <summary>Forgets from which addresses a member came, within the caller's unit; how many there were.</summary>
    internal async ValueTask<int> Forget(Session s, string member)
    {
        known.Clear();
        return await s.Run($"DELETE FROM audit_source WHERE workspace = {s.Workspace} AND member = {member}");
    }

    static ValueTask<string?> Find(Session s, Client c) => s.Text($"""
        SELECT source FROM audit_source WHERE workspace = {s.Workspace} AND member = {c.Member} AND month = {c.Month} AND address = {c.Address}
        """);

    static async ValueTask<string> Add(Session s, Client c)
    {
        var salt = RandomNumberGenerator.GetBytes(AuditSource.SaltBytes);
        await s.Run($"""
            INSERT INTO audit_source (workspace, source, member, month, address, salt) VALUES ({s.Workspace}, {AuditSource.Of(salt, c.Address)}, {c.Member}, {c.Month}, {c.Address}, {salt})
            ON CONFLICT DO NOTHING
            """);
        return (await Find(s, c))!;
    }
}
