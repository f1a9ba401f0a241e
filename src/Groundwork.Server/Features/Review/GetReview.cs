using System.Text.Json;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Shows what a verdict on a task would be about: what its answers say together, what was left out, and whether the caller may give one.</summary>
public sealed class GetReview : ISlice
{
    public sealed record Holder(string Id, string Name);

    /// <param name="State">The task's state.</param>
    /// <param name="Stage">The stage of review that it waits at; null for a dispute, or if it waits for nobody.</param>
    /// <param name="Basis">What the proposal is called: a verdict says what it is about.</param>
    /// <param name="Proposal">The whole document.</param>
    /// <param name="LeftOut">Objects that are less likely there than not.</param>
    /// <param name="Facts">About each object of both; none where a review settled it.</param>
    /// <param name="Confidence">The lowest belief of all; null if nobody said anything.</param>
    /// <param name="Disputed">Whether the answers leave it open.</param>
    /// <param name="Frozen">Whether a review has settled it.</param>
    /// <param name="May">Whether the caller may judge it now.</param>
    /// <param name="Why">Why not.</param>
    /// <param name="ClaimedBy">Who else has it open.</param>
    /// <param name="Draft">What the caller has done so far.</param>
    /// <param name="Reasons">What may be wrong with something.</param>
    /// <param name="SendBackTo">Where rejected answers go.</param>
    /// <param name="HasAuthors">Whether there is anybody to send an answer back to.</param>
    public sealed record Response([OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State, string? Stage, string Basis,
        [Shape("AnswerDocument")] JsonElement Proposal, [Shape("AnswerDocument")] JsonElement LeftOut, List<GetProposal.Fact> Facts, double? Confidence, bool Disputed, bool Frozen, bool May,
        [OneOf("own_work", "claimed", "not_waiting", "role")] string? Why, Holder? ClaimedBy, [Shape("Json")] JsonElement? Draft, IReadOnlyList<string> Reasons,
        [OneOf("author", "others")] string SendBackTo, bool HasAuthors);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tasks/{id}/review", Handle).For(Judges.Any, In.Task).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        if (await QualityCalls.Propose(db, blobs, me.Workspace, id, cancel) is not { } proposal)
            return Problem.NotFound("task");
        var seen = SeenProposal.Of(proposal);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await WorkCalls.Standing(s, id) is not { } task)
                return Problem.NotFound("task");
            var claim = await Claims.Of(s, id);
            var mine = claim?.Member == me.Id;
            var other = !mine && claim?.Until > s.Now ? new Holder(claim.Member, claim.Name) : null;
            var why = await Judges.Refusal(s, me, id, task) ?? (other is null ? null : "claimed");
            if (mine && Claims.Current(claim!.Proposal, seen))
                seen = claim.Proposal;
            var authors = await s.Any($"""
                SELECT 1 FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace AND m.state = 'active'
                WHERE a.task = {id} AND a.workspace = {s.Workspace} AND a.counted = 1 AND a.assignment IS NOT NULL
                """);
            return TypedResults.Ok(new Response(task.State, task.State == "in_review" ? Judges.StageOf(task) : null, seen.Basis, seen.Proposal, seen.LeftOut, seen.Facts, seen.Confidence,
                seen.Disputed, task.Reviewed is not null, why is null, why, other, mine && claim!.Draft is { } draft ? JsonElement.Parse(draft) : null,
                task.Workflow.Reasons, task.Workflow.SendBackTo, authors));
        }, cancel);
    }
}
