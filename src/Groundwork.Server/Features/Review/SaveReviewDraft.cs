using System.Text;
using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Keeps what a reviewer has done so far with the task that they have open, so that nothing is lost with a closed tab. Null forgets it.</summary>
public sealed class SaveReviewDraft : ISlice
{
    public sealed record Request([Shape("Json")] JsonElement? Draft);

    const int MostBytes = 2 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/tasks/{id}/review/draft", Handle).For(Judges.Any, In.Task)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var text = request.Draft is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } draft ? draft.GetRawText() : null;
        if (text is not null && Encoding.UTF8.GetByteCount(text) > MostBytes)
            return Problem.Invalid("/draft", "too_large", "A draft of a review has at most 2 MB.");
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await Claims.Of(s, id) is not { } claim || claim.Member != me.Id)
                return Judges.Problem("claim_lost");
            await s.Run($"""
                UPDATE review_claim SET draft = {(text is null ? (Json?)null : new Json(text))}, until = {Math.Max(claim.Until, s.Now + Claims.LastsMs)}
                WHERE task = {id} AND workspace = {s.Workspace}
                """);
            return TypedResults.NoContent();
        });
    }
}
