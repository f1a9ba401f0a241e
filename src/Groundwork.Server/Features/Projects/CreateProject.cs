using Groundwork.Core.Documents;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Projects;

/// <summary>Makes a project: what is asked about which dataset, and of how many people. Its tasks are there when it returns.</summary>
public sealed class CreateProject : ISlice
{
    public sealed record Request(string Name, string DatasetId, [Shape("Ontology")] JsonElement Ontology, string? Instructions = null, long? Redundancy = null, string? Method = null);
    public sealed record Response(string Id, long Tasks);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects", Handle).For(Roles.Managers)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        ProjectRules.Name(request.Name, faults);
        ProjectRules.Instructions(request.Instructions, faults);
        ProjectRules.Redundancy(request.Redundancy, faults);
        ProjectRules.Method(request.Method, faults);
        var ontology = ProjectRules.Ontology(request.Ontology, faults);
        if (ontology is null || faults.Count > 0)
            return Problem.Invalid(faults);
        var (id, refusal) = await EventCalls.MakeOnce<string>(db, me, nameof(CreateProject), key, request, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM dataset WHERE id = {request.DatasetId} AND workspace = {s.Workspace} AND deleted IS NULL {Dialect.Lock}"))
                return (null, Problem.NotFound("dataset"));
            var made = await ProjectCalls.Create(s, me, new(request.Name.Trim(), request.DatasetId, ontology, request.Instructions ?? "",
                request.Redundancy ?? 3, request.Method ?? ITruthMethod.Default));
            return (made, made is null ? Problem.Conflict("name_taken", "There is a project of that name.", "Choose another name.") : null);
        });
        if (id is null)
            return refusal!;
        await ProjectCalls.Feed(db, me.Workspace, id);
        // Counted, because the feed of an import that ended just now may have made some of them.
        var counters = await db.Read(me.Workspace, s => EventCalls.Counters(s, id));
        return TypedResults.Created($"/api/projects/{id}", new Response(id, counters.GetValueOrDefault("tasks")));
    }
}
