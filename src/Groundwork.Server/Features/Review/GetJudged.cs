using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Shows what a verdict was about: what the answers said together when it was given, whatever is believed since.</summary>
public sealed class GetJudged : ISlice
{
    public sealed record Response(string Id, string TaskId, [Shape("AnswerDocument")] JsonElement Document);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/reviews/{id}/proposal", Handle).For(Judges.Any, In.Review).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var found = await db.Read(me.Workspace, s => s.One($"""
            SELECT r.task, coalesce(r.proposal, a.body) FROM review r LEFT JOIN annotation a ON a.id = r.annotation AND a.workspace = r.workspace AND r.verdict = 'accepted'
            WHERE r.id = {id} AND r.workspace = {s.Workspace}
            """, r => Tuple.Create(r.Text(0), r.TextOrNull(1))), cancel);
        return found is not var (task, body) || body is null ? Problem.NotFound("proposal")
            : TypedResults.Ok(new Response(id, task, JsonElement.Parse(AnswerWriter.Canonical(await WholeAnswer.Read(blobs, me.Workspace, body)))));
    }
}
