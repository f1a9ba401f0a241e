using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>What a member asked about their tasks, or was told about their answers, and isn't settled, or has replies that they haven't read: those first.</summary>
public static class MyQuestions
{
    const long Most = 50;

    public sealed record Row(string Id, string AssignmentId, string ProjectId, string ProjectName, long Number, string LastAuthor, bool LastMine, string LastText, long At, long Unseen,
        [OneOf("open", "resolved")] string State);

    internal static ValueTask<List<Row>> Of(Session s, CurrentMember me) => s.All($"""
        SELECT q.id, q.assignment, q.project, p.name, a.number, m.name, m.id, c.body, c.at, q.comments - q.seen, q.state
        FROM issue q JOIN project p ON p.id = q.project AND p.workspace = q.workspace AND p.deleted IS NULL
        JOIN assignment a ON a.id = q.assignment AND a.workspace = q.workspace
        JOIN issue_comment c ON c.issue = q.id AND c.n = q.comments AND c.workspace = q.workspace JOIN member m ON m.id = c.author AND m.workspace = q.workspace
        WHERE q.workspace = {s.Workspace} AND q.member = {me.Id} AND (q.state = 'open' OR q.seen < q.comments)
        AND {ProjectAccess.Sees(s, me, Roles.Workers, $"q.project")}
        ORDER BY CASE WHEN q.seen < q.comments THEN 0 ELSE 1 END, q.changed DESC LIMIT {Most}
        """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Long(4), r.Text(5), r.Text(6) == me.Id, Excerpt.Of(r.Text(7)), r.Long(8), r.Long(9), r.Text(10)));
}
