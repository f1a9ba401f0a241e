using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Shows one import: how far it is, what came in, and the first rows that it left out.</summary>
public sealed class GetImport : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/imports/{id}", Handle).For(Roles.Readers).ProducesProblem(404);

    static async Task<Results<Ok<ImportView.ImportRow>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => ImportView.One(s, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("import");
}
