using System.Security.Cryptography;
using Groundwork.Core.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>Keeps the full tiles of each workspace's tree, so that any part of it is read at the cost of that part. A tile is written when its last leaf is chained.</summary>
static class AuditTiles
{
    const int MostInUnit = 8;

    /// <summary>Writes what is full by now and not yet written, so much as fits into a unit; how many tiles of leaves there are then.</summary>
    internal static async ValueTask<long> Write(Session s, string workspace, long size, long tiles)
    {
        var full = Math.Min(size / MerkleTile.Full, tiles + MostInUnit);
        for (; tiles < full; tiles++)
            await OfLeaves(s, workspace, tiles);
        return tiles;
    }

    static async ValueTask OfLeaves(Session s, string workspace, long number)
    {
        var from = number * MerkleTile.Full;
        var lines = await s.All($"""
            SELECT e.leaf_hash, l.actor, l.action, l.subject, l.project, l.at FROM event e JOIN audit_leaf l ON l.seq = e.leaf AND l.workspace = e.workspace
            WHERE e.workspace = {workspace} AND e.position > {from} AND e.position <= {from + MerkleTile.Full} ORDER BY e.position
            """, r => (Hash: r.Text(0), Leaf: new AuditLeaf(0, "", r.Long(5), r.Text(1), r.Text(2), r.Text(3), r.TextOrNull(4), null, null, null, null)));
        await Add(s, workspace, 0, number, lines.Select(l => l.Hash), AuditWords.Filter(lines.Select(l => l.Leaf)), lines.Min(l => l.Leaf.At), lines.Max(l => l.Leaf.At));
        // The roots of 256 full tiles are a tile of the next level.
        for (var level = 1; (number + 1) % MerkleTile.Full == 0; level++)
        {
            number /= MerkleTile.Full;
            var below = await s.All($"""
                SELECT root, first_at, last_at FROM audit_tile WHERE workspace = {workspace} AND level = {level - 1L}
                AND number >= {number * MerkleTile.Full} AND number < {(number + 1) * MerkleTile.Full} ORDER BY number
                """, r => (Root: r.Text(0), First: r.Long(1), Last: r.Long(2)));
            await Add(s, workspace, level, number, below.Select(b => b.Root), [], below.Min(b => b.First), below.Max(b => b.Last));
        }
    }

    static async ValueTask Add(Session s, string workspace, int level, long number, IEnumerable<string> hashes, byte[] words, long first, long last)
    {
        byte[] bytes = [.. hashes.SelectMany(Convert.FromHexString)];
        if (bytes.Length != MerkleTile.Full * SHA256.HashSizeInBytes)
            throw new InvalidOperationException($"Tile {number} of level {level} of the audit log of workspace {workspace} isn't whole. `groundwork audit verify` says what is missing.");
        await s.Run($"""
            INSERT INTO audit_tile (workspace, level, number, hashes, root, words, first_at, last_at)
            VALUES ({workspace}, {(long)level}, {number}, {bytes}, {Convert.ToHexStringLower(MerkleTile.Root(bytes))}, {words}, {first}, {last})
            """);
    }
}
