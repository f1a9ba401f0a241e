using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>The front door of Accounts: who is calling, who is a member, and members that come in with imported data.</summary>
public static class AccountCalls
{
    public const long LoginLastsMs = 30L * 24 * 3600 * 1000;

    /// <summary>The member whose browser holds this login, or null if it ended.</summary>
    public static Task<CurrentMember?> ByLogin(Db db, string secret) => db.Read(null, s => s.One(
        $"""
        SELECT m.id, m.workspace, m.name, m.role, m.kind FROM login l JOIN member m ON m.id = l.member AND m.workspace = l.workspace
        WHERE l.hash = {Secrets.Hash(secret)} AND l.expires > {s.Now} AND m.state = 'active'
        """, r => Member(r, byCookie: true)));

    /// <summary>The member that an API key speaks for, or null.</summary>
    public static Task<CurrentMember?> ByKey(Db db, string key) => db.Read(null, s => s.One(
        $"""
        SELECT m.id, m.workspace, m.name, m.role, m.kind FROM api_key k JOIN member m ON m.id = k.member AND m.workspace = k.workspace
        WHERE k.hash = {Secrets.Hash(key)} AND m.state = 'active'
        """, r => Member(r, byCookie: false)));

    static CurrentMember Member(Row r, bool byCookie) =>
        new(r.Text(0), r.Text(1), r.Text(2), Enum.Parse<Roles>(r.Text(3), ignoreCase: true), r.Text(4), byCookie);

    /// <summary>
    /// The member that stands for a person known only by the name in imported or simulated data; made on
    /// first sight. Such a member has answers but can never sign in.
    /// </summary>
    public static async ValueTask<string> Outsider(Session s, string externalName, string kind)
    {
        var known = await s.Text($"SELECT id FROM member WHERE workspace = {s.Workspace} AND external = {externalName}");
        if (known is not null)
            return known;
        await s.Run($"""
            INSERT INTO member (id, workspace, name, role, kind, state, external, created)
            VALUES ({s.NewId()}, {s.Workspace}, {externalName}, 'annotator', {kind}, 'active', {externalName}, {s.Now}) ON CONFLICT DO NOTHING
            """);
        return (await s.Text($"SELECT id FROM member WHERE workspace = {s.Workspace} AND external = {externalName}"))!;
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
