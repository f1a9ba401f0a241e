using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// Slows guessing down: after a few failures each further one doubles the wait, for the sign-in name and for the address that
/// it comes from. Kept in the database, so that restarts and other nodes forget none; forgotten after a quiet hour.
/// </summary>
static class Attempts
{
    internal const int FreeByLogin = 5, FreeByAddress = 50;
    internal const long MostWaitMs = 15 * 60 * 1000, ForgottenMs = 60 * 60 * 1000;

    /// <summary>The two counts that one attempt belongs to.</summary>
    internal sealed record Keys(string Login, string Address);

    /// <summary>
    /// Addresses from which this person has signed in before count apart, so that somebody who keeps failing elsewhere
    /// can't keep them out of their own place.
    /// </summary>
    internal static async ValueTask<Keys> KeysFor(Session s, string login, string network, string address)
    {
        var known = await s.Any($"""
            SELECT 1 FROM credential c JOIN login l ON l.member = c.member AND l.workspace = c.workspace WHERE c.login = {login} AND l.address = {address} AND l.address <> ''
            """);
        // A person may type their password into the field for the name: only a hash is kept.
        return new Keys("login:" + Secrets.Hash(known ? $"{login}\n{address}" : login), "address:" + network);
    }

    /// <summary>Counts an attempt as failed beforehand, so that a thousand at once are a thousand; or says how long to wait, and counts nothing.</summary>
    internal static async ValueTask<long> Begin(Session s, Keys keys)
    {
        var wait = 0L;
        foreach (var key in (string[])[keys.Address, keys.Login])
        {
            await s.Run($"INSERT INTO attempt (key, failures, last, until) VALUES ({key}, 0, {s.Now}, 0) ON CONFLICT DO NOTHING");
            wait = Math.Max(wait, await s.Long($"SELECT until FROM attempt WHERE key = {key} {Dialect.Lock}") - s.Now ?? 0);
        }
        if (wait > 0)
            return wait;
        await Fail(s, keys.Address, FreeByAddress);
        await Fail(s, keys.Login, FreeByLogin);
        return 0;
    }

    static async ValueTask Fail(Session s, string key, int free)
    {
        var failures = 1 + (await s.Long($"SELECT CASE WHEN last < {s.Now - ForgottenMs} THEN 0 ELSE failures END FROM attempt WHERE key = {key}") ?? 0);
        var until = failures < free ? 0 : s.Now + Math.Min(MostWaitMs, 1000L << (int)Math.Min(failures - free, 20));
        await s.Run($"UPDATE attempt SET failures = {failures}, last = {s.Now}, until = {until} WHERE key = {key}");
    }

    /// <summary>The attempt was none: forgets the name's failures, and this one of the address.</summary>
    internal static async ValueTask Succeed(Session s, Keys keys)
    {
        await s.Run($"DELETE FROM attempt WHERE key = {keys.Login}");
        await s.Run($"UPDATE attempt SET failures = failures - 1, until = 0 WHERE key = {keys.Address} AND failures > 0");
    }
}
