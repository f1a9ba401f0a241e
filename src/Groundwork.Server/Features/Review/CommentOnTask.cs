using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Review;

/// <summary>Begins a thread about a task, or about one answer to it: then its author is told, and may reply.</summary>
public sealed class CommentOnTask : ISlice
{
    public sealed record Request(string Text, Pin? Pin = null, string? AnnotationId = null);
    public sealed record Response(string Id);

    const string Route = "comment";

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tasks/{id}/issues", Handle).For(Threads.Judges, In.Task)
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
        var fingerprint = AnswerDocument.HashOf(JsonSerializer.SerializeToUtf8Bytes(new { id, text, request.Pin, request.AnnotationId }));
        return await db.Write<Results<Created<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (key is not null && await EventCalls.Replay(s, me, key) is { } before)
                return before.Route == Route && before.Fingerprint == fingerprint
                    ? TypedResults.Created((string?)null, JsonSerializer.Deserialize<Response>(before.Body))
                    : Problem.Of(422, "key_reused", "This Idempotency-Key was used for something else.", "Use a new key for a new comment.");
            if (await s.Text($"SELECT project FROM task WHERE id = {id} AND workspace = {s.Workspace}") is not { } project)
                return Problem.NotFound("task");
            var to = request.AnnotationId is null ? null
                : await s.One($"""
                    SELECT n.author, n.assignment FROM annotation n WHERE n.id = {request.AnnotationId} AND n.task = {id} AND n.workspace = {s.Workspace} AND n.assignment IS NOT NULL
                    """, r => new Addressee(r.Text(0), r.Text(1)));
            if (request.AnnotationId is not null && to is null)
                return Problem.Invalid("/annotationId", "unknown", "Name an answer to this task that somebody gave here. Leave it out to speak to reviewers only.");
            var thread = await Threads.Begin(s, me, project, id, to, request.Pin, text);
            var response = new Response(thread);
            if (key is not null)
                await EventCalls.Remember(s, me, key, new Reply(Route, fingerprint, 201, JsonSerializer.Serialize(response)));
            return TypedResults.Created((string?)null, response);
        });
    }
}
