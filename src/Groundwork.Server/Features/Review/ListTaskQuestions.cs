using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Shows those who judge a project what was asked about one of its tasks, by anybody.</summary>
public sealed class ListTaskQuestions : ISlice
{
    public sealed record Response(List<ThreadView> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tasks/{id}/issues", Handle).For(Threads.Judges, In.Task).ProducesProblem(404);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db) =>
        TypedResults.Ok(new Response(await db.Read(me.Workspace, s => Threads.Of(s, me, $"q.task = {id}"))));
}
