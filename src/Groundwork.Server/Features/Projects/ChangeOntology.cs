using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>Makes a new version of a project's questions. Answers given under earlier versions stay, and so does work in progress.</summary>
public sealed class ChangeOntology : ISlice
{
    /// <summary>The new version.</summary>
    /// <param name="Ontology">All of it.</param>
    /// <param name="Renames">What became of names of the version before, for work that is still under way.</param>
    /// <param name="BasedOn">The version that was edited; another one is a conflict.</param>
    public sealed record Request([Shape("Ontology")] JsonElement Ontology, List<Rename>? Renames = null, long? BasedOn = null);
    public sealed record Response(long Version);

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/projects/{id}/ontology", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        var ontology = ProjectRules.Ontology(request.Ontology, faults);
        if (ontology is null || faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await ProjectCalls.LockVersion(s, id) is not { } version || await ProjectCalls.Ontology(s, id, version) is not { } before)
                return Problem.NotFound("project");
            if (request.BasedOn is { } edited && edited != version)
                return ProjectCalls.EditedMeanwhile(version);
            var mapping = new OntologyMapping(request.Renames ?? []);
            var wrong = new List<Fault>();
            mapping.Check(before, ontology, "/renames", wrong);
            return wrong.Count > 0 ? Problem.Invalid(wrong) : TypedResults.Ok(new Response(await ProjectCalls.NextVersion(s, me, id, version, ontology, mapping)));
        });
    }
}
