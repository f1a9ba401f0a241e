using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>What a member answered or skipped last, in one project or in all, and what became of it. Nothing here tells more of a task than its assignment does.</summary>
public static class RecentWork
{
    const long Most = 50;

    public sealed record Row(string AssignmentId, string ProjectId, string ProjectName, long Number, string Excerpt, ImageSize? Image, long At,
        [OneOf("submitted", "skipped", "cancelled")] string State, bool Late, bool Counted, long Corrections, [OneOf("none", "open", "replied")] string Discussion);

    sealed record Answer(bool Late, bool Counted, long Revision);

    internal static async ValueTask<List<Row>> Of(Session s, CurrentMember me, string? project)
    {
        Sql where = $"a.project = {project}";
        if (project is null)
            where = ProjectAccess.Sees(s, me, Roles.Workers, $"a.project");
        var rows = await s.All($"""
            SELECT a.id, a.project, p.name, a.number, i.payload, i.modality, a.ended, CASE WHEN t.state = 'cancelled' THEN 'cancelled' ELSE a.state END
            FROM assignment a JOIN project p ON p.id = a.project AND p.workspace = a.workspace AND p.deleted IS NULL
            JOIN task t ON t.id = a.task AND t.workspace = a.workspace JOIN item i ON i.id = t.item AND i.workspace = a.workspace
            WHERE a.workspace = {s.Workspace} AND a.member = {me.Id} AND a.ended IS NOT NULL AND a.state IN ('submitted', 'skipped') AND t.withdrawn IS NULL AND {where}
            ORDER BY a.ended DESC, a.number DESC LIMIT {Most}
            """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Long(3), Beginning.Of(r.Text(4)), ImageSize.Of(r.Text(5), r.Text(4)), r.Long(6), r.Text(7), false, false, 0, "none"));
        var ids = new Ids([.. rows.Select(r => r.AssignmentId)]);
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        await s.Each($"SELECT assignment, late, counted, revision FROM annotation WHERE assignment IN {ids} AND workspace = {s.Workspace} ORDER BY revision",
            r => answers[r.Text(0)] = new(r.Bool(1), r.Bool(2), r.Long(3)));
        var discussed = new Dictionary<string, bool>(StringComparer.Ordinal);
        await s.Each($"""
            SELECT assignment, CASE WHEN seen < comments THEN 1 ELSE 0 END FROM issue WHERE assignment IN {ids} AND member = {me.Id} AND workspace = {s.Workspace} AND (state = 'open' OR seen < comments)
            """, r => discussed[r.Text(0)] = discussed.GetValueOrDefault(r.Text(0)) | r.Bool(1));
        return [.. rows.Select(r => (answers.TryGetValue(r.AssignmentId, out var a) ? r with { Late = a.Late, Counted = a.Counted, Corrections = a.Revision - 1 } : r) with
        {
            Discussion = discussed.TryGetValue(r.AssignmentId, out var replied) ? replied ? "replied" : "open" : "none",
        })];
    }
}
