using Groundwork.Formats;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes the answers of a snapshot's rows, and what reviews settled, with the authors that they had.</summary>
sealed class RestoreAnswers
{
    readonly Dictionary<string, string> authors = new(StringComparer.Ordinal);
    Dictionary<string, string> met = new(StringComparer.Ordinal);

    /// <summary>Says that the last chunk is kept. Whoever was met in a unit that wasn't has to be made again.</summary>
    internal void Kept()
    {
        foreach (var (key, member) in met)
            authors[key] = member;
    }

    /// <summary>Adds the answers of one chunk, and then what reviews settled.</summary>
    /// <param name="s">The unit.</param>
    /// <param name="project">The project.</param>
    /// <param name="imports">The import of each row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="tasks">The task of each row.</param>
    /// <param name="reviews">The annotation that is to be what a review settled each with.</param>
    /// <param name="documents">What is stored of the answers, row by row, and then of the reviews.</param>
    internal async ValueTask Add(Session s, string project, List<string> imports, List<SnapshotRow> rows, IReadOnlyList<string> tasks, List<string?> reviews, List<StoredDocument> documents)
    {
        met = new(StringComparer.Ordinal);
        var answers = new List<NewAnnotation>(documents.Count);
        for (var i = 0; i < rows.Count; i++)
            foreach (var a in rows[i].Answers)
                answers.Add(new(s.NewId(), project, tasks[i], null, await AuthorOf(s, a.AuthorId, a.Kind, a.AuthorName), a.Kind == "model" ? "model" : "person", 1, documents[answers.Count], null, a.ActiveMs, a.Late, a.Counted)
                {
                    Import = imports[i],
                    SubmittedAt = a.SubmittedAt,
                    Origin = a.AnnotationId,
                    Revision = a.Revision,
                });
        for (var i = 0; i < rows.Count; i++)
            if (reviews[i] is { } review && rows[i].Resolution!.Review is { } by)
                answers.Add(new(review, project, tasks[i], null, await AuthorOf(s, by.AuthorId, by.Kind, by.AuthorName), AnnotationCalls.Reviewed, 1, documents[answers.Count], null, null, false, false)
                {
                    SubmittedAt = by.SubmittedAt,
                    Origin = by.AnnotationId,
                });
        if (answers.Count > 0)
            await AnnotationCalls.AddAll(s, answers);
    }

    async ValueTask<string> AuthorOf(Session s, string author, string kind, string name)
    {
        var key = $"{author} {kind} {name}";
        return authors.TryGetValue(key, out var known) || met.TryGetValue(key, out known) ? known
            : met[key] = await AccountCalls.Carried(s, author, kind, name);
    }
}
