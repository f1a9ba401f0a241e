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
sealed class SnapshotPages(Db db, FolderBlobs blobs, string workspace, string project, long ontologyVersion, OntologyDocument ontology, ProjectFit fit, ObjectFit? objects)
{
    const int Page = 200;

    internal long Rows { get; private set; }
    internal long Answers { get; private set; }

    sealed record TaskRow(string Id, long Ordinal, string ExternalId, string Modality, string Payload, string Metadata, SnapshotProvenance Provenance);
    sealed record AnswerRow(string Id, string Task, string Author, string AuthorName, string Kind, long Submitted, long? ActiveMs, bool Late, bool Counted, int Revision, string Body);

    internal async IAsyncEnumerable<SnapshotRow> Read([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = 0L;;)
        {
            var tasks = await db.Read(workspace, s => s.All($"""
                SELECT t.id, t.ordinal, i.external_id, i.modality, i.payload, i.metadata, m.id, m.source, m.licence, i.import_row, coalesce(i.asset, f.sha256, m.sha256),
                  m.consent, m.collected, coalesce(i.import_path, f.name, m.file_name)
                FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace LEFT JOIN import m ON m.id = i.import AND m.workspace = i.workspace
                LEFT JOIN import_file f ON f.import = i.import AND f.n = i.import_file AND f.workspace = i.workspace
                WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal > {after} AND t.state <> 'cancelled' ORDER BY t.ordinal LIMIT {(long)Page}
                """, r => new TaskRow(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), new SnapshotProvenance(r.TextOrNull(6),
                    NullIfEmpty(r.TextOrNull(7)), NullIfEmpty(r.TextOrNull(8)), r.Long(9), r.TextOrNull(10) is { Length: > 0 } sha ? "sha256:" + sha : null,
                    NullIfEmpty(r.TextOrNull(11)), NullIfEmpty(r.TextOrNull(12)), NullIfEmpty(r.TextOrNull(13))))), cancel);
            var answers = (await db.Read(workspace, s => s.All($"""
                SELECT a.id, a.task, a.author, m.name, m.kind, a.submitted, a.active_ms, a.late, a.counted, a.revision, a.body
                FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
                WHERE a.task IN {new Ids([.. tasks.Select(t => t.Id)])} AND a.workspace = {s.Workspace} AND a.tx < {fit.AsOf}
                AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace} AND n.tx < {fit.AsOf})
                ORDER BY a.submitted, a.id
                """, r => new AnswerRow(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5), r.LongOrNull(6), r.Bool(7), r.Bool(8), r.Int(9), r.Text(10))), cancel))
                .ToLookup(a => a.Task, StringComparer.Ordinal);
            foreach (var task in tasks)
                yield return await Row(task, [.. answers[task.Id]]);
            if (tasks.Count < Page)
                yield break;
            after = tasks[^1].Ordinal;
        }
    }

    async Task<SnapshotRow> Row(TaskRow task, List<AnswerRow> given)
    {
        Rows++;
        Answers += given.Count;
        var answers = new List<SnapshotAnswer>(given.Count);
        foreach (var a in given)
            answers.Add(new SnapshotAnswer(a.Id, a.Author, a.AuthorName, a.Kind, a.Submitted, a.ActiveMs, a.Late, a.Counted, a.Revision,
                await WholeAnswer.Read(blobs, workspace, a.Body)));
        var counted = answers.FindAll(a => a.Counted);
        var authored = counted.ConvertAll(a => new AuthoredAnswer(a.AuthorId, a.Document));
        var resolution = counted.Count == 0 ? null : WithObjects(Map(fit.Resolve(ontology, task.Id, authored)), task, authored);
        return new SnapshotRow(task.Ordinal, task.ExternalId, task.Modality, JsonElement.Parse(task.Payload), JsonElement.Parse(task.Metadata), task.Provenance,
            (int)ontologyVersion, resolution, answers);
    }

    SnapshotResolution WithObjects(SnapshotResolution questions, TaskRow task, List<AuthoredAnswer> answers)
    {
        if (objects is null)
            return questions;
        // What one person says alone is what there is.
        if (answers is [var only])
            return questions with { Document = only.Document with { Answers = AnswerDocument.Empty.Answers } };
        var extent = ImageSize.Of(task.Modality, task.Payload) is { } size ? new ItemExtent(size.Width, size.Height) : (ItemExtent?)null;
        var resolved = objects.Resolve(new TaskAnswers(answers, extent));
        return questions with { Document = resolved.ToDocument(), Confidence = resolved.Objects.ToDictionary(o => o.Object.Id, o => o.Confidence, StringComparer.Ordinal) };
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
