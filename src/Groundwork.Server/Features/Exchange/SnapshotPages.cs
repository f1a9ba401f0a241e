using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Formats;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Reads a project's tasks in their order, a page at a time, with everything that each came from, as of one moment.</summary>
sealed class SnapshotPages(Db db, FolderBlobs blobs, string workspace, string project, OntologyDocument ontology, ProjectFit fit, ObjectFit? objects, SnapshotWords words, Action<long> progress)
{
    const int Page = 200;

    internal long Rows { get; private set; }
    internal long Answers { get; private set; }

    /// <summary>How many of the answers are predictions of models.</summary>
    internal long Predictions { get; private set; }

    sealed record TaskRow(string Id, long Ordinal, string ExternalId, string Modality, string Payload, string Metadata, string? Split, SnapshotProvenance Provenance);
    sealed record ReviewRow(SnapshotReview By, string Body);
    sealed record AnswerRow(string Id, string Task, string Author, string AuthorName, string Kind, long Submitted, long? ActiveMs, bool Late, bool Counted, int Revision, string Body);

    internal async IAsyncEnumerable<SnapshotRow> Read([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = 0L;;)
        {
            var from = after;
            var tasks = await db.Read(workspace, s => s.All($"""
                SELECT t.id, t.ordinal, i.external_id, i.modality, i.payload, i.metadata, i.split, i.origin,
                  m.id, m.source, m.licence, i.import_row, coalesce(i.asset, f.sha256, m.sha256), m.consent, m.collected, coalesce(i.import_path, f.name, m.file_name)
                FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace LEFT JOIN import m ON m.id = i.import AND m.workspace = i.workspace
                LEFT JOIN import_file f ON f.import = i.import AND f.n = i.import_file AND f.workspace = i.workspace
                WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal > {from} AND t.state <> 'cancelled' ORDER BY t.ordinal LIMIT {(long)Page}
                """, r => new TaskRow(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), NullIfEmpty(r.TextOrNull(6)), ProvenanceOf(r))), cancel);
            var ids = new Ids([.. tasks.Select(t => t.Id)]);
            // Who and what came in with a snapshot keeps the ids it had where it was made, so that freezing it again gives the same rows.
            var (answers, known, reviews) = await db.Read(workspace, async s => (
                (await s.All($"""
                    SELECT coalesce(a.origin, a.id), a.task, coalesce(m.origin, a.author), m.name, coalesce(m.origin_kind, m.kind), a.submitted, a.active_ms, a.late, a.counted, a.revision, a.body
                    FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
                    WHERE a.task IN {ids} AND a.workspace = {s.Workspace} AND a.tx < {fit.AsOf} AND a.author_kind <> 'review'
                    AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace} AND n.tx < {fit.AsOf})
                    ORDER BY a.submitted, coalesce(a.origin, a.id)
                    """, r => new AnswerRow(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5), r.LongOrNull(6), r.Bool(7), r.Bool(8), r.Int(9), r.Text(10))))
                    .ToLookup(a => a.Task, StringComparer.Ordinal),
                (await s.All($"SELECT task, question, value FROM known_answer WHERE task IN {ids} AND workspace = {s.Workspace}",
                    r => (Task: r.Text(0), Question: r.Text(1), Value: r.Text(2)))).ToLookup(k => k.Task, StringComparer.Ordinal),
                (await s.All($"""
                    SELECT t.id, coalesce(a.origin, a.id), coalesce(m.origin, a.author), m.name, coalesce(m.origin_kind, m.kind), a.submitted, a.body
                    FROM task t JOIN annotation a ON a.id = t.reviewed AND a.workspace = t.workspace JOIN member m ON m.id = a.author AND m.workspace = a.workspace
                    WHERE t.id IN {ids} AND t.workspace = {s.Workspace} AND a.tx < {fit.AsOf}
                    """, r => (Task: r.Text(0), Row: new ReviewRow(new(r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5)), r.Text(6)))))
                    .ToDictionary(r => r.Task, r => r.Row, StringComparer.Ordinal)), cancel);
            foreach (var task in tasks)
            {
                var row = await Row(task, [.. answers[task.Id]], reviews.GetValueOrDefault(task.Id));
                words.Count(row);
                yield return known.Contains(task.Id)
                    ? row with { Known = known[task.Id].ToDictionary(k => k.Question, k => JsonElement.Parse(k.Value), StringComparer.Ordinal) } : row;
            }
            progress(Rows);
            if (tasks.Count < Page)
                yield break;
            after = tasks[^1].Ordinal;
        }
    }

    static SnapshotProvenance ProvenanceOf(Row r) => r.TextOrNull(7) is { } origin ? JsonSerializer.Deserialize<SnapshotProvenance>(origin, JsonSerializerOptions.Web)!
        : new SnapshotProvenance(r.TextOrNull(8), NullIfEmpty(r.TextOrNull(9)), NullIfEmpty(r.TextOrNull(10)), r.Long(11),
            r.TextOrNull(12) is { Length: > 0 } sha ? "sha256:" + sha : null, NullIfEmpty(r.TextOrNull(13)), NullIfEmpty(r.TextOrNull(14)), NullIfEmpty(r.TextOrNull(15)));

    async Task<SnapshotRow> Row(TaskRow task, List<AnswerRow> given, ReviewRow? review)
    {
        Rows++;
        Answers += given.Count;
        Predictions += given.Count(a => a.Kind == "model");
        var answers = new List<SnapshotAnswer>(given.Count);
        foreach (var a in given)
            answers.Add(new SnapshotAnswer(a.Id, a.Author, a.AuthorName, a.Kind, a.Submitted, a.ActiveMs, a.Late, a.Counted, a.Revision,
                await WholeAnswer.Read(blobs, workspace, a.Body)));
        var authored = answers.FindAll(a => a.Counted).ConvertAll(a => new AuthoredAnswer(a.AuthorId, a.Document));
        var row = new SnapshotRow(task.Ordinal, task.ExternalId, task.Modality, JsonElement.Parse(task.Payload), JsonElement.Parse(task.Metadata), task.Provenance, null, answers) { Split = task.Split };
        if (review is not null)
            return row with { Resolution = Reviewed(review.By, await WholeAnswer.Read(blobs, workspace, review.Body)), State = "resolved" };
        if (authored.Count == 0)
            return row;
        var questions = fit.Resolve(ontology, task.Ordinal, authored);
        var (resolution, disputed) = WithObjects(Map(questions), task, authored);
        return row with { Resolution = resolution, State = questions.Disputed || disputed ? "disputed" : "resolved" };
    }

    (SnapshotResolution, bool Disputed) WithObjects(SnapshotResolution questions, TaskRow task, List<AuthoredAnswer> answers)
    {
        if (objects is null)
            return (questions, false);
        // What one person says alone is what there is.
        if (answers is [var only])
            return (questions with { Document = only.Document with { Answers = AnswerDocument.Empty.Answers } }, false);
        var extent = ImageSize.Of(task.Modality, task.Payload) is { } size ? new ItemExtent(size.Width, size.Height) : (ItemExtent?)null;
        var resolved = objects.Resolve(new TaskAnswers(answers, extent));
        return (questions with
        {
            Document = resolved.ToDocument(),
            Confidence = resolved.Objects.ToDictionary(o => o.Object.Id, o => o.Confidence, StringComparer.Ordinal),
            Support = resolved.Objects.ToDictionary(o => o.Object.Id,
                o => new ObjectSupport(o.Votes, o.Seen, [.. o.Contributors.Select(c => new SupportingMark(c.Author, c.Object, c.Similarity))]), StringComparer.Ordinal),
        }, resolved.Disputed);
    }

    // What somebody settled is so, and all of it is certain.
    SnapshotResolution Reviewed(SnapshotReview by, AnswerDocument document)
    {
        var settled = Map(Resolution.Settled(ontology, document)) with { Review = by };
        return objects is null ? settled : settled with
        {
            Document = document with { Answers = AnswerDocument.Empty.Answers },
            Confidence = document.Objects.ToDictionary(o => o.Id, _ => 1.0, StringComparer.Ordinal),
        };
    }

    static SnapshotResolution Map(Resolution resolution)
    {
        var questions = new OrderedDictionary<string, ResolvedQuestion>(StringComparer.Ordinal);
        foreach (var (name, q) in resolution.Questions)
            questions.Add(name, new ResolvedQuestion(q.Value, q.Confidence ?? 0, [.. (q.Tied ?? []).Select(t => JsonSerializer.SerializeToElement(t))], q.Votes, q.Distribution));
        return new SnapshotResolution(resolution.Method, questions);
    }

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
