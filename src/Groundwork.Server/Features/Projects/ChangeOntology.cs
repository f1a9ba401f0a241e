using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>Makes a new version of a project's questions. Answers given under earlier versions stay, and so does work in progress.</summary>
public sealed class ChangeOntology : ISlice
{
    public sealed record Request([Shape("Ontology")] JsonElement Ontology);
    public sealed record Response(long Version);

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/projects/{id}/ontology", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        var ontology = ProjectRules.Ontology(request.Ontology, faults);
        if (ontology is null || faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var version = await s.Long($"SELECT ontology_version FROM project WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}");
            if (version is null)
                return Problem.NotFound("project");
            var next = version.Value + 1;
            await ProjectCalls.AddVersion(s, me, id, next, ontology);
            await s.Run($"UPDATE project SET ontology_version = {next} WHERE id = {id} AND workspace = {s.Workspace}");
            await EventCalls.Raise(s, "ontology.changed", id, id);
            await EventCalls.Record(s, me.Id, "ontology.changed", id);
            return TypedResults.Ok(new Response(next));
        });
    }
}
