using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Shows the caller what they asked about one of their tasks, with the replies.</summary>
public sealed class ListMyQuestions : ISlice
{
    public sealed record Response(List<ThreadView> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}/issues", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db) =>
        TypedResults.Ok(new Response(await db.Read(me.Workspace, s => Threads.Of(s, me, $"q.assignment = {id} AND q.member = {me.Id}"))));
}
