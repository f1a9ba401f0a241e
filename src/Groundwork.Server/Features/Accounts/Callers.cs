using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Finds out for each request, in one read, who is calling and what they may do where they want to go.</summary>
static class Callers
{
    /// <summary>A session ends when nobody used it for this long.</summary>
    internal const long IdleMs = 14L * 24 * 3600 * 1000;

    // Last seen and last used are written no more often than this, so that reading costs no writes.
    const long NotedEveryMs = 5 * 60 * 1000;

    sealed record Found(CurrentMember Member, string State, string? Ended, long Noted);

    internal static async Task<Caller> ByLogin(Db db, string secret, string address, Access access, string? id)
    {
        var hash = Secrets.Hash(secret);
        var (found, place, now) = await db.Read<(Found?, Place?, long)>(null, async s =>
        {
            var found = await s.One($"""
                SELECT m.id, m.workspace, m.name, m.role, m.kind, m.state, l.ended, CASE WHEN l.seen > l.created THEN l.seen ELSE l.created END
                FROM login l JOIN member m ON m.id = l.member AND m.workspace = l.workspace
                WHERE l.hash = {hash} AND l.expires > {s.Now} AND (l.seen > {s.Now - IdleMs} OR l.created > {s.Now - IdleMs})
                """, r => new Found(Member(r, byCookie: true) with { Login = hash }, r.Text(5), r.TextOrNull(6), r.Long(7)));
            return (found, Works(found) ? await ProjectRoles.At(s, found!.Member, access, id) : null, s.Now);
        });
        if (found is null || place is null)
            return Nobody(found);
        if (found.Noted < now - NotedEveryMs)
            await Note(db, found.Member.Workspace, async s =>
            {
                await s.Run($"UPDATE login SET seen = {s.Now}, address = {address} WHERE hash = {hash} AND workspace = {s.Workspace}");
                await s.Run($"UPDATE member SET seen = {s.Now} WHERE id = {found.Member.Id} AND workspace = {s.Workspace}");
            });
        return new Caller(found.Member, "", place);
    }

    internal static async Task<Caller> ByKey(Db db, string key, Access access, string? id)
    {
        if (!Secrets.MayBeKey(key))
            return Nobody(null);
        var hash = Secrets.Hash(key);
        var (found, place, now) = await db.Read<(Found?, Place?, long)>(null, async s =>
        {
            var found = await s.One($"""
                SELECT m.id, m.workspace, m.name, m.role, m.kind, m.state, CASE WHEN k.expires <= {s.Now} THEN 'expired' END, coalesce(k.used, 0), k.scope, k.expires, k.id
                FROM api_key k JOIN member m ON m.id = k.member AND m.workspace = k.workspace WHERE k.hash = {hash}
                """, r => new Found(Member(r, byCookie: false) with { Scope = r.Text(8), KeyExpires = r.LongOrNull(9), Key = r.Text(10) }, r.Text(5), r.TextOrNull(6), r.Long(7)));
            return (found, Works(found) ? await ProjectRoles.At(s, found!.Member, access, id) : null, s.Now);
        });
        if (found is null || place is null)
            return Nobody(found);
        if (found.Noted < now - NotedEveryMs)
            await Note(db, found.Member.Workspace, async s => { await s.Run($"UPDATE api_key SET used = {s.Now} WHERE hash = {hash} AND workspace = {s.Workspace}"); });
        return new Caller(found.Member, "", place);
    }

    internal static async Task<Caller> ByCommandLine(Db db, Access access, string? id) => await db.Read(null, async s =>
    {
        var (workspace, owner, name) = await FirstStart.FirstOwner(s);
        var member = new CurrentMember(owner, workspace, name, Roles.Owner, "person", ByCookie: false);
        return new Caller(member, "", await ProjectRoles.At(s, member, access, id));
    });

    static bool Works(Found? found) => found is { State: "active", Ended: null };

    // What ended a login while its member went on is said as it is; a pause that is over is no reason any more.
    static Caller Nobody(Found? found) =>
        new(null, found is null ? "" : found.State is "paused" or "removed" ? found.State : found.Ended is null or "paused" or "removed" ? "" : found.Ended, new Place(Roles.None));

    // Reading goes on when nothing can be written: who was here when is not worth refusing them.
    static async Task Note(Db db, string workspace, Func<Session, ValueTask> note)
    {
        try
        {
            await db.Write(workspace, note);
        }
        catch (Exception e) when (e is StorageFullException or StorageUnavailableException)
        {
        }
    }

    static CurrentMember Member(Row r, bool byCookie) =>
        new(r.Text(0), r.Text(1), r.Text(2), ProjectAccess.Named(r.Text(3)), r.Text(4), byCookie);
}
