using System.Globalization;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Lists the tasks that wait for the caller's verdict: first where it is expected to mend most.</summary>
public sealed class ListReviews : ISlice
{
    /// <param name="TaskId">The task.</param>
    /// <param name="ItemId">Its item.</param>
    /// <param name="Ordinal">Its number in the project.</param>
    /// <param name="ExternalId">The item's id in its source.</param>
    /// <param name="Text">How the item begins.</param>
    /// <param name="Image">Its size, if it is a picture.</param>
    /// <param name="State">Disputed, or in review.</param>
    /// <param name="Stage">The stage of review; null for a dispute.</param>
    /// <param name="Confidence">The lowest belief in what is proposed.</param>
    /// <param name="Gain">How many mistakes a verdict is expected to mend.</param>
    /// <param name="Answers">How many people answered.</param>
    /// <param name="ClaimedBy">Who else has it open now.</param>
    public sealed record Row(string TaskId, string ItemId, long Ordinal, string ExternalId, string Text, ImageSize? Image, [OneOf("in_review", "disputed")] string State, string? Stage,
        double? Confidence, double Gain, long Answers, GetReview.Holder? ClaimedBy);
    /// <param name="InReview">In any stage, whoever it is for.</param>
    /// <param name="Disputed">Open because the answers disagree.</param>
    /// <param name="PartOf">Of both, those that the caller took part in, which wait for somebody else.</param>
    public sealed record Counts(long InReview, long Disputed, long PartOf);
    public sealed record Response(List<Row> Items, string? Next, Counts Waiting);

    static readonly string[] States = ["in_review", "disputed"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/reviews", Handle).For(Judges.Any, In.Project).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? state, string? after, int? limit)
    {
        if (!string.IsNullOrEmpty(state) && !States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", "The state is in_review or disputed; leave it out for both.");
        var most = Math.Min(Paging.Limit(limit ?? 100), 500);
        var (gain, ordinal) = after?.Split(':', 2) is [var g, var o] && double.TryParse(g, CultureInfo.InvariantCulture, out var value) && long.TryParse(o, CultureInfo.InvariantCulture, out var place)
            ? (value, place) : (double.MaxValue, 0L);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var workflow = await s.One($"SELECT workflow FROM project WHERE id = {id} AND workspace = {s.Workspace}", r => WorkCalls.ReadWorkflow(r.TextOrNull(0)));
            if (workflow is null)
                return Problem.NotFound("project");
            Sql judged = $"t.project = {id} AND t.workspace = {s.Workspace} AND t.state IN ('in_review', 'disputed')";
            var rows = await s.All($"""
                SELECT t.id, i.id, t.ordinal, i.external_id, i.payload ->> 'text', i.modality, i.payload, t.state, t.stage, r.confidence, coalesce(r.gain, 0), t.answers, m.id, m.name
                FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace
                LEFT JOIN review_claim c ON c.task = t.id AND c.workspace = t.workspace AND c.until > {s.Now} AND c.member <> {me.Id}
                LEFT JOIN member m ON m.id = c.member AND m.workspace = c.workspace
                WHERE {judged} AND ({state ?? ""} = '' OR t.state = {state ?? ""}) AND {Judges.Waiting(me, workflow)} AND NOT {Judges.TookPart(s, me.Id)}
                AND (coalesce(r.gain, 0) < {gain} OR (coalesce(r.gain, 0) = {gain} AND t.ordinal > {ordinal}))
                ORDER BY coalesce(r.gain, 0) DESC, t.ordinal LIMIT {(long)most + 1}
                """, r => new Row(r.Text(0), r.Text(1), r.Long(2), r.Text(3), Excerpt.Of(r.TextOrNull(4)), ImageSize.Of(r.Text(5), r.Text(6)), r.Text(7),
                    Judges.NameOf(workflow, r.Text(7), r.Int(8)), r.DoubleOrNull(9), r.Double(10), r.Long(11), r.TextOrNull(12) is { } holder ? new GetReview.Holder(holder, r.Text(13)) : null));
            var next = Paging.Next(rows, most, r => string.Create(CultureInfo.InvariantCulture, $"{r.Gain:R}:{r.Ordinal}"));
            var waiting = await s.One($"""
                SELECT count(CASE WHEN t.state = 'in_review' THEN 1 END), count(CASE WHEN t.state = 'disputed' THEN 1 END), count(CASE WHEN {Judges.TookPart(s, me.Id)} THEN 1 END)
                FROM task t WHERE {judged}
                """, r => new Counts(r.Long(0), r.Long(1), r.Long(2)));
            return TypedResults.Ok(new Response(rows, next, waiting!));
        });
    }
}
