using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>Checks what lies beside the lines: that none was slipped in unchained, that the tree's end is right, and that kept addresses are those that the lines mean.</summary>
static class RowCheck
{
    const int Page = 5000;

    /// <summary>Every line behind which the log has gone on is in the tree.</summary>
    internal static async Task Chained(Db db, string workspace, Action<LogFault> found, CancellationToken cancel)
    {
        for (var after = 0L; ;)
        {
            var (last, missing) = await db.Read(workspace, async s =>
            {
                var last = await s.Long($"SELECT max(seq) FROM (SELECT seq FROM audit_leaf WHERE workspace = {s.Workspace} AND seq > {after} ORDER BY seq LIMIT {(long)Page}) x");
                return (last, last is not { } to ? [] : await s.All($"""
                    SELECT l.seq, l.action, l.subject FROM audit_leaf l JOIN outbox_reader p ON p.name = 'audit'
                    WHERE l.workspace = {s.Workspace} AND l.seq > {after} AND l.seq <= {to} AND (l.tx, l.seq) <= (p.tx, p.seq)
                    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.leaf = l.seq AND e.workspace = l.workspace) ORDER BY l.seq
                    """, r => (Seq: r.Long(0), Action: r.Text(1), Subject: r.Text(2))));
            }, cancel);
            foreach (var (seq, action, subject) in missing)
                found(new("not_chained", null, subject, $"Row {seq.ToString(CultureInfo.InvariantCulture)} ({action} of {subject}) is in no place of the tree: it was put in behind the log's back, or its place was deleted."));
            if (last is null)
                return;
            after = last.Value;
        }
    }

    /// <summary>The tree's end says what the lines make.</summary>
    internal static async Task End(Db db, string workspace, long size, LogCheck check, Action<LogFault> found, CancellationToken cancel)
    {
        var (end, most, earlier) = await db.Read(workspace, async s => (
            await s.One($"SELECT size, peaks FROM audit_tree WHERE workspace = {s.Workspace}", r => Tuple.Create(r.Long(0), r.Text(1))),
            await s.Long($"SELECT max(position) FROM event WHERE workspace = {s.Workspace}") ?? 0,
            await s.All($"SELECT DISTINCT size, root FROM audit_check WHERE workspace = {s.Workspace} AND size > {size}", r => r.Long(0))), cancel);
        if (end is var (stored, peaks) && (stored != most || stored == size && RootOf(size, peaks) != check.Root))
            found(new("tree", stored, null, "The tree's stored end is not what the lines make."));
        foreach (var was in earlier.Where(was => was > most))
            found(new("checkpoint", was, null, $"The log was checked up to {was} lines before, and has {most} now: its end was cut off."));
    }

    static string? RootOf(long size, string peaks)
    {
        try
        {
            return Convert.ToHexStringLower(new MerkleTree(size, JsonSerializer.Deserialize<string[]>(peaks)!.Select(Convert.FromHexString)).Root());
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Each address that is still kept is the one that was noted.</summary>
    internal static async Task Addresses(Db db, string workspace, Action<LogFault> found, CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var rows = await db.Read(workspace, s => s.All($"""
                SELECT source, address, salt FROM audit_source WHERE workspace = {s.Workspace} AND source > {after} ORDER BY source LIMIT {(long)Page}
                """, r => (Source: r.Text(0), Address: r.Text(1), Salt: r.Bytes(2))), cancel);
            foreach (var (source, address, salt) in rows)
                if (AuditSource.Of(salt, address) != source)
                    found(new("address", null, source, $"The address {address} is not the one that the lines with {source} were written for."));
            if (rows.Count < Page)
                return;
            after = rows[^1].Source;
        }
    }
}
