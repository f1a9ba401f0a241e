using System.Buffers.Binary;
using System.Globalization;
using Groundwork.Core.Audit;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>Hands out a tile of the audit log's tree, or the lines below one, as C2SP tlog-tiles names them: <c>0/x001/234</c>, <c>entries/005.p/17</c>.</summary>
public sealed class GetTile : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit/tile/{level}/{**path}", Handle).For(Roles.Owner)
        .Produces<byte[]>(200, "application/octet-stream").ProducesProblem(404).ProducesProblem(409);

    static async Task<IResult> Handle(string level, string path, HttpContext context, CurrentMember me, Db db, CancellationToken cancel)
    {
        var entries = level == "entries";
        var height = 0;
        if (!entries && !(level is "0" or [not '0', ..] && int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out height)) || MerkleTile.Parse(height, path) is not { } tile)
            return Nowhere;
        var (there, bytes) = await db.Read(me.Workspace, async s =>
        {
            var tree = await LogTree.Of(s);
            return tile.Number * MerkleTile.Full + tile.Width > MerkleTile.Hashes(tree.Size, tile.Level) ? (false, null)
                : (true, entries ? await Entries(s, tile) : await LogTree.Tile(s, tile));
        }, cancel);
        if (!there)
            return Nowhere;
        if (bytes is null)
            return Problem.Conflict("log_damaged", "A part of the audit log is missing.", "`groundwork audit verify` says which. Restore it from a backup.");
        // What a tile says never changes.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Cookie, Authorization";
        return TypedResults.Bytes(bytes, "application/octet-stream");
    }

    // Each line with its length before it, in two bytes.
    static async ValueTask<byte[]?> Entries(Session s, MerkleTile tile)
    {
        var from = tile.Number * MerkleTile.Full;
        var lines = await EventCalls.Lines(s, from, from + tile.Width, Sql.Nothing, descending: false, tile.Width);
        if (lines.Count < tile.Width || lines.Exists(l => l.Leaf is null))
            return null;
        using var bundle = new MemoryStream();
        var length = new byte[2];
        foreach (var line in lines)
        {
            var bytes = line.Leaf!.Bytes();
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)bytes.Length));
            bundle.Write(length);
            bundle.Write(bytes);
        }
        return bundle.ToArray();
    }

    static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Nowhere => Problem.Of(404, "not_found", "The log has no such tile.",
        "GET /api/audit/checkpoint says how long the log is; a tile is named as in C2SP tlog-tiles, such as tile/0/x001/234 or tile/entries/005.p/17.");
}
