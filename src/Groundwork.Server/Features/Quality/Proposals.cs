using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Quality;

/// <summary>What is believed about a whole task now: by its answers together, or by the review that settled it.</summary>
/// <param name="Document">The objects, relations and answers that are more likely right than not.</param>
/// <param name="LeftOut">The objects that are less likely there than not.</param>
/// <param name="Facts">About each object of both; none where a review settled it.</param>
/// <param name="Confidence">The lowest belief of all; null if nobody said anything.</param>
/// <param name="Disputed">Whether nobody can stand behind all of it.</param>
/// <param name="Reviewed">The annotation that a review made stand.</param>
/// <param name="AsOf">The newest answer that it was made from, by its transaction.</param>
public sealed record Proposal(AnswerDocument Document, AnswerDocument LeftOut, List<GetProposal.Fact> Facts, double? Confidence, bool Disputed, string? Reviewed, long AsOf);

/// <summary>Computes proposals.</summary>
static class Proposals
{
    sealed record About(string Project, string? Reviewed, string? ReviewedBody, string? Questions, double? Confidence, bool Disputed, long AsOf, ObjectFit? With);

    internal static async Task<Proposal?> Of(Db db, FolderBlobs blobs, string workspace, string task, CancellationToken cancel)
    {
        var about = await db.Read(workspace, s => Find(s, task), cancel);
        if (about is null)
            return null;
        if (about.ReviewedBody is { } settled)
            return new Proposal(await WholeAnswer.Read(blobs, workspace, settled), AnswerDocument.Empty, [], 1, false, about.Reviewed, about.AsOf);
        var values = Values(about.Questions);
        if (about.With is not { } with)
            return new Proposal(AnswerDocument.Empty with { Answers = values }, AnswerDocument.Empty, [], about.Confidence, about.Disputed, null, about.AsOf);
        var read = await new ObjectAnswers(db, blobs, workspace).Read([task], long.MaxValue, cancel);
        var answers = read.Count == 0 ? new TaskAnswers([]) : read[0].Answers;
        var found = with.Resolve(answers);
        var facts = await Facts(db, workspace, found, cancel);
        // What one person says alone is what there is.
        if (answers.Answers is [var only])
            return new Proposal(only.Document with { Answers = values }, AnswerDocument.Empty, facts, found.Confidence, about.Disputed, null, about.AsOf);
        return new Proposal(found.ToDocument() with { Answers = values }, AnswerDocument.Empty with { Objects = [.. found.LeftOut.Select(o => o.Object)] }, facts,
            Least(about.Confidence, found.Confidence), about.Disputed || found.Disputed, null, about.AsOf);
    }

    static async ValueTask<About?> Find(Session s, string task)
    {
        var found = await s.One($"""
            SELECT t.project, t.reviewed, a.body, r.body, r.confidence, coalesce(r.disputed, 0) FROM task t LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace
            LEFT JOIN annotation a ON a.id = t.reviewed AND a.workspace = t.workspace WHERE t.id = {task} AND t.workspace = {s.Workspace}
            """, r => new About(r.Text(0), r.TextOrNull(1), r.TextOrNull(2), r.TextOrNull(3), r.DoubleOrNull(4), r.Bool(5), 0, null));
        return found is null ? null : found with { AsOf = await StoredResolutions.Newest(s, task) ?? 0, With = await ObjectFits.Now(s, found.Project) };
    }

    static async Task<List<GetProposal.Fact>> Facts(Db db, string workspace, ObjectResolution found, CancellationToken cancel)
    {
        var all = found.Objects.Concat(found.LeftOut).ToList();
        var authors = new Ids([.. all.SelectMany(o => o.Contributors).Select(c => c.Author).Distinct(StringComparer.Ordinal)]);
        var names = (await db.Read(workspace, s => s.All($"SELECT id, name FROM member WHERE workspace = {s.Workspace} AND id IN {authors}",
            r => (Id: r.Text(0), Name: r.Text(1))), cancel)).ToDictionary(m => m.Id, m => m.Name, StringComparer.Ordinal);
        var open = found.Disputes.ToLookup(d => d.Object, d => d.Attribute ?? d.What, StringComparer.Ordinal);
        return [.. all.Select(o => new GetProposal.Fact(o.Object.Id, o.Existence, o.Confidence, o.Agreement, o.Votes, o.Seen,
            o.Class.Distribution ?? new Dictionary<string, double>(StringComparer.Ordinal), [.. open[o.Object.Id]],
            [.. o.Contributors.Select(c => new GetProposal.Source(c.Author, names.GetValueOrDefault(c.Author, ""), c.Object, c.Similarity))]))];
    }

    static SortedDictionary<string, JsonElement> Values(string? questions)
    {
        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var question in Questions(questions))
            if (question.Value.GetProperty("value") is { ValueKind: not JsonValueKind.Null } value)
                values.Add(question.Name, value.Clone());
        return values;
    }

    static IEnumerable<JsonProperty> Questions(string? json) => json is null ? [] : JsonElement.Parse(json).EnumerateObject();

    static double? Least(double? a, double? b) => a is { } one && b is { } other ? Math.Min(one, other) : a ?? b;
}
