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

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tasks/{id}/issues", Handle).For(Threads.Judges, In.Task)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var (thread, refusal) = await ThreadOpening.Once(db, me, "comment", key, request.Text, request.Pin, $"{id} {request.AnnotationId}", s => Find(s, id, request.AnnotationId));
        return thread is null ? refusal! : TypedResults.Created((string?)null, new Response(thread));
    }

    static async ValueTask<ThreadOpening.Place> Find(Session s, string task, string? annotation)
    {
        if (await s.Text($"SELECT project FROM task WHERE id = {task} AND workspace = {s.Workspace}") is not { } project)
            return ThreadOpening.Place.None(Problem.NotFound("task"));
        var to = annotation is null ? null
            : await s.One($"SELECT n.author, n.assignment FROM annotation n WHERE n.id = {annotation} AND n.task = {task} AND n.workspace = {s.Workspace} AND n.assignment IS NOT NULL",
                r => new Addressee(r.Text(0), r.Text(1)));
        return annotation is not null && to is null
            ? ThreadOpening.Place.None(Problem.Invalid("/annotationId", "unknown", "Name an answer to this task that somebody gave here. Leave it out to speak to reviewers only."))
            : new(project, task, to);
    }
}
