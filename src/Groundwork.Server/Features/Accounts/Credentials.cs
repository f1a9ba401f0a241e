using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>A member's sign-in name, and the hash of their password if they have one.</summary>
sealed record Credential(string Login, string Shown, string? Hash);

/// <summary>Reads and writes sign-in names and passwords. Of each name there is one on the whole server.</summary>
static class Credentials
{
    internal static readonly ProblemHttpResult Busy = Problem.Of(503, "busy", "Too many people are signing in at this moment.", "Try again in a few seconds.");

    internal static readonly ProblemHttpResult Taken = Problem.Invalid("/login", "taken", "Somebody has this sign-in name already. Take another one, such as your e-mail address.");

    internal static ValueTask<Credential?> Of(Session s, string member) => s.One(
        $"SELECT login, shown, hash FROM credential WHERE workspace = {s.Workspace} AND member = {member}", r => new Credential(r.Text(0), r.Text(1), r.TextOrNull(2)));

    /// <summary>Gives a member, whose row is locked, another sign-in name or password; false if the name is taken.</summary>
    internal static async ValueTask<bool> Set(Session s, string member, string login, string shown, string? hash)
    {
        var before = await Of(s, member);
        if (before?.Login == login)
            return await s.Run($"UPDATE credential SET shown = {shown}, hash = {hash}, changed = {s.Now} WHERE login = {login} AND workspace = {s.Workspace}") > 0;
        if (await s.Run($"""
            INSERT INTO credential (login, workspace, member, shown, hash, changed) VALUES ({login}, {s.Workspace}, {member}, {shown}, {hash}, {s.Now})
            ON CONFLICT DO NOTHING
            """) == 0)
            return false;
        if (before is not null)
            await s.Run($"DELETE FROM credential WHERE login = {before.Login} AND workspace = {s.Workspace}");
        return true;
    }

    internal static ProblemHttpResult TooMany(HttpContext context, long waitMs)
    {
        var seconds = (waitMs + 999) / 1000;
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var wait = seconds < 90 ? $"{seconds} seconds" : $"{(seconds + 59) / 60} minutes";
        return Problem.Of(429, "too_many_attempts", "There were too many failed attempts.",
            $"Wait {wait} and try again. A sign-in link works at once: ask an owner or manager of the workspace for one.", ("retryAfter", seconds));
    }

    /// <summary>What somebody wrote who wants a password, checked; the fold of the sign-in name, or null with faults.</summary>
    internal static string? Read(string? login, string password, string? name, string? workspace, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(login))
            faults.Add(new("/login", "login", "Choose a sign-in name to go with the password, such as your e-mail address."));
        var folded = string.IsNullOrWhiteSpace(login) ? null : PasswordRules.Login(login, faults);
        PasswordRules.Password(password, [login, name, workspace, "groundwork"], faults);
        return folded;
    }
}
