using Groundwork.Core.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Events;

/// <summary>A line of a workspace's log at its place in the tree.</summary>
/// <param name="Position">Its place, from 1.</param>
/// <param name="Tx">The transaction that wrote it.</param>
/// <param name="Seq">The number of its row.</param>
/// <param name="LeafHash">The hash that was chained, in hex.</param>
/// <param name="Root">The root over all lines up to this one, in hex.</param>
/// <param name="Leaf">The line; null if its row is gone, which it never should be.</param>
public sealed record AuditLine(long Position, long Tx, long Seq, string LeafHash, string Root, AuditLeaf? Leaf)
{
    internal static ValueTask<List<AuditLine>> Between(Session s, long after, long upTo, Sql also, bool descending, int most) => s.All($"""
        SELECT e.position, e.leaf, e.leaf_hash, e.root_hash, l.version, l.workspace, l.at, l.actor, l.action, l.subject, l.project, l.before_hash, l.after_hash, l.via, l.source, l.tx
        FROM event e LEFT JOIN audit_leaf l ON l.seq = e.leaf AND l.workspace = e.workspace
        WHERE e.workspace = {s.Workspace} AND e.position > {after} AND e.position <= {upTo} {also}
        ORDER BY e.position {(descending ? Down : Sql.Nothing)} LIMIT {(long)most}
        """, Map);

    static Sql Down => $"DESC";

    static AuditLine Map(Row r) => new(r.Long(0), r.LongOrNull(15) ?? 0, r.Long(1), r.Text(2), r.Text(3), r.LongOrNull(4) is { } version
        ? new AuditLeaf((int)version, r.Text(5), r.Long(6), r.Text(7), r.Text(8), r.Text(9), r.TextOrNull(10), r.TextOrNull(11), r.TextOrNull(12), r.TextOrNull(13), r.TextOrNull(14)) : null);
}
