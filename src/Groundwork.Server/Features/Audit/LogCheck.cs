using Groundwork.Core.Audit;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>
/// Recomputes a workspace's log from its lines, page by page: each line's hash, each root, each tile, and whether what the lines name still is what
/// they say. What it holds in memory doesn't grow with the log.
/// </summary>
sealed class LogCheck(Db db, IEnumerable<IAudited> audited, string workspace, Action<LogFault> found)
{
    const int Page = 2000;

    readonly MerkleTree tree = new();
    readonly TileCheck tiles = new(db, workspace, found);
    (long Tx, long Seq) last = (-1, -1);
    bool rootsDiffer;

    /// <summary>How many things it compared with the hash that the log has of them.</summary>
    internal long Things { get; private set; }

    internal long Size => tree.Size;

    internal string Root => Convert.ToHexStringLower(tree.Root());

    /// <summary>Goes through the lines up to a size.</summary>
    /// <param name="size">How many there are to be.</param>
    /// <param name="since">An earlier checkpoint that the tree has to have gone through; null for none.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task Run(long size, Checkpoint? since, Func<long, Task> progress, CancellationToken cancel)
    {
        var full = await db.Read(workspace, s => s.Long($"SELECT tiles FROM audit_tree WHERE workspace = {s.Workspace}"), cancel) ?? 0;
        for (long at = 0; at < size;)
        {
            var lines = await db.Read(workspace, s => EventCalls.Lines(s, at, Math.Min(size, at + Page), Sql.Nothing, descending: false, Page), cancel);
            await Follow(lines, at, Math.Min(size, at + Page), since, full, cancel);
            await LookAtThings(lines, cancel);
            at = Math.Min(size, at + Page);
            await progress(at);
        }
    }

    async Task Follow(List<AuditLine> lines, long at, long to, Checkpoint? since, long full, CancellationToken cancel)
    {
        var next = 0;
        for (var position = at + 1; position <= to; position++)
        {
            if (next == lines.Count || lines[next].Position != position)
            {
                found(new("gap", position, null, "The log has no line here."));
                tree.Append(new byte[32]);
                rootsDiffer = true;
                continue;
            }
            var line = lines[next++];
            One(line);
            if (since?.Size == position && !tree.Root().AsSpan().SequenceEqual(since.Root))
                found(new("checkpoint", position, null, "The root over the lines up to here is not the one that the checkpoint has: lines before it were changed since."));
            await tiles.Next(position, line.Leaf, StoredHash(line), full, cancel);
        }
    }

    void One(AuditLine line)
    {
        var stored = StoredHash(line);
        if (line.Leaf is not { } leaf)
            found(new("line_missing", line.Position, line.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture), "The row of this line was deleted."));
        else
        {
            if (leaf.Version is not (1 or AuditLeaf.Newest) || !MerkleTree.LeafHash(leaf.Bytes()).AsSpan().SequenceEqual(stored))
                found(new("line_changed", line.Position, leaf.Subject, $"The line ({leaf.Action} of {leaf.Subject} by {leaf.Actor}) has not the hash that was chained: it was changed."));
            if ((line.Tx, line.Seq).CompareTo(last) <= 0)
                found(new("order", line.Position, leaf.Subject, "The line stands behind one that was written later."));
            last = (line.Tx, line.Seq);
        }
        tree.Append(stored);
        // One changed hash makes every root behind it differ: said once.
        var differs = Root != line.Root;
        if (differs && !rootsDiffer)
            found(new("root", line.Position, null, $"The root here should be {Root}, and {line.Root} is stored: a hash at or before this place was changed."));
        rootsDiffer = differs;
    }

    static byte[] StoredHash(AuditLine line) => line.LeafHash.Length == 64 && line.LeafHash.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(line.LeafHash) : new byte[32];

    async Task LookAtThings(List<AuditLine> lines, CancellationToken cancel)
    {
        foreach (var kind in audited)
        {
            var named = lines.Where(l => l.Leaf is { After: not null } leaf && kind.Actions.Contains(leaf.Action)).ToList();
            if (named.Count == 0)
                continue;
            Things += named.Count;
            var wrong = await kind.Wrong(workspace, [.. named.Select(l => new AuditedThing(l.Leaf!.Subject, l.Leaf.After!))], cancel);
            foreach (var line in named)
                if (wrong.TryGetValue(line.Leaf!.Subject, out var why))
                    found(new("thing", line.Position, line.Leaf.Subject, $"{line.Leaf.Action} noted {line.Leaf.After}. {why}"));
        }
    }
}
