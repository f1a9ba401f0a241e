using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Begins and ends the logins of browsers. Each sign-in is a new login with a new secret, and ends the one that the browser had.</summary>
static class Logins
{
    const int LongestAgent = 300;

    /// <summary>What is kept of a browser that signs in.</summary>
    internal sealed record Browser(string Address, string Agent, string? Before)
    {
        internal static Browser Of(HttpContext context, PublicAddress address)
        {
            var agent = new string([.. context.Request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestAgent)]);
            return new Browser(ClientAddress.Of(context), agent, SessionCookie.Read(context, address));
        }
    }

    internal static async ValueTask Begin(Session s, string member, string secret, Browser browser)
    {
        if (browser.Before is { } before)
            await s.Run($"DELETE FROM login WHERE hash = {Secrets.Hash(before)} AND workspace = {s.Workspace}");
        await s.Run($"""
            INSERT INTO login (hash, workspace, member, created, expires, seen, address, agent)
            VALUES ({Secrets.Hash(secret)}, {s.Workspace}, {member}, {s.Now}, {s.Now + AccountCalls.LoginLastsMs}, {s.Now}, {browser.Address}, {browser.Agent})
            """);
        await s.Run($"UPDATE member SET seen = {s.Now} WHERE id = {member} AND workspace = {s.Workspace}");
    }

    /// <summary>Ends all logins of a member but one; how many it ended.</summary>
    internal static async ValueTask<int> End(Session s, string member, string why, string? butHash = null) => await s.Run($"""
        UPDATE login SET ended = {why} WHERE workspace = {s.Workspace} AND member = {member} AND ended IS NULL AND hash <> {butHash ?? ""}
        """);
}
