using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Begins to bring a project's answers to its questions as they are now, or to new ones that it saves first. What the answers were stays in their history.</summary>
public sealed class StartMigration : ISlice
{
    /// <summary>Which questions, and which answers.</summary>
    /// <param name="Ontology">A new version; without it the current one is meant.</param>
    /// <param name="Renames">What became of names of the version before.</param>
    /// <param name="Incomplete">Also answers that lack one which is required now; else these stay as they are.</param>
    /// <param name="BasedOn">The version that was edited; another one is a conflict.</param>
    public sealed record Request([Shape("Ontology")] JsonElement? Ontology = null, List<Rename>? Renames = null, bool Incomplete = false, long? BasedOn = null);
    public sealed record Response(string Id, long Version);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/migrations", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        OntologyDocument? ontology = null;
        if (request.Ontology is { ValueKind: not JsonValueKind.Null } json)
            ontology = ProjectCalls.ReadOntology(json, faults);
        else if (request.Renames is { Count: > 0 })
            faults.Add(new("/renames", "contradiction", "Names change with a new version of the questions. Send both, or neither."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var total = await db.Read(me.Workspace, s => AnswerPages.Count(s, id, long.MaxValue), cancel);
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(StartMigration), key, new { id, request }, async s =>
        {
            if (await ProjectCalls.LockVersion(s, id) is not { } version || await ProjectCalls.Ontology(s, id, version) is not { } before)
                return (null, Problem.NotFound("project"));
            if (request.BasedOn is { } edited && edited != version)
                return (null, ProjectCalls.EditedMeanwhile(version));
            if (await s.Any($"SELECT 1 FROM answer_migration WHERE project = {id} AND workspace = {s.Workspace} AND state = 'running'"))
                return (null, Problem.Conflict("running", "Answers of this project are being migrated.", "Wait until that is done, or stop it."));
            if (ontology is not null)
            {
                var (mapping, wrong) = (new OntologyMapping(request.Renames ?? []), new List<Fault>());
                mapping.Check(before, ontology, "/renames", wrong);
                if (wrong.Count > 0)
                    return (null, Problem.Invalid(wrong));
                version = await ProjectCalls.NextVersion(s, me, id, version, ontology, mapping);
            }
            var migration = s.NewId();
            await s.Run($"""
                INSERT INTO answer_migration (id, workspace, project, version, incomplete, state, total, looked, changed, lost, kept, at_tx, at_id, by_member, created, held_until)
                VALUES ({migration}, {s.Workspace}, {id}, {version}, {request.Incomplete}, 'running', {total}, 0, 0, 0, 0, 0, '', {me.Id}, {s.Now}, 0)
                """);
            await EventCalls.Record(s, me.Id, "migration.started", migration, project: id);
            return (new Response(migration, version), null);
        }, cancel);
        return made is null ? refusal! : TypedResults.Created((string?)null, made);
    }
}
