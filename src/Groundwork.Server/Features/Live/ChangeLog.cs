using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Live;

/// <summary>
/// Reads what changed between two commit numbers from what is written anyway: the audit log, the outbox, and the numbers that tasks and
/// resolutions carry. So nothing is written for the streams, and every node finds what any node has committed.
/// </summary>
static class ChangeLog
{
    /// <summary>What was found.</summary>
    /// <param name="Lines">Lines that may have changed what members may see.</param>
    internal sealed record Found(List<News> News, List<LogLine> Lines);

    /// <summary>The number below which nothing can change any more.</summary>
    internal static async ValueTask<long> Settled(Session s) => await s.Long($"SELECT {Dialect.Settled}") ?? 0;

    /// <summary>What the logs say; null if that is too much to be worth reading.</summary>
    internal static async ValueTask<Found?> Lines(Session s, long from, long to, int most)
    {
        Sql own = $"";
        if (s.Workspace is { } workspace)
            own = $"AND workspace = {workspace}";
        var (notes, noted) = await Grouped(s, $"""
            SELECT workspace, project, action, CASE WHEN project IS NULL OR action LIKE 'issue.%' OR action LIKE 'member.%' THEN subject ELSE '' END AS about,
              CASE WHEN action LIKE 'member.%' OR action LIKE 'key.%' THEN actor ELSE '' END AS actor
            FROM audit_leaf WHERE tx >= {from} AND tx < {to} {own} ORDER BY tx, seq LIMIT {(long)most + 1}
            """);
        var (events, raised) = await Grouped(s, $"""
            SELECT workspace, project, kind AS action, CASE WHEN project IS NULL THEN subject ELSE '' END AS about, '' AS actor
            FROM outbox WHERE tx >= {from} AND tx < {to} {own} ORDER BY tx, seq LIMIT {(long)most + 1}
            """);
        if (noted > most || raised > most)
            return null;
        var askers = await Askers(s, notes);
        return new([.. notes.SelectMany(l => LogNews.From(l, noted: true, askers)).Concat(events.SelectMany(l => LogNews.From(l, noted: false, askers))).Distinct()],
            [.. notes.Where(l => l.TouchesAccess)]);
    }

    static async ValueTask<(List<LogLine> Lines, long Count)> Grouped(Session s, Sql rows)
    {
        var count = 0L;
        var lines = await s.All($"SELECT workspace, project, action, about, actor, count(*) FROM ({rows}) x GROUP BY workspace, project, action, about, actor", r =>
        {
            count += r.Long(5);
            return new LogLine(r.Text(0), r.TextOrNull(1), r.Text(2), r.Text(3), r.Text(4));
        });
        return (lines, count);
    }

    static async ValueTask<IReadOnlyDictionary<string, string>> Askers(Session s, List<LogLine> lines)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in lines.Where(l => l.What.StartsWith("issue.", StringComparison.Ordinal)).GroupBy(l => l.Workspace, StringComparer.Ordinal))
            await s.Each($"SELECT id, member FROM issue WHERE workspace = {group.Key} AND id IN {new Ids([.. group.Select(l => l.Subject).Distinct()])}", r => found[r.Text(0)] = r.Text(1));
        return found;
    }

    /// <summary>Where tasks or their resolutions changed: also what leaves no line, such as that somebody takes a task, or a lease that ran out.</summary>
    // Each project is looked up by itself, in the index: as a join it might read all tasks.
    internal static async ValueTask<List<News>> Tasks(Session s, IReadOnlyCollection<string> workspaces, long from, long to)
    {
        var touched = await s.All($"""
            SELECT p.workspace, p.id FROM project p WHERE p.workspace IN {new Ids(workspaces)} AND p.deleted IS NULL AND (
              (SELECT 1 FROM task t WHERE t.project = p.id AND t.workspace = p.workspace AND t.tx >= {from} AND t.tx < {to} LIMIT 1) = 1
              OR (SELECT 1 FROM resolution r WHERE r.project = p.id AND r.workspace = p.workspace AND r.tx >= {from} AND r.tx < {to} LIMIT 1) = 1)
            """, r => (Workspace: r.Text(0), Project: r.Text(1)));
        return [.. touched.SelectMany(t => (News[])[new(t.Workspace, Topic.Tasks, t.Project, IsBusy: true), new(t.Workspace, Topic.Work, t.Project, IsBusy: true)])];
    }

    /// <summary>What a member may read now; null if their login, their key or they themselves are no longer good.</summary>
    internal static async ValueTask<Rights?> RightsOf(Session s, CurrentMember me)
    {
        if (await s.Text($"SELECT role FROM member WHERE id = {me.Id} AND workspace = {s.Workspace} AND state = 'active'") is not { } role)
            return null;
        var until = me.Login is { } login ? await s.Long($"SELECT expires FROM login WHERE hash = {login} AND workspace = {s.Workspace} AND ended IS NULL")
            : me.Key is { } key ? await s.Long($"SELECT coalesce(expires, {long.MaxValue}) FROM api_key WHERE id = {key} AND workspace = {s.Workspace}")
            : long.MaxValue;
        if (until is null || until <= s.Now)
            return null;
        var projects = new Dictionary<string, Roles>(StringComparer.Ordinal);
        await s.Each($"SELECT project, role FROM project_role WHERE member = {me.Id} AND workspace = {s.Workspace}",
            r => projects[r.Text(0)] = ProjectAccess.Effective(Roles.None, r.Text(1)));
        return new(me.Id, ProjectAccess.Named(role), projects, until.Value - s.Now);
    }
}
