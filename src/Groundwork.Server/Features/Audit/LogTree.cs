using System.Security.Cryptography;
using Groundwork.Core.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>The stored tree of a workspace's log: any of its tiles and subtrees, at the cost of a tile.</summary>
/// <param name="Size">How many lines it has for whoever reads it: only as many as all tiles are there for.</param>
/// <param name="Root">The root over them, in hex.</param>
sealed record LogTree(long Size, string Root)
{
    const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>The tree as it is now.</summary>
    internal static async ValueTask<LogTree> Of(Session s)
    {
        var known = await s.One($"SELECT size, tiles FROM audit_tree WHERE workspace = {s.Workspace}", r => Tuple.Create(r.Long(0), r.Long(1)));
        if (known is not var (all, tiles))
            return new(0, Convert.ToHexStringLower(new MerkleTree().Root()));
        // A log from before there were tiles gets them little by little.
        var size = tiles == all / MerkleTile.Full ? all : tiles * MerkleTile.Full;
        return new(size, await s.Text($"SELECT root_hash FROM event WHERE workspace = {s.Workspace} AND position = {size}") ?? Convert.ToHexStringLower(new MerkleTree().Root()));
    }

    internal Checkpoint Checkpoint(string workspace) => new(SigningKey.Origin(workspace), Size, Convert.FromHexString(Root));

    /// <summary>The hashes of a tile; null if they aren't all there.</summary>
    internal static async ValueTask<byte[]?> Tile(Session s, MerkleTile tile)
    {
        byte[]? stored = null;
        await s.Each($"SELECT hashes FROM audit_tile WHERE workspace = {s.Workspace} AND level = {(long)tile.Level} AND number = {tile.Number}", r => stored = r.Bytes(0), 1);
        if (stored is null)
        {
            var (from, to) = (tile.Number * MerkleTile.Full, tile.Number * MerkleTile.Full + tile.Width);
            var hashes = tile.Level == 0
                ? await s.All($"SELECT leaf_hash FROM event WHERE workspace = {s.Workspace} AND position > {from} AND position <= {to} ORDER BY position", r => r.Text(0))
                : await s.All($"SELECT root FROM audit_tile WHERE workspace = {s.Workspace} AND level = {tile.Level - 1L} AND number >= {from} AND number < {to} ORDER BY number", r => r.Text(0));
            stored = [.. hashes.SelectMany(Convert.FromHexString)];
        }
        return stored.Length < tile.Width * HashBytes ? null : stored[..(tile.Width * HashBytes)];
    }

    /// <summary>What shows that this tree is an earlier one with lines added; null if parts of it are missing.</summary>
    internal async ValueTask<List<byte[]>?> Consistency(Session s, long from)
    {
        var proof = new List<byte[]>();
        foreach (var node in ConsistencyProof.Nodes(from, Size))
            if (await Covered(s, node.Index << node.Height, Math.Min(Size, (node.Index + 1) << node.Height)) is { } hash)
                proof.Add(hash);
            else
                return null;
        return proof;
    }

    // The root over a range that begins where a subtree of its size may begin.
    async ValueTask<byte[]?> Covered(Session s, long start, long end)
    {
        var peaks = new List<byte[]>();
        for (var at = start; at < end;)
        {
            var height = 0;
            while (at % (2L << height) == 0 && at + (2L << height) <= end)
                height++;
            if (await Subtree(s, height, at >> height) is not { } hash)
                return null;
            peaks.Add(hash);
            at += 1L << height;
        }
        return new MerkleTree(end - start, peaks).Root();
    }

    async ValueTask<byte[]?> Subtree(Session s, int height, long index)
    {
        var (level, within) = (height / 8, height % 8);
        var first = index << within;
        var number = first / MerkleTile.Full;
        var width = (int)Math.Min(MerkleTile.Full, MerkleTile.Hashes(Size, level) - number * MerkleTile.Full);
        var at = (int)(first % MerkleTile.Full) * HashBytes;
        return await Tile(s, new MerkleTile(level, number, width)) is { } hashes ? MerkleTile.Root(hashes.AsSpan(at, HashBytes << within)) : null;
    }
}
