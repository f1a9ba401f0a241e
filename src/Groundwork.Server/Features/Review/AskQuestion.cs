using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
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

    const string Route = "ask";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/issues", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        var text = CommentText.Check(request.Text, faults);
        Pin.Check(request.Pin, faults);
        if (key is not null && key.Length is < 8 or > 200)
            faults.Add(new("/headers/Idempotency-Key", "key", "An Idempotency-Key has 8 to 200 characters."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var fingerprint = AnswerDocument.HashOf(JsonSerializer.SerializeToUtf8Bytes(new { id, text, request.Pin }));
        return await db.Write<Results<Created<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (key is not null && await EventCalls.Replay(s, me, key) is { } before)
                return before.Route == Route && before.Fingerprint == fingerprint
                    ? TypedResults.Created((string?)null, JsonSerializer.Deserialize<Response>(before.Body))
                    : Problem.Of(422, "key_reused", "This Idempotency-Key was used for something else.", "Use a new key for a new question.");
            var about = await s.One($"SELECT project, task FROM assignment WHERE id = {id} AND workspace = {s.Workspace} AND member = {me.Id}", r => Tuple.Create(r.Text(0), r.Text(1)));
            if (about is not var (project, task))
                return Problem.NotFound("assignment");
            var thread = await Threads.Begin(s, me, project, task, new(me.Id, id), request.Pin, text);
            var response = new Response(thread);
            if (key is not null)
                await EventCalls.Remember(s, me, key, new Reply(Route, fingerprint, 201, JsonSerializer.Serialize(response)));
            return TypedResults.Created((string?)null, response);
        });
    }
}
