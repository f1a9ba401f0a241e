using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>What the things that some lines are about are called now, and where they are found; what is gone has no name any more.</summary>
sealed class EventNames
{
    /// <param name="Text">Its name.</param>
    /// <param name="Task">The task that it belongs to.</param>
    /// <param name="Dataset">The dataset that it belongs to.</param>
    internal sealed record Name(string Text, string? Task, string? Dataset);

    readonly Dictionary<string, Name> known = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> addresses = new(StringComparer.Ordinal);

    internal Name? Of(string? id) => id is not null && known.TryGetValue(id, out var name) ? name : null;

    internal string? Address(string? source) => source is not null && addresses.TryGetValue(source, out var address) ? address : null;

    /// <summary>The key in "key:…", or null.</summary>
    internal static string? KeyOf(string? via) => via?.StartsWith("key:", StringComparison.Ordinal) == true ? via["key:".Length..] : null;

    internal static async ValueTask<EventNames> Of(Session s, IReadOnlyList<AuditLine> lines)
    {
        var names = new EventNames();
        var leaves = lines.Select(l => l.Leaf).OfType<Core.Audit.AuditLeaf>().ToList();
        Ids Subjects(params string[] kinds) => new([.. leaves.Where(l => kinds.Contains(l.Action.Split('.')[0], StringComparer.Ordinal)).Select(l => l.Subject).Distinct(StringComparer.Ordinal)]);
        static Ids Distinct(IEnumerable<string?> ids) => new([.. ids.OfType<string>().Distinct(StringComparer.Ordinal)]);
        var w = s.Workspace;
        await names.Add(s, Distinct(leaves.SelectMany(l => new[] { l.Actor, l.Action.Split('.')[0] is "member" or "workspace" or "audit" ? l.Subject : null })),
            ids => $"SELECT id, name, NULL, NULL FROM member WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Distinct(leaves.SelectMany(l => new[] { l.Project, l.Subject })), ids => $"SELECT id, name, NULL, NULL FROM project WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("dataset", "items"), ids => $"SELECT id, name, NULL, id FROM dataset WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("annotation"), ids => $"SELECT a.id, CAST(t.ordinal AS TEXT), t.id, NULL FROM annotation a JOIN task t ON t.id = a.task AND t.workspace = a.workspace WHERE a.workspace = {w} AND a.id IN {ids}");
        await names.Add(s, Subjects("task"), ids => $"SELECT id, CAST(ordinal AS TEXT), id, NULL FROM task WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("issue"), ids => $"SELECT i.id, CAST(t.ordinal AS TEXT), t.id, NULL FROM issue i JOIN task t ON t.id = i.task AND t.workspace = i.workspace WHERE i.workspace = {w} AND i.id IN {ids}");
        await names.Add(s, Subjects("review"), ids => $"SELECT r.id, CAST(t.ordinal AS TEXT), t.id, NULL FROM review r JOIN task t ON t.id = r.task AND t.workspace = r.workspace WHERE r.workspace = {w} AND r.id IN {ids}");
        await names.Add(s, Subjects("snapshot"), ids => $"SELECT id, name, NULL, NULL FROM snapshot WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("batch"), ids => $"SELECT id, name, NULL, NULL FROM batch WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("webhook"), ids => $"SELECT id, name, NULL, NULL FROM webhook WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("view"), ids => $"SELECT id, name, NULL, NULL FROM saved_view WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("job", "export"), ids => $"SELECT id, title, NULL, NULL FROM job WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Subjects("import", "items", "prediction", "gold", "annotation"), ids => $"SELECT id, file_name, NULL, dataset FROM import WHERE workspace = {w} AND id IN {ids}");
        await names.Add(s, Distinct(leaves.SelectMany(l => new[] { KeyOf(l.Via), l.Action.StartsWith("key.", StringComparison.Ordinal) ? l.Subject : null })),
            ids => $"SELECT id, name, NULL, NULL FROM api_key WHERE workspace = {w} AND id IN {ids}");
        if (Distinct(leaves.Select(l => l.Source)) is { Values.Count: > 0 } sources)
            await s.Each($"SELECT source, address FROM audit_source WHERE workspace = {s.Workspace} AND source IN {sources}", r => names.addresses[r.Text(0)] = r.Text(1));
        return names;
    }

    async ValueTask Add(Session s, Ids ids, Func<Ids, Sql> question)
    {
        if (ids.Values.Count > 0)
            await s.Each(question(ids), r => known.TryAdd(r.Text(0), new Name(r.Text(1), r.TextOrNull(2), r.TextOrNull(3))));
    }
}
