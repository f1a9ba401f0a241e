using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>Shows what the answers to a task say together about its objects: the merged ones, how sure each is and from whom, and what was left out.</summary>
public sealed class GetProposal : ISlice
{
    /// <param name="AuthorId">The member or model.</param>
    /// <param name="Author">Their name.</param>
    /// <param name="ObjectId">Their object.</param>
    /// <param name="Similarity">How alike theirs and the merged one are, 0 … 1.</param>
    public sealed record Source(string AuthorId, string Author, string ObjectId, double Similarity);

    /// <param name="Id">The merged object.</param>
    /// <param name="Existence">Belief that it is there, 0 … 1.</param>
    /// <param name="Confidence">Belief that it is there and has its class.</param>
    /// <param name="Agreement">How alike the contributors' and the merged one are; null if only one person marked it.</param>
    /// <param name="Votes">How many marked it.</param>
    /// <param name="Seen">How many could have.</param>
    /// <param name="Classes">Belief in each class that somebody gave.</param>
    /// <param name="Open">What about it nobody can stand behind.</param>
    /// <param name="Sources">Whose marks it was made from.</param>
    public sealed record Fact(string Id, double Existence, double Confidence, double? Agreement, int Votes, int Seen, IReadOnlyDictionary<string, double> Classes,
        List<string> Open, List<Source> Sources);

    /// <param name="Confidence">The lowest belief of all; null if nobody marked anything.</param>
    /// <param name="Disputed">Whether nobody can stand behind all of it.</param>
    /// <param name="Proposed">The objects and relations that are more likely there than not.</param>
    /// <param name="LeftOut">Those that are not.</param>
    /// <param name="Facts">About each object of both.</param>
    public sealed record Response(double? Confidence, bool Disputed, [Shape("AnswerDocument")] JsonElement Proposed, [Shape("AnswerDocument")] JsonElement LeftOut, List<Fact> Facts);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tasks/{id}/proposal", Handle).For(Roles.Readers, In.Task).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var marks = await db.Read(me.Workspace, async s =>
            await s.Text($"SELECT project FROM task WHERE id = {id} AND workspace = {s.Workspace}") is { } project && (await ProjectCalls.Ontology(s, project)).Classes.Count > 0, cancel);
        return marks && await Proposals.Of(db, blobs, me.Workspace, id, cancel) is { } found
            ? TypedResults.Ok(new Response(found.Confidence, found.Disputed, Write(found.Document), Write(found.LeftOut), found.Facts))
            : Problem.NotFound("proposal");
    }

    static JsonElement Write(AnswerDocument document) => JsonElement.Parse(AnswerWriter.Canonical(document));
}
