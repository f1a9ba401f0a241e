using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Review;

/// <summary>Flags one of the caller's tasks with a question, once, however often it is sent.</summary>
public sealed class AskQuestion : ISlice
{
    public sealed record Request(string Text, Pin? Pin = null);
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/issues", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var (thread, refusal) = await ThreadOpening.Once(db, me, "ask", key, request.Text, request.Pin, id, async s =>
            await s.One($"SELECT project, task FROM assignment WHERE id = {id} AND workspace = {s.Workspace} AND member = {me.Id}",
                r => new ThreadOpening.Place(r.Text(0), r.Text(1), new(me.Id, id))) ?? ThreadOpening.Place.None(Problem.NotFound("assignment")));
        return thread is null ? refusal! : TypedResults.Created((string?)null, new Response(thread));
    }
}
