using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Data;

/// <summary>Makes an empty dataset.</summary>
public sealed class CreateDataset : ISlice
{
    public sealed record Request(string Name);
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/datasets", Handle).For(Roles.Managers).ProducesProblem(400).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var name = request.Name.Trim();
        var faults = new List<Fault>();
        DatasetRules.Name(name, "/name", faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(CreateDataset), key, request, async s => await DataCalls.CreateDataset(s, me, name) is { } id
            ? (new Response(id), null) : (null, Problem.Conflict("name_taken", "There is a dataset of that name.", "Choose another name, or add to that dataset.")));
        return made is null ? refusal! : TypedResults.Created($"/api/datasets/{made.Id}", made);
    }
}
