using Groundwork.Server.Features.Work;
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

    internal static async Task<Caller> ByLogin(Db db, string secret, string address, Access access, string? id)
    {
        var hash = Secrets.Hash(secret);
        var (found, place, now) = await Look(db, hash, access, id, s => s.One($"""
            SELECT m.id, m.workspace, m.name, m.role, m.kind, m.state, l.ended, CASE WHEN l.seen > l.created THEN l.seen ELSE l.created END, l.expires
            FROM login l JOIN member m ON m.id = l.member AND m.workspace = l.workspace WHERE l.hash = {hash}
            """, r => new Presented(Member(r, byCookie: true) with { Login = hash }, r.Text(5), r.TextOrNull(6), r.Long(7), Math.Min(r.Long(8), r.Long(7) + IdleMs))));
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
        var (found, place, now) = await Look(db, hash, access, id, s => s.One($"""
            SELECT m.id, m.workspace, m.name, m.role, m.kind, m.state, coalesce(k.used, 0), k.scope, k.expires, k.id
            FROM api_key k JOIN member m ON m.id = k.member AND m.workspace = k.workspace WHERE k.hash = {hash}
            """, r => new Presented(Member(r, byCookie: false) with { Scope = r.Text(7), KeyExpires = r.LongOrNull(8), Key = r.Text(9) }, r.Text(5), null, r.Long(6), long.MaxValue)));
        if (found is null || place is null)
            return Nobody(found);
        if (found.Noted < now - NotedEveryMs)
            await Note(db, found.Member.Workspace, async s => { await s.Run($"UPDATE api_key SET used = {s.Now} WHERE hash = {hash} AND workspace = {s.Workspace}"); });
        return new Caller(found.Member, "", place);
    }

    // One read for both; none where what it would find is known.
    static async Task<(Presented?, Place?, long Now)> Look(Db db, string hash, Access access, string? id, Func<Session, ValueTask<Presented?>> read)
    {
        var (known, version) = (KnownCallers.In(db), KnownCallers.Changes(db));
        var kept = version is { } now ? known.Find(hash, now.Accounts) : null;
        if (kept is not null && db.Clock is { } clock)
        {
            var current = Current(kept, clock);
            var there = !Works(current) || access.In == In.Workspace ? new Place(kept.Member.Role) : id is null ? null : access.In switch
            {
                In.Project => known.PlaceIn(version!.Value, kept.Member.Id, id),
                In.Assignment => WorkCalls.Begun(db, id, kept.Member.Id) is { } project && known.PlaceIn(version!.Value, kept.Member.Id, project) is { } where ? where with { Project = project } : null,
                _ => null,
            };
            if (there is not null)
                return (current, Works(current) ? there : null, clock);
        }
        return await db.Read<(Presented?, Place?, long)>(null, async s =>
        {
            var presented = kept ?? await read(s);
            var found = Current(presented, s.Now);
            var place = Works(found) ? await ProjectRoles.At(s, found!.Member, access, id) : null;
            if (version is { } v && presented is not null)
            {
                known.Keep(hash, v.Accounts, presented);
                if (access.In == In.Project && id is not null && place is not null)
                    known.Keep(v, presented.Member.Id, id, place);
            }
            return (found, place, s.Now);
        });
    }

    internal static async Task<Caller> ByCommandLine(Db db, Access access, string? id) => await db.Read(null, async s =>
    {
        var (workspace, owner, name) = await FirstStart.FirstOwner(s);
        var member = new CurrentMember(owner, workspace, name, Roles.Owner, "person", ByCookie: false);
        return new Caller(member, "", await ProjectRoles.At(s, member, access, id));
    });

    // What its row means at this time.
    static Presented? Current(Presented? presented, long now) =>
        presented is null || presented.Until <= now ? null : presented.Member.KeyExpires <= now ? presented with { Ended = "expired" } : presented;

    static bool Works(Presented? found) => found is { State: "active", Ended: null };

    // What ended a login while its member went on is said as it is; a pause that is over is no reason any more.
    static Caller Nobody(Presented? found) =>
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
