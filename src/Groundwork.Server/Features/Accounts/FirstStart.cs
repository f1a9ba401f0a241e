using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Makes the workspace and its owner in an empty database, and the owner's way in at every start.</summary>
public static class FirstStart
{
    const long OwnerLinkLastsMs = 24L * 3600 * 1000;

    /// <summary>Was there nothing yet? Then a workspace, its owner and, if given, the owner's key are there now.</summary>
    public static async Task<bool> Ensure(Db db, string? ownerKey)
    {
        var workspace = await db.Read(null, async s => await s.Any($"SELECT 1 FROM workspace") ? null : s.NewId());
        return workspace is not null && await db.Write(workspace, s => Make(s, workspace, ownerKey));
    }

    static async ValueTask<bool> Make(Session s, string workspace, string? ownerKey)
    {
        if (await s.Any($"SELECT 1 FROM workspace"))
            return false;
        var owner = s.NewId();
        await s.Run($"INSERT INTO workspace (id, name, created) VALUES ({workspace}, {"My workspace"}, {s.Now})");
        await s.Run($"""
            INSERT INTO member (id, workspace, name, role, kind, state, created)
            VALUES ({owner}, {workspace}, {"Owner"}, 'owner', 'person', 'active', {s.Now})
            """);
        if (!string.IsNullOrWhiteSpace(ownerKey))
            await s.Run($"""
                INSERT INTO api_key (id, workspace, member, name, hash, created)
                VALUES ({s.NewId()}, {workspace}, {owner}, {"GROUNDWORK_OWNER_KEY"}, {Secrets.Hash(ownerKey)}, {s.Now})
                """);
        await EventCalls.Record(s, "system", "workspace.created", owner);
        return true;
    }

    /// <summary>A fresh one-time link for the first owner; the link of the last start stops working.</summary>
    public static async Task<string> OwnerLink(Db db)
    {
        var (workspace, owner, _) = await db.Read(null, FirstOwner);
        return await db.Write(workspace, async s =>
        {
            await EventCalls.Record(s, "system", "member.link_renewed", owner);
            return (await AccountCalls.NewLink(s, workspace, owner, "owner", OwnerLinkLastsMs)).Secret;
        });
    }

    internal static async ValueTask<(string Workspace, string Owner, string Name)> FirstOwner(Session s) =>
        await s.One($"SELECT workspace, id, name FROM member WHERE role = 'owner' AND kind = 'person' AND state = 'active' ORDER BY created, id",
            r => Tuple.Create(r.Text(0), r.Text(1), r.Text(2)))
            is (var workspace, var id, var name) ? (workspace, id, name) : throw new InvalidOperationException("The database has no owner.");
}
