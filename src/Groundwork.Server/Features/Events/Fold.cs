using System.Text.Json;
using Groundwork.Core.Audit;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>Folds counter differences into counters, and puts the new audit leaves into each workspace's Merkle tree, without a gap.</summary>
public sealed class Fold(Db db, Leader leader) : IBackgroundTask
{
    const int Chunk = 300;

    public TimeSpan Rest => TimeSpan.FromMilliseconds(300);

    public async Task<bool> Round(CancellationToken cancel)
    {
        if (await leader.Token(cancel) is not { } token)
            return false;
        var idle = await db.Read(null, async s =>
            !await s.Any($"SELECT 1 FROM counter_delta LIMIT 1") && (await Unchained(s, 1)).Count == 0 && !await s.Any($"SELECT 1 FROM audit_tree WHERE tiles < size / 256"), cancel);
        if (idle)
            return false;
        var folded = await db.Write(null, async s => await leader.Holds(s, token) ? await FoldCounters(s) : 0, cancel);
        var more = await db.Write(null, async s => await leader.Holds(s, token) && await Chain(s) == Chunk | await Tile(s), cancel);
        return folded == Chunk || more;
    }

    static async ValueTask<int> FoldCounters(Session s)
    {
        var deltas = await s.All($"SELECT seq, workspace, project, name, delta FROM counter_delta ORDER BY seq LIMIT {(long)Chunk}",
            r => (Seq: r.Long(0), Workspace: r.Text(1), Project: r.Text(2), Name: r.Text(3), Delta: r.Long(4)));
        foreach (var group in deltas.GroupBy(d => (d.Workspace, d.Project, d.Name)))
            await s.Send($"""
                INSERT INTO counter (project, name, workspace, value) VALUES ({group.Key.Project}, {group.Key.Name}, {group.Key.Workspace}, {group.Sum(d => d.Delta)})
                ON CONFLICT (project, name) DO UPDATE SET value = counter.value + excluded.value
                """);
        await s.Send($"DELETE FROM counter_delta WHERE seq IN (SELECT r.seq FROM {Rows.Of(deltas).Integer("seq", d => d.Seq)})");
        return deltas.Count;
    }

    sealed record Waiting(long Tx, long Seq, AuditLeaf Line);

    // Leaves below the oldest running transaction, in an order that nothing that comes later can change.
    static async ValueTask<List<Waiting>> Unchained(Session s, int most)
    {
        var at = await s.One($"SELECT tx, seq FROM outbox_reader WHERE name = 'audit'", r => Tuple.Create(r.Long(0), r.Long(1))) ?? Tuple.Create(-1L, -1L);
        return await s.All($"""
            SELECT tx, seq, version, workspace, at, actor, action, subject, project, before_hash, after_hash, via, source FROM audit_leaf
            WHERE tx < {Dialect.Settled} AND (tx, seq) > ({at.Item1}, {at.Item2}) ORDER BY tx, seq LIMIT {(long)most}
            """, r => new Waiting(r.Long(0), r.Long(1), new AuditLeaf((int)r.Long(2), r.Text(3), r.Long(4), r.Text(5), r.Text(6), r.Text(7), r.TextOrNull(8),
                r.TextOrNull(9), r.TextOrNull(10), r.TextOrNull(11), r.TextOrNull(12))));
    }

    static async ValueTask<int> Chain(Session s)
    {
        var leaves = await Unchained(s, Chunk);
        if (leaves.Count == 0)
            return 0;
        var trees = new Dictionary<string, MerkleTree>(StringComparer.Ordinal);
        var events = new List<(string Workspace, long Position, long Leaf, string Hash, string Root)>(leaves.Count);
        foreach (var (_, seq, leaf) in leaves)
        {
            if (!trees.TryGetValue(leaf.Workspace, out var tree))
                trees.Add(leaf.Workspace, tree = await Tree(s, leaf.Workspace));
            var hash = MerkleTree.LeafHash(leaf.Bytes());
            tree.Append(hash);
            events.Add((leaf.Workspace, tree.Size, seq, Convert.ToHexStringLower(hash), Convert.ToHexStringLower(tree.Root())));
        }
        await s.Send($"""
            INSERT INTO event (workspace, position, leaf, leaf_hash, root_hash) SELECT r.workspace, r.position, r.leaf, r.hash, r.root
            FROM {Rows.Of(events).Text("workspace", e => e.Workspace).Integer("position", e => e.Position).Integer("leaf", e => e.Leaf).Text("hash", e => e.Hash).Text("root", e => e.Root)} WHERE true
            """);
        foreach (var (workspace, tree) in trees)
            await s.Run($"""
                INSERT INTO audit_tree (workspace, size, peaks) VALUES ({workspace}, {tree.Size}, {new Json(JsonSerializer.Serialize(tree.Peaks.Select(Convert.ToHexStringLower)))})
                ON CONFLICT (workspace) DO UPDATE SET size = excluded.size, peaks = excluded.peaks
                """);
        await s.Run($"""
            INSERT INTO outbox_reader (name, tx, seq) VALUES ('audit', {leaves[^1].Tx}, {leaves[^1].Seq})
            ON CONFLICT (name) DO UPDATE SET tx = excluded.tx, seq = excluded.seq
            """);
        return leaves.Count;
    }

    static async ValueTask<MerkleTree> Tree(Session s, string workspace) =>
        await s.One($"SELECT size, peaks FROM audit_tree WHERE workspace = {workspace}",
            r => new MerkleTree(r.Long(0), JsonSerializer.Deserialize<string[]>(r.Text(1))!.Select(Convert.FromHexString))) ?? new MerkleTree();

    // Usually in the same unit as the leaf that fills a tile; a log from before there were tiles is caught up with in small units.
    static async ValueTask<bool> Tile(Session s)
    {
        var more = false;
        foreach (var (workspace, size, tiles) in await s.All($"SELECT workspace, size, tiles FROM audit_tree WHERE tiles < size / 256", r => (r.Text(0), r.Long(1), r.Long(2))))
        {
            var now = await AuditTiles.Write(s, workspace, size, tiles);
            await s.Run($"UPDATE audit_tree SET tiles = {now} WHERE workspace = {workspace}");
            more |= now < size / MerkleTile.Full;
        }
        return more;
    }
}
