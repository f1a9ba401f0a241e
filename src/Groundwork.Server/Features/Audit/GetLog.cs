using Groundwork.Core.Audit;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Audit;

/// <summary>Says how long the audit log is, its root, the key that signs it, and how far and when it was checked last.</summary>
public sealed class GetLog : ISlice
{
    public sealed record Check(long Size, string Root, long Faults, long At, string ByName);
    public sealed record Response(long Size, string Root, string Origin, string VerifierKey, Check? LastCheck);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", Handle).For(Roles.Owner).Heavy();

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, SigningKey key) => TypedResults.Ok(await db.Read(me.Workspace, async s =>
    {
        var tree = await LogTree.Of(s);
        var check = await s.One($"""
            SELECT c.size, c.root, c.faults, c.at, coalesce(m.name, '') FROM audit_check c LEFT JOIN member m ON m.id = c.by_member AND m.workspace = c.workspace
            WHERE c.workspace = {s.Workspace} ORDER BY c.at DESC, c.id DESC LIMIT 1
            """, r => new Check(r.Long(0), r.Text(1), r.Long(2), r.Long(3), r.Text(4)));
        var origin = SigningKey.Origin(me.Workspace);
        return new Response(tree.Size, tree.Root, origin, Checkpoint.VerifierKey(origin, key.Public), check);
    }));
}
