using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Modalities;
using Groundwork.Core.Ontology;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Takes in the answer to an assignment, or a revision that corrects it, exactly once, and says what became of the task.</summary>
public sealed class SubmitAnnotation : ISlice
{
    public sealed record Request([Shape("AnswerDocument")] JsonElement Document, long? OntologyVersion = null, long? StartedAt = null, long? ActiveMs = null,
        long? Revises = null);
    /// <summary>What became of it.</summary>
    /// <param name="Id">The annotation.</param>
    /// <param name="Late">The lease had run out.</param>
    /// <param name="Counted">It is one of those that the task wants.</param>
    /// <param name="State">The task's state now.</param>
    /// <param name="OntologyVersion">The version of the questions that it is kept under: the current one, unless something would be lost by that.</param>
    public sealed record Response(string Id, bool Late, bool Counted, string State, long OntologyVersion);

    const string Route = "submit";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/submit", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(
        string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs)
    {
        if (!OnceByKey.IsKey(key))
            return Problem.Of(400, "key_missing", "The request has no usable Idempotency-Key.", $"Send a header {OnceByKey.Shape}, the same one when you send the same answer again.");
        var faults = new List<Fault>();
        // From the raw text: half characters and the like are seen only there.
        var document = AnswerReader.Read(Encoding.UTF8.GetBytes(request.Document.GetRawText()), faults);
        var fingerprint = request.Revises is { } former ? $"{id} {document?.Hash()} {former}" : $"{id} {document?.Hash()}";
        var once = EventCalls.Once(me, Route, key!, fingerprint, "Use a new key for a new answer.");
        var start = await Asked(db, me, id, document, request.OntologyVersion);
        if (Faulty(start, document, faults) is { } faulty)
            // It may be a retry of something that was taken before the questions changed: that gets its first result.
            return document is not null && await db.Read(me.Workspace, s => once.Before<Response>(s)) is { } earlier ? earlier.Answer() : faulty;
        var (version, later) = (start!.Version, start.Later);
        // The questions changed while somebody worked: what they did is theirs. It follows if nothing of it is lost, and stays as it is if not.
        if (later.Count > 0 && AnswerMigration.Along(document!, later) is { IsWhole: true } migrated)
            (document, version) = (migrated.Document, version + later.Count);
        var stored = await StoredDocument.Write(blobs, me.Workspace, document!);
        return await db.Write<Results<Created<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var lease = await WorkCalls.Check(s, id, me.Id);
            if (await once.Before<Response>(s) is { } before)
                return before.Answer();
            if (lease is null)
                return Problem.NotFound("assignment");
            var standing = lease.State == "submitted" ? await AnnotationCalls.Latest(s, lease.Task, me.Id) : null;
            if (await Refused(s, lease, standing, request.Revises) is { } refused)
                return refused;
            var (late, counted, state) = standing is null ? await WorkCalls.Finish(s, lease) : (standing.Late, standing.Counted, lease.TaskState);
            var annotation = standing?.Id ?? s.NewId();
            // What changes nothing is no revision, unless a review sent it back and its author stands by it.
            if (standing?.Hash != stored.Hash || !standing.Counted)
            {
                if (standing is not null)
                    ((counted, _), annotation) = (await WorkCalls.Correct(s, lease), s.NewId());
                await AnnotationCalls.Add(s, new NewAnnotation(annotation, lease.Project, lease.Task, id, me.Id, "person", version, stored,
                    request.StartedAt, request.ActiveMs is >= 0 ? request.ActiveMs : null, late, counted)
                { Before = standing });
                var disputed = await QualityCalls.Observe(s, lease.Project, lease.Task, reviewed: standing is not null || !counted);
                // While it wants more first answers there is no verdict.
                if (standing is not null || state is not ("available" or "leased"))
                    state = await WorkCalls.Settle(s, lease.Project, lease.Task, disputed, told: true);
                // What the answer settled goes with its own event: the way that is taken most often has one row.
                var settled = state is ("completed" or "disputed") && state != lease.TaskState;
                await EventCalls.Raise(s, "annotation.submitted", lease.Project, annotation, settled ? new Json($"{{\"settled\":\"{state}\"}}") : null);
            }
            await Drafts.Forget(s, id);
            return TypedResults.Created((string?)null, await once.Keep(s, new Response(annotation, late, counted, state, version)));
        });
    }

    sealed record Start(long Version, OntologyDocument? Ontology, List<AnswerMigration> Later, string Modality, string Payload);

    static async Task<Start?> Asked(Db db, CurrentMember me, string assignment, AnswerDocument? document, long? version)
    {
        // Answers to questions need nothing but the questions, and those are mostly at hand.
        if (me.Project is { } of && document is { Objects.Count: 0 } && await ProjectCalls.OntologyAtHand(db, me.Workspace, of, version) is (var now, { } known) && (version is null || version == now))
            return new(now, known, [], "", "");
        return await db.Read(me.Workspace, async s =>
        {
            var found = await s.One($"""
                SELECT a.project, p.ontology_version, i.modality, i.payload FROM assignment a
                JOIN project p ON p.id = a.project AND p.workspace = a.workspace
                JOIN task t ON t.id = a.task AND t.workspace = a.workspace JOIN item i ON i.id = t.item AND i.workspace = a.workspace
                WHERE a.id = {assignment} AND a.workspace = {s.Workspace} AND a.member = {me.Id}
                """, r => Tuple.Create(r.Text(0), r.Long(1), r.Text(2), r.Text(3)));
            return found is not var (project, current, modality, payload) ? null
                : new Start(version ?? current, await ProjectCalls.Ontology(s, project, version ?? current),
                    version < current ? await ProjectCalls.Steps(s, project, version.Value, current) : [], modality, payload);
        });
    }

    static ProblemHttpResult? Faulty(Start? start, AnswerDocument? document, List<Fault> faults)
    {
        if (start is null)
            return Problem.NotFound("assignment");
        if (start.Ontology is null)
            return Problem.Invalid("/ontologyVersion", "unknown_version", "The project has no such ontology version. Load the task again.");
        if (document is not null && faults.Count == 0)
        {
            OntologyCheck.Check(document, start.Ontology, faults);
            Placement.Check(document, start.Modality, start.Payload, faults);
        }
        return document is not null && faults.Count == 0 ? null : Problem.Invalid([.. faults.Select(f => f with { Path = "/document" + f.Path })]);
    }

    static async ValueTask<ProblemHttpResult?> Refused(Session s, Lease lease, StandingAnswer? standing, long? revises)
    {
        if (standing is not null && revises is null)
            return Problem.Conflict("already_submitted", "You have answered this task already.", "Your first answer is kept. Go on with the next task, or open this one again to correct it.");
        if (lease.TaskState == "cancelled" || lease.State is "released" or "cancelled")
        {
            var state = lease.TaskState == "cancelled" ? "cancelled" : lease.State;
            return Problem.Conflict(state, $"This task was {state} meanwhile.", "Your draft is kept in this browser. Ask a manager of the project what to do with it.");
        }
        if (standing?.Revision != revises)
            return standing is null ? Problem.Conflict("not_answered", "There is no answer of yours to correct yet.", "Send it as a first answer, without naming a revision.")
                : Problem.Conflict("corrected_meanwhile", "You corrected this answer in another window meanwhile.",
                    "Open it again: what you changed here is kept. Look at both, and submit what is right.", ("revision", standing.Revision));
        return standing is not null && !await s.Any($"SELECT 1 FROM project WHERE id = {lease.Project} AND workspace = {s.Workspace} AND deleted IS NULL")
            ? Problem.Conflict("project_deleted", "The project was deleted, so its answers can't be corrected.", "Your answer is kept as it was. Ask a manager whether the project comes back.")
            : null;
    }
}
