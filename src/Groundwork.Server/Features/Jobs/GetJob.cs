using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Shows one job: how far it is, and what came of it.</summary>
public sealed class GetJob : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/jobs/{id}", Handle).For(Roles.Readers, In.Job).ProducesProblem(404);

    static async Task<Results<Ok<JobView.JobRow>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => JobView.One(s, me.Id, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("job");
}
