using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Whom a cookie or key speaks for, and what they are where the route leads; or why it speaks for nobody any more.</summary>
public sealed record Caller(CurrentMember? Member, string Ended, Place Place);

/// <summary>What somebody may do in the place that a route is about. Without a role it is as if it weren't there.</summary>
/// <param name="Role">What they are there.</param>
/// <param name="Project">The project of the assignment that the route is about.</param>
public sealed record Place(Roles Role, string? Project = null);

/// <summary>The front door of Accounts: who is calling, and members that come in with imported data.</summary>
public static class AccountCalls
{
    public const long LoginLastsMs = 30L * 24 * 3600 * 1000;

    /// <summary>The member whose browser holds this login.</summary>
    public static Task<Caller> ByLogin(Db db, string secret, string address, Access access, string? id) => Callers.ByLogin(db, secret, address, access, id);

    /// <summary>The member that an API key speaks for.</summary>
    public static Task<Caller> ByKey(Db db, string key, Access access, string? id) => Callers.ByKey(db, key, access, id);

    /// <summary>The first owner, for whom the command line on this machine speaks.</summary>
    public static Task<Caller> ByCommandLine(Db db, Access access, string? id) => Callers.ByCommandLine(db, access, id);

    /// <summary>
    /// The member that stands for a person known only by the name in imported or simulated data; made on
    /// first sight. Such a member has answers but can never sign in.
    /// </summary>
    public static async ValueTask<string> Outsider(Session s, string externalName, string kind, string role = "annotator")
    {
        var known = await s.Text($"SELECT id FROM member WHERE workspace = {s.Workspace} AND external = {externalName}");
        if (known is not null)
            return known;
        await s.Run($"""
            INSERT INTO member (id, workspace, name, role, kind, state, external, created)
            VALUES ({s.NewId()}, {s.Workspace}, {externalName}, {role}, {kind}, 'active', {externalName}, {s.Now}) ON CONFLICT DO NOTHING
            """);
        return (await s.Text($"SELECT id FROM member WHERE workspace = {s.Workspace} AND external = {externalName}"))!;
    }

    /// <summary>
    /// The member that stands for somebody whose answers come in with a snapshot: known by the id, the kind and the name that they
    /// have there. Never a member who can sign in, whatever the file says.
    /// </summary>
    public static async ValueTask<string> Carried(Session s, string origin, string kind, string name)
    {
        var key = $"{origin} {kind} {name}";
        await s.Run($"""
            INSERT INTO member (id, workspace, name, role, kind, state, external, created, origin, origin_kind)
            VALUES ({s.NewId()}, {s.Workspace}, {name}, 'annotator', {(kind == "model" ? kind : "external")}, 'active', {key}, {s.Now}, {origin}, {kind}) ON CONFLICT DO NOTHING
            """);
        return (await s.Text($"SELECT id FROM member WHERE workspace = {s.Workspace} AND external = {key}"))!;
    }

    /// <summary>Makes a link that signs this member in once; an older one stops working.</summary>
    public static async ValueTask<(string Secret, long Expires)> NewLink(Session s, string workspace, string member, string kind, long lastsMs)
    {
        var secret = Secrets.New("gwl_");
        await s.Run($"DELETE FROM link WHERE workspace = {workspace} AND member = {member} AND used IS NULL");
        await s.Run($"""
            INSERT INTO link (hash, workspace, member, kind, created, expires)
            VALUES ({Secrets.Hash(secret)}, {workspace}, {member}, {kind}, {s.Now}, {s.Now + lastsMs})
            """);
        return (secret, s.Now + lastsMs);
    }
}
