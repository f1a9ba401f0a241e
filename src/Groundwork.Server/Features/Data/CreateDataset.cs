using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Makes an empty dataset.</summary>
public sealed class CreateDataset : ISlice
{
    public sealed record Request(string Name);
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/datasets", Handle).For(Roles.Managers).ProducesProblem(400).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, CurrentMember me, Db db)
    {
        var name = request.Name.Trim();
        if (name.Length is 0 or > 120 || name.Any(char.IsControl))
            return Problem.Invalid("/name", "name", "Give the dataset a name of 1 to 120 characters.");
        var id = await db.Write(me.Workspace, s => DataCalls.CreateDataset(s, me, name));
        return id is null ? Problem.Conflict("name_taken", "There is a dataset of that name.", "Choose another name, or add to that dataset.")
            : TypedResults.Created($"/api/datasets/{id}", new Response(id));
    }
}
