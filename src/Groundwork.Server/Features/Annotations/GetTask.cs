using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Shows one task: the item, who answered what, and what is believed.</summary>
public sealed class GetTask : ISlice
{
    public sealed record ItemView(string Id, string ExternalId, string Modality, string Text, [Shape("Metadata")] JsonElement Metadata, ImageSize? Image);
    public sealed record Author(string Id, string Name, [OneOf("person", "service", "external", "model", "simulated")] string Kind);
    public sealed record Answer(string AnnotationId, Author Author, long SubmittedAt, long? ActiveMs, bool Late, bool Counted, long OntologyVersion, long Revision, [Shape("AnswerDocument")] JsonElement Document);
    public sealed record ResolutionView(string Method, double? Confidence, long ComputedAt, [Shape("ResolvedQuestions")] JsonElement Questions);
    public sealed record Skip(string Member, [OneOf("unclear", "broken", "not_qualified", "harmful", "other")] string Reason, string? Comment, long At);
    public sealed record Response(string Id, string ProjectId, long Ordinal,
        [OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State, long Wants, ItemView Item, List<Answer> Answers, List<Skip> Skips,
        ResolutionView? Resolution, string? PreviousId, string? NextId, List<Assignee> Assigned, BatchView? Batch, long Priority);

    public sealed record Assignee(string Id, string Name, [OneOf("waiting", "begun", "held", "returned", "done")] string State);
    public sealed record BatchView(string Id, string Name, [OneOf("staging", "open", "paused", "closed")] string State, long? Deadline);

    sealed record Found(string Project, long Ordinal, string State, long Wants, ItemView Item, long Priority, BatchView? Batch);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tasks/{id}", Handle).For(Roles.Readers, In.Task).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs)
    {
        if (await db.Read(me.Workspace, s => Load(s, id)) is not { } found)
            return Problem.NotFound("task");
        // Large answers are kept in pieces, which are files: not within the read.
        for (var at = 0; at < found.Answers.Count; at++)
            if (found.Answers[at].Document.TryGetProperty("segments", out _))
                found.Answers[at] = found.Answers[at] with
                {
                    Document = JsonElement.Parse(AnswerWriter.Canonical(await WholeAnswer.Read(blobs, me.Workspace, found.Answers[at].Document.GetRawText()))),
                };
        return TypedResults.Ok(found);
    }

    static async ValueTask<Response?> Load(Session s, string id)
    {
        var t = await s.One($"""
            SELECT t.project, t.ordinal, t.state, t.wants, i.id, i.external_id, i.modality, i.payload ->> 'text', i.metadata, i.payload,
              t.priority, b.id, b.name, b.state, b.deadline
            FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace LEFT JOIN batch b ON b.id = t.batch AND b.workspace = t.workspace WHERE t.id = {id} AND t.workspace = {s.Workspace}
            """, r => new Found(r.Text(0), r.Long(1), r.Text(2), r.Long(3),
                new ItemView(r.Text(4), r.Text(5), r.Text(6), r.TextOrNull(7) ?? "", JsonElement.Parse(r.Text(8)), ImageSize.Of(r.Text(6), r.Text(9))),
                r.Long(10), r.TextOrNull(11) is { } batch ? new BatchView(batch, r.Text(12), r.Text(13), r.LongOrNull(14)) : null));
        if (t is null)
            return null;
        var answers = await s.All($"""
            SELECT a.id, m.id, m.name, m.kind, a.submitted, a.active_ms, a.late, a.counted, a.ontology_version, a.revision, a.body
            FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
            WHERE a.task = {id} AND a.workspace = {s.Workspace} AND a.author_kind <> 'review'
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
            ORDER BY a.submitted, a.id
            """, r => new Answer(r.Text(0), new Author(r.Text(1), r.Text(2), r.Text(3)), r.Long(4), r.LongOrNull(5), r.Bool(6), r.Bool(7), r.Long(8), r.Long(9), JsonElement.Parse(r.Text(10))));
        var skips = await s.All($"""
            SELECT m.name, coalesce(a.reason, 'other'), a.comment, coalesce(a.ended, 0) FROM assignment a
            JOIN member m ON m.id = a.member AND m.workspace = a.workspace
            WHERE a.task = {id} AND a.workspace = {s.Workspace} AND a.state = 'skipped' ORDER BY a.ended
            """, r => new Skip(r.Text(0), r.Text(1), r.TextOrNull(2), r.Long(3)));
        var resolution = await s.One($"SELECT method, confidence, computed, body FROM resolution WHERE task = {id} AND workspace = {s.Workspace}",
            r => new ResolutionView(r.Text(0), r.DoubleOrNull(1), r.Long(2), JsonElement.Parse(r.Text(3))));
        var previous = await s.Text($"SELECT id FROM task WHERE project = {t.Project} AND workspace = {s.Workspace} AND ordinal < {t.Ordinal} ORDER BY ordinal DESC LIMIT 1");
        var next = await s.Text($"SELECT id FROM task WHERE project = {t.Project} AND workspace = {s.Workspace} AND ordinal > {t.Ordinal} ORDER BY ordinal LIMIT 1");
        var assigned = await s.All($"""
            SELECT m.id, m.name, r.state FROM reservation r JOIN member m ON m.id = r.member AND m.workspace = r.workspace WHERE r.task = {id} AND r.workspace = {s.Workspace} ORDER BY m.name, m.id
            """, r => new Assignee(r.Text(0), r.Text(1), r.Text(2)));
        return new Response(id, t.Project, t.Ordinal, t.State, t.Wants, t.Item, answers, skips, resolution, previous, next, assigned, t.Batch, t.Priority);
    }
}
