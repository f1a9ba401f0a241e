using Groundwork.Core.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>Compares the stored tiles with those that the lines make, as they come by.</summary>
sealed class TileCheck(Db db, string workspace, Action<LogFault> found)
{
    readonly List<List<byte[]>> open = [];
    readonly List<AuditLeaf> leaves = [];
    bool whole = true;

    sealed record Stored(byte[] Hashes, string Root, byte[] Words);

    /// <summary>The next line and the hash that was chained of it.</summary>
    internal async Task Next(long position, AuditLeaf? leaf, byte[] hash, long fullTiles, CancellationToken cancel)
    {
        if (leaf is not null)
            leaves.Add(leaf);
        whole &= leaf is not null;
        Push(0, hash);
        if (position % MerkleTile.Full != 0)
            return;
        var number = position / MerkleTile.Full - 1;
        if (number < fullTiles)
            await Compare(0, number, position, cancel);
        Close(0);
        for (var level = 1; open[level].Count == MerkleTile.Full; level++)
        {
            number /= MerkleTile.Full;
            if (position / MerkleTile.Full <= fullTiles)
                await Compare(level, number, position, cancel);
            Close(level);
        }
        leaves.Clear();
        whole = true;
    }

    async Task Compare(int level, long number, long position, CancellationToken cancel)
    {
        var stored = await db.Read(workspace, s => s.One($"SELECT hashes, root, words FROM audit_tile WHERE workspace = {s.Workspace} AND level = {(long)level} AND number = {number}",
            r => new Stored(r.Bytes(0), r.Text(1), r.Bytes(2))), cancel);
        byte[] hashes = [.. open[level].SelectMany(h => h)];
        if (stored is null)
            found(new("tile", position, $"{level}/{number}", "The tile that ends here is missing."));
        else if (!stored.Hashes.AsSpan().SequenceEqual(hashes) || stored.Root != Convert.ToHexStringLower(MerkleTile.Root(hashes)))
            found(new("tile", position, $"{level}/{number}", "The tile that ends here is not the one that its lines make."));
        else if (level == 0 && whole && !stored.Words.AsSpan().SequenceEqual(AuditWords.Filter(leaves)))
            found(new("tile", position, $"{level}/{number}", "What the tile that ends here says of its lines, for searching them, is not what they say."));
    }

    void Push(int level, byte[] hash)
    {
        while (open.Count <= level)
            open.Add([]);
        open[level].Add(hash);
    }

    void Close(int level)
    {
        Push(level + 1, MerkleTile.Root(open[level].SelectMany(h => h).ToArray()));
        open[level].Clear();
    }
}
