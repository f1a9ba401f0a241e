using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Answers of a member that a reviewer sent back to them, the latest first, with why.</summary>
public static class ReturnedWork
{
    const long Most = 100;

    public sealed record Row(string AssignmentId, string ProjectId, string ProjectName, long Number, string Excerpt, ImageSize? Image, string? Reason, string? Comment, long At);

    internal static ValueTask<List<Row>> Of(Session s, CurrentMember me) => s.All($"""
        SELECT a.id, a.project, p.name, a.number, i.payload, i.modality, v.reason, v.comment, r.created
        FROM reservation r JOIN project p ON p.id = r.project AND p.workspace = r.workspace AND p.deleted IS NULL
        JOIN task t ON t.id = r.task AND t.workspace = r.workspace JOIN item i ON i.id = t.item AND i.workspace = t.workspace
        JOIN assignment a ON a.task = r.task AND a.member = r.member AND a.stage = 'label' AND a.workspace = r.workspace
        LEFT JOIN review v ON v.task = r.task AND v.workspace = r.workspace AND v.verdict = 'rejected'
          AND v.number = (SELECT max(w.number) FROM review w WHERE w.task = r.task AND w.workspace = r.workspace AND w.verdict = 'rejected')
        WHERE r.member = {me.Id} AND r.workspace = {s.Workspace} AND r.state = 'returned' AND {ProjectAccess.Sees(s, me, Roles.Workers, $"r.project")}
        ORDER BY r.created DESC, a.id LIMIT {Most}
        """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Long(3), Beginning.Of(r.Text(4)), ImageSize.Of(r.Text(5), r.Text(4)), r.TextOrNull(6), r.TextOrNull(7), r.Long(8)));
}
