using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Opens one of the caller's assignments again, with its draft, whatever became of the lease.</summary>
public sealed class GetAssignment : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Results<Ok<AssignmentView.View>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => AssignmentView.Of(s, me, id)) is { } view ? TypedResults.Ok(view) : Problem.NotFound("assignment");
}
