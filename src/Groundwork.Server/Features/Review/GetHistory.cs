using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Shows all that happened to a task's answers, the latest last: every revision of every answer, and every verdict.</summary>
public sealed class GetHistory : ISlice
{
    /// <param name="Kind">An answer's revision, or a verdict.</param>
    /// <param name="Id">Of the annotation or the review.</param>
    /// <param name="At">When it was given.</param>
    /// <param name="Who">By whom.</param>
    /// <param name="What">What happened.</param>
    /// <param name="AnnotationId">The document that there is of it; null for a rejection, and for a verdict that was taken back.</param>
    /// <param name="ParentId">The revision that it took the place of.</param>
    /// <param name="Revision">Of the answer.</param>
    /// <param name="Counted">Whether the answer counted.</param>
    /// <param name="Stage">The stage of review; null for an answer and for a settled dispute.</param>
    /// <param name="Reason">Of a rejection.</param>
    /// <param name="Comment">Of the reviewer.</param>
    /// <param name="Objects">What became of each object.</param>
    /// <param name="Rejected">The answers that were rejected.</param>
    /// <param name="HasProposal">Whether it is known what a verdict was about: see the review's proposal.</param>
    /// <param name="CanUndo">Whether the caller may take it back, as long as nobody goes on from it.</param>
    public sealed record Row([OneOf("answer", "review")] string Kind, string Id, long At, GetReview.Holder Who,
        [OneOf("submitted", "corrected", "migrated", "rejected", "restored", "accepted", "undone")] string What, string? AnnotationId, string? ParentId, long? Revision, bool? Counted,
        string? Stage, string? Reason, string? Comment, List<JudgedObject> Objects, List<string> Rejected, bool HasProposal, bool CanUndo);
    public sealed record Response(List<Row> Items);

    sealed record Revised(string Id, long At, GetReview.Holder Who, string? Parent, long Revision, bool Counted, string Hash, long Version, long Tx);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tasks/{id}/history", Handle).For(Judges.Any, In.Task).ProducesProblem(404);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db) => TypedResults.Ok(new Response(await db.Read(me.Workspace, s => Load(s, me, id))));

    static async ValueTask<List<Row>> Load(Session s, CurrentMember me, string task)
    {
        var revisions = await s.All($"""
            SELECT a.id, a.submitted, m.id, m.name, a.parent, a.revision, a.counted, a.hash, a.ontology_version, a.tx FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
            WHERE a.task = {task} AND a.workspace = {s.Workspace} AND a.author_kind <> 'review' ORDER BY a.tx, a.id
            """, r => new Revised(r.Text(0), r.Long(1), new(r.Text(2), r.Text(3)), r.TextOrNull(4), r.Long(5), r.Bool(6), r.Text(7), r.Long(8), r.Long(9)));
        var byId = revisions.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var reviews = await s.All($"""
            SELECT r.id, r.created, m.id, m.name, r.verdict, r.annotation, r.stage, r.reason, r.comment, r.objects, r.rejected, r.tx,
              CASE WHEN EXISTS (SELECT 1 FROM review u WHERE u.undoes = r.id AND u.workspace = r.workspace) THEN 1 ELSE 0 END,
              CASE WHEN r.proposal IS NOT NULL OR r.verdict = 'accepted' THEN 1 ELSE 0 END
            FROM review r JOIN member m ON m.id = r.reviewer AND m.workspace = r.workspace WHERE r.task = {task} AND r.workspace = {s.Workspace} ORDER BY r.number
            """, r => (Tx: r.Long(11), Undone: r.Bool(12), Row: new Row("review", r.Text(0), r.Long(1), new(r.Text(2), r.Text(3)), r.Text(4), r.TextOrNull(5), null, null, null, r.TextOrNull(6),
                r.TextOrNull(7), r.TextOrNull(8), JsonSerializer.Deserialize<List<JudgedObject>>(r.Text(9), JsonSerializerOptions.Web)!,
                [.. JsonSerializer.Deserialize<List<RejectedRow>>(r.Text(10), JsonSerializerOptions.Web)!.Select(x => x.Answer)], r.Bool(13), false)));
        var last = reviews.FindLastIndex(r => !r.Undone && r.Row.What != "undone");
        var all = revisions.Select(r => (r.Tx, Row: Of(r, r.Parent is null ? null : byId.GetValueOrDefault(r.Parent)))).ToList();
        all.AddRange(reviews.Select((r, i) => (r.Tx, r.Row with { CanUndo = i == last && (r.Row.Who.Id == me.Id || me.Is(Roles.Managers)) })));
        // Revisions that a verdict made come before it: they are of one transaction.
        return [.. all.OrderBy(r => r.Tx).ThenBy(r => r.Row.Kind, StringComparer.Ordinal).Select(r => r.Row)];
    }

    static Row Of(Revised r, Revised? before)
    {
        var what = before is null ? "submitted" : before.Hash == r.Hash && before.At == r.At && before.Counted != r.Counted ? (r.Counted ? "restored" : "rejected")
            : before.Version != r.Version && before.At == r.At ? "migrated" : "corrected";
        return new Row("answer", r.Id, r.At, r.Who, what, r.Id, r.Parent, r.Revision, r.Counted, null, null, null, [], [], false, false);
    }
}
