using System.Globalization;
using System.Text;
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
            !await s.Any($"SELECT 1 FROM counter_delta LIMIT 1") && (await Unchained(s, 1)).Count == 0, cancel);
        if (idle)
            return false;
        var folded = await db.Write(null, async s => await leader.Holds(s, token) ? await FoldCounters(s) : 0, cancel);
        var chained = await db.Write(null, async s => await leader.Holds(s, token) ? await Chain(s) : 0, cancel);
        return folded == Chunk || chained == Chunk;
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

    sealed record Leaf(long Tx, long Seq, string Workspace, string Actor, string Action, string Subject, string? Before, string? After, long At);

    // Leaves below the oldest running transaction, in an order that nothing that comes later can change.
    static async ValueTask<List<Leaf>> Unchained(Session s, int most)
    {
        var at = await s.One($"SELECT tx, seq FROM outbox_reader WHERE name = 'audit'", r => Tuple.Create(r.Long(0), r.Long(1))) ?? Tuple.Create(-1L, -1L);
        return await s.All($"""
            SELECT tx, seq, workspace, actor, action, subject, before_hash, after_hash, at FROM audit_leaf
            WHERE tx < {Dialect.Settled} AND (tx, seq) > ({at.Item1}, {at.Item2}) ORDER BY tx, seq LIMIT {(long)most}
            """, r => new Leaf(r.Long(0), r.Long(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.TextOrNull(6), r.TextOrNull(7), r.Long(8)));
    }

    static async ValueTask<int> Chain(Session s)
    {
        var leaves = await Unchained(s, Chunk);
        if (leaves.Count == 0)
            return 0;
        var trees = new Dictionary<string, MerkleTree>(StringComparer.Ordinal);
        var events = new List<(string Workspace, long Position, long Leaf, string Hash, string Root)>(leaves.Count);
        foreach (var leaf in leaves)
        {
            if (!trees.TryGetValue(leaf.Workspace, out var tree))
                trees.Add(leaf.Workspace, tree = await Tree(s, leaf.Workspace));
            var hash = MerkleTree.LeafHash(BytesOf(leaf));
            tree.Append(hash);
            events.Add((leaf.Workspace, tree.Size, leaf.Seq, Convert.ToHexStringLower(hash), Convert.ToHexStringLower(tree.Root())));
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

    // Lengths before the fields: no two different leaves have the same bytes.
    static byte[] BytesOf(Leaf leaf) => Encoding.UTF8.GetBytes(string.Concat(
        new[] { leaf.Workspace, leaf.Actor, leaf.Action, leaf.Subject, leaf.Before ?? "", leaf.After ?? "", leaf.At.ToString(CultureInfo.InvariantCulture) }
            .Select(field => $"{field.Length.ToString(CultureInfo.InvariantCulture)}:{field}")));
}
