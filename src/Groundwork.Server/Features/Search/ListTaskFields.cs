using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Says what a project's tasks can be filtered and sorted by, and how many of them have each value under the other conditions of a filter.</summary>
public sealed class ListTaskFields : ISlice
{
    public sealed record Response(List<TableFields.Field> Fields);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/tasks/fields", Handle).For(Roles.Readers, In.Project).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, string? filter, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("project");
        var faults = new List<Fault>();
        if (FilterReader.Read(filter, TaskFields.Declared, faults) is not { } conditions)
            return Problem.Invalid(faults);
        var fields = await TableFields.Of(cache, cache.Tasks(me.Workspace, id), conditions, cancel);
        // Where nothing is marked there is nothing to choose from.
        fields.RemoveAll(f => f is { Name: "object", Values: [] });
        return TypedResults.Ok(new Response(fields));
    }
}
