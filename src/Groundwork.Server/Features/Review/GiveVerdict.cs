using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Review;

/// <summary>Settles a task that the caller has open: accepts what its answers say together, makes something else stand, or rejects answers. Once, however often it is sent.</summary>
public sealed class GiveVerdict : ISlice
{
    /// <param name="Basis">What the verdict is about: as it was shown.</param>
    /// <param name="Verdict">What is to happen.</param>
    /// <param name="Document">What is to stand, to correct.</param>
    /// <param name="Notes">About single objects. The authors of rejected answers are told those about theirs.</param>
    /// <param name="Reason">Why, to reject.</param>
    /// <param name="Comment">In the reviewer's own words.</param>
    /// <param name="Answers">Which answers to reject; all that count if none are named.</param>
    /// <param name="SendBackTo">Who is to answer again; the project's rule if it isn't said.</param>
    public sealed record Request(string Basis, [OneOf("accept", "correct", "reject")] string Verdict, [Shape("AnswerDocument")] JsonElement? Document = null, List<ObjectNote>? Notes = null,
        string? Reason = null, string? Comment = null, List<string>? Answers = null, [OneOf("author", "others")] string? SendBackTo = null);
    public sealed record Counts(int Accepted, int Corrected, int Rejected, int Added);
    public sealed record Response(string Id, [OneOf("accepted", "corrected", "rejected")] string Verdict,
        [OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State, Counts Objects);

    sealed record About(OntologyDocument Ontology, long Version, Workflow Workflow, string Modality, string Payload, Claims.Claim? Claim);

    const string Route = "verdict";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tasks/{id}/review", Handle).For(Judges.Any, In.Task)
        .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    internal static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(
        string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        VerdictRules.Check(request, key, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var fingerprint = AnswerDocument.HashOf(JsonSerializer.SerializeToUtf8Bytes(new { id, request }));
        var once = EventCalls.Once(me, Route, key!, fingerprint, "Use a new key for a new verdict.");
        var (about, done) = await db.Read(me.Workspace, async s => (await Asked(s, id), await once.Before<Response>(s)), cancel);
        if (done is not null)
            return done.Answer();
        if (about is null)
            return Problem.NotFound("task");
        if (about.Claim is not { } claim || claim.Member != me.Id)
            return Judges.Problem("claim_lost");
        var seen = claim.Proposal;
        if (seen.Basis != request.Basis)
            return Judges.Problem("changed_meanwhile");
        VerdictRules.Reasons(request, about.Workflow, faults);
        var settled = request.Verdict == "reject" ? null : VerdictRules.Document(request, seen, about.Ontology, about.Modality, about.Payload, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var outcome = settled is null ? new ReviewOutcome([], false) : ReviewOutcome.Of(seen.Document(), settled);
        var stored = settled is null ? null : await StoredDocument.Write(blobs, me.Workspace, settled);
        var proposed = outcome.IsSame ? null : await StoredDocument.Write(blobs, me.Workspace, seen.Document());
        return await db.Write<Results<Created<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var task = (await WorkCalls.LockStanding(s, id))!;
            if (await once.Before<Response>(s) is { } before)
                return before.Answer();
            if (await Judges.Refusal(s, me, id, task) is { } why)
                return Judges.Problem(why);
            if (await Claims.Of(s, id) is not { } now || now.Member != me.Id)
                return Judges.Problem("claim_lost");
            if (task.Reviewed != seen.Reviewed || await QualityCalls.AsOf(s, id) != seen.AsOf)
                return Judges.Problem("changed_meanwhile");
            var (verdict, state) = (request.Verdict == "reject" ? "rejected" : outcome.IsSame ? "accepted" : "corrected", task.State);
            var (annotation, rejected) = ((string?)null, new List<RejectedRow>());
            if (stored is not null)
                (annotation, state) = await Verdicts.Stand(s, me, id, task, about.Version, stored);
            else
            {
                var counted = await AnnotationCalls.Counted(s, id);
                var those = request.Answers is { Count: > 0 } named ? counted.FindAll(a => named.Contains(a.Id)) : counted;
                if (those.Count == 0 || those.Count < request.Answers?.Count)
                    return Problem.Invalid("/answers", "unknown", "Name answers to this task that count now.");
                (rejected, state) = await Verdicts.Reject(s, me, id, task, those, (request.SendBackTo ?? about.Workflow.SendBackTo) == "author");
                await RejectionNotes.Send(s, me, task.Project, id, seen, rejected, request.Notes);
            }
            var notes = (request.Notes ?? []).GroupBy(n => n.Object, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
            var objects = outcome.Objects.Select(o => new JudgedObject(o.Object, o.What, notes.GetValueOrDefault(o.Object)?.Reason, notes.GetValueOrDefault(o.Object)?.Comment)).ToList();
            var review = await Verdicts.Note(s, me, id, new NewVerdict(verdict, task.State == "in_review" ? Judges.StageOf(task) : null, task, annotation, objects, rejected, request.Reason, request.Comment)
            {
                Proposal = proposed,
            });
            int Of(string what) => objects.Count(o => o.Outcome == what);
            var response = new Response(review, verdict, state, new Counts(Of("accepted"), Of("corrected"), Of("rejected"), Of("added")));
            return TypedResults.Created((string?)null, await once.Keep(s, response));
        }, cancel);
    }

    static async ValueTask<About?> Asked(Session s, string id)
    {
        var found = await s.One($"""
            SELECT t.project, p.ontology_version, p.workflow, i.modality, i.payload FROM task t JOIN project p ON p.id = t.project AND p.workspace = t.workspace
            JOIN item i ON i.id = t.item AND i.workspace = t.workspace WHERE t.id = {id} AND t.workspace = {s.Workspace}
            """, r => Tuple.Create(r.Text(0), r.Long(1), r.TextOrNull(2), r.Text(3), r.Text(4)));
        return found is not var (project, version, workflow, modality, payload) ? null
            : new About(await ProjectCalls.Ontology(s, project), version, WorkCalls.ReadWorkflow(workflow), modality, payload, await Claims.Of(s, id));
    }
}
