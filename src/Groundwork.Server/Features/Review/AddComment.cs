using System.Text;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Review;

/// <summary>Says something more in a thread. When the one who asked, or whom it concerns, does so after it was resolved, it is open again.</summary>
public sealed class AddComment : ISlice
{
    public sealed record Request(string Text);
    public sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/issues/{id}/comments", Handle).For(Roles.Workers, In.Issue).ToLabel()
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        var text = CommentText.Check(request.Text, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(AddComment), key, new { id, request }, async s =>
        {
            if (await Threads.Lock(s, me, id) is not { } thread)
                return (null, Problem.NotFound("issue"));
            var comment = await Threads.Say(s, me, thread, text);
            await EventCalls.Record(s, me.Id, "issue.commented", thread.Id, after: AnswerDocument.HashOf(Encoding.UTF8.GetBytes(text)), project: thread.Project);
            if (thread.Member == me.Id || thread.OpenedBy == me.Id)
                await Threads.Turn(s, me, thread, "open");
            return (new Response(comment), null);
        });
        return made is null ? refusal! : TypedResults.Created((string?)null, made);
    }
}
