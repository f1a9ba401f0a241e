using System.Globalization;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Lists what was asked in a project, the latest word first: what is open, what is resolved, or both.</summary>
public sealed class ListQuestions : ISlice
{
    public sealed record Words(string Author, string Text, long At);
    public sealed record Row(string Id, string TaskId, long Ordinal, string Excerpt, ImageSize? Image, string ItemId, string OpenedBy, Pin? Pin, [OneOf("open", "resolved")] string State,
        long Comments, Words Last, bool Waiting, long ChangedAt);
    public sealed record Response(List<Row> Items, string? Next, long Open);

    static readonly string[] States = ["open", "resolved"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/issues", Handle).For(Threads.Judges, In.Project).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? state, string? after, int? limit)
    {
        if (!string.IsNullOrEmpty(state) && !States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", "The state is open or resolved; leave it out for both.");
        var most = Paging.Limit(limit);
        var (changed, last) = after?.Split(':', 2) is [var at, var row] && long.TryParse(at, CultureInfo.InvariantCulture, out var moment) ? (moment, row) : (long.MaxValue, "");
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            // Who waits is the one who asked, or whoever can answer: it is told by who spoke last.
            var rows = await s.All($"""
                SELECT q.id, q.task, t.ordinal, i.payload ->> 'text', i.modality, i.payload, i.id, o.name, q.state, q.comments, m.name, c.body, c.at,
                  CASE WHEN c.author = q.member THEN 1 ELSE 0 END, q.changed, {Pin.Columns}
                FROM issue q JOIN task t ON t.id = q.task AND t.workspace = q.workspace JOIN item i ON i.id = t.item AND i.workspace = q.workspace
                JOIN member o ON o.id = q.opened_by AND o.workspace = q.workspace
                JOIN issue_comment c ON c.issue = q.id AND c.n = q.comments AND c.workspace = q.workspace JOIN member m ON m.id = c.author AND m.workspace = q.workspace
                WHERE q.project = {id} AND q.workspace = {s.Workspace} AND ({state ?? ""} = '' OR q.state = {state ?? ""})
                AND (q.changed, q.id) < ({changed}, {last}) ORDER BY q.changed DESC, q.id DESC LIMIT {(long)most + 1}
                """, r => new Row(r.Text(0), r.Text(1), r.Long(2), Excerpt.Of(r.TextOrNull(3)), ImageSize.Of(r.Text(4), r.Text(5)), r.Text(6), r.Text(7),
                    Pin.Of(r, 15), r.Text(8), r.Long(9), new Words(r.Text(10), Excerpt.Of(r.Text(11)), r.Long(12)), r.Bool(13), r.Long(14)));
            var next = Paging.Next(rows, most, r => string.Create(CultureInfo.InvariantCulture, $"{r.ChangedAt}:{r.Id}"));
            return TypedResults.Ok(new Response(rows, next, (await EventCalls.Counters(s, id)).GetValueOrDefault(Threads.Counter)));
        });
    }
}
