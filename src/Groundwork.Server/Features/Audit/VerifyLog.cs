using System.Text;
using System.Text.Json;
using Groundwork.Core.Audit;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>
/// Recomputes the whole audit log and compares it with what is stored, and with an earlier checkpoint if one is given. The answer is a stream of
/// JSON lines: how far it is, what is wrong, and the result at the end.
/// </summary>
public sealed class VerifyLog : ISlice
{
    /// <param name="Since">A checkpoint that was kept, as it was downloaded.</param>
    public sealed record Request(string? Since = null);

    /// <summary>The last line. Without it the check was broken off.</summary>
    public sealed record Result(long Size, string Root, long Things, long Faults, bool More, long? Since);

    const int MostFaults = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/audit/verify", Handle).For(Roles.Owner).Heavy()
        .Produces<string>(200, "application/jsonl").ProducesProblem(400);

    static async Task<IResult> Handle(Request request, CurrentMember me, Db db, SigningKey key, IEnumerable<IAudited> audited, CancellationToken cancel)
    {
        var keys = await key.Announce(db, me.Workspace);
        var since = request.Since is { } note ? Checkpoint.Open(note, keys) : null;
        if (request.Since is not null && (since is null || since.Origin != SigningKey.Origin(me.Workspace)))
            return Problem.Invalid("/since", "checkpoint", "This is no checkpoint of this workspace's log, or none of its keys signed it. Give the file as GET /api/audit/checkpoint wrote it.");
        // Not further than there are lines, whatever the tree's row says.
        var tree = await db.Read(me.Workspace, async s => await LogTree.Of(s) is var known && await s.Long($"SELECT max(position) FROM event WHERE workspace = {s.Workspace}") is var last
            ? known with { Size = Math.Min(known.Size, last ?? 0) } : known, cancel);
        return TypedResults.Stream(to => Run(to, me, db, audited, tree, since, cancel), "application/jsonl");
    }

    static async Task Run(Stream to, CurrentMember me, Db db, IEnumerable<IAudited> audited, LogTree tree, Checkpoint? since, CancellationToken cancel)
    {
        var (faults, waiting) = (0L, new List<LogFault>());
        var check = new LogCheck(db, audited, me.Workspace, Found);
        await check.Run(tree.Size, since, async at => { await Tell(); await Line(to, new { @checked = at, size = tree.Size }, cancel); }, cancel);
        await RowCheck.Chained(db, me.Workspace, Found, cancel);
        await RowCheck.End(db, me.Workspace, tree.Size, check, Found, cancel);
        await RowCheck.Addresses(db, me.Workspace, Found, cancel);
        if (since is not null)
            await Since(db, me.Workspace, tree, since, check, Found, cancel);
        await Tell();
        await db.Write(me.Workspace, async s =>
        {
            var id = s.NewId();
            await s.Run($"INSERT INTO audit_check (id, workspace, size, root, faults, by_member, at) VALUES ({id}, {s.Workspace}, {check.Size}, {check.Root}, {faults}, {me.Id}, {s.Now})");
            await EventCalls.Record(s, me.Id, faults == 0 ? "audit.verified" : "audit.damage_found", id);
        }, cancel);
        await Line(to, new { done = new Result(check.Size, check.Root, check.Things, faults, faults > MostFaults, since?.Size) }, cancel);

        void Found(LogFault fault)
        {
            if (++faults <= MostFaults)
                waiting.Add(fault);
        }

        async Task Tell()
        {
            foreach (var fault in waiting)
                await Line(to, new { fault }, cancel);
            waiting.Clear();
        }
    }

    // The way that anybody else can go with the tiles alone: the proof, from what is stored, against both roots.
    static async Task Since(Db db, string workspace, LogTree tree, Checkpoint since, LogCheck check, Action<LogFault> found, CancellationToken cancel)
    {
        if (since.Size > tree.Size)
        {
            found(new("checkpoint", since.Size, null, $"The checkpoint is of {since.Size} lines, and the log has {tree.Size}: its end was cut off."));
            return;
        }
        if (since.Size == 0)
            return;
        var proof = await db.Read(workspace, s => tree.Consistency(s, since.Size), cancel);
        if (proof is null || !ConsistencyProof.Holds(since.Size, since.Root, tree.Size, Convert.FromHexString(check.Root), proof))
            found(new("checkpoint", since.Size, null, "There is no proof from the stored tiles that today's log is the checkpoint's with lines added behind."));
    }

    static async Task Line(Stream to, object line, CancellationToken cancel)
    {
        await to.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n"), cancel);
        await to.FlushAsync(cancel);
    }
}
