using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>What a reviewer was shown, as it was when they opened the task: a fit that moves it a little meanwhile takes nothing out of their hands.</summary>
/// <param name="Proposal">The whole document.</param>
/// <param name="LeftOut">What is believed not to be there.</param>
/// <param name="Facts">About each object of both.</param>
/// <param name="Confidence">The lowest belief of all.</param>
/// <param name="Disputed">Whether nobody can stand behind all of it.</param>
/// <param name="Reviewed">The annotation that a review made stand before.</param>
/// <param name="AsOf">The newest answer in it, by its transaction.</param>
/// <param name="Basis">What names all this.</param>
sealed record SeenProposal(JsonElement Proposal, JsonElement LeftOut, List<GetProposal.Fact> Facts, double? Confidence, bool Disputed, string? Reviewed, long AsOf, string Basis)
{
    internal static SeenProposal Of(Proposal p) => new(Write(p.Document), Write(p.LeftOut), p.Facts, p.Confidence, p.Disputed, p.Reviewed, p.AsOf, $"{p.Document.Hash()}/{p.AsOf}/{p.Reviewed}");

    internal AnswerDocument Document() => AnswerReader.Read(Encoding.UTF8.GetBytes(Proposal.GetRawText()), [])
        ?? throw new InvalidDataException("A proposal that was shown can't be read any more. Open the task again.");

    static JsonElement Write(AnswerDocument document) => JsonElement.Parse(AnswerWriter.Canonical(document));
}

/// <summary>Who has which task open for review, so that two never judge the same one at once.</summary>
static class Claims
{
    internal const long LastsMs = 15 * 60 * 1000;

    internal sealed record Claim(string Member, string Name, long Until, string Seen, string? Draft)
    {
        internal SeenProposal Proposal => JsonSerializer.Deserialize<SeenProposal>(Seen, JsonSerializerOptions.Web)!;
    }

    internal static ValueTask<Claim?> Of(Session s, string task) => s.One($"""
        SELECT c.member, m.name, c.until, c.seen, c.draft FROM review_claim c JOIN member m ON m.id = c.member AND m.workspace = c.workspace
        WHERE c.task = {task} AND c.workspace = {s.Workspace}
        """, r => new Claim(r.Text(0), r.Text(1), r.Long(2), r.Text(3), r.TextOrNull(4)));

    /// <summary>Opens a locked task for a member, or goes on; what they had done with the same proposal is kept.</summary>
    internal static async ValueTask Open(Session s, CurrentMember me, string project, string task, SeenProposal seen)
    {
        var until = s.Now + LastsMs;
        if (await Of(s, task) is { } before && before.Member == me.Id && Current(before.Proposal, seen))
        {
            await s.Run($"UPDATE review_claim SET until = {until} WHERE task = {task} AND workspace = {s.Workspace}");
            return;
        }
        await s.Run($"DELETE FROM review_claim WHERE task = {task} AND workspace = {s.Workspace}");
        await s.Run($"""
            INSERT INTO review_claim (task, workspace, project, member, until, seen) VALUES ({task}, {s.Workspace}, {project}, {me.Id}, {until},
              {new Json(JsonSerializer.Serialize(seen, JsonSerializerOptions.Web))})
            """);
        await EventCalls.Raise(s, "review.claimed", project, task);
    }

    /// <summary>Made from the same answers, though what was learned of their authors may have moved it a little.</summary>
    internal static bool Current(SeenProposal a, SeenProposal b) => a.AsOf == b.AsOf && a.Reviewed == b.Reviewed;

    internal static async ValueTask Close(Session s, string task)
    {
        if (await s.Text($"SELECT project FROM review_claim WHERE task = {task} AND workspace = {s.Workspace}") is not { } project)
            return;
        await s.Run($"DELETE FROM review_claim WHERE task = {task} AND workspace = {s.Workspace}");
        await EventCalls.Raise(s, "review.released", project, task);
    }
}
