using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;
using Groundwork.Core.Simulation;
using Groundwork.Formats;
using Groundwork.Server.Features.Exchange;

namespace Groundwork.Server.Commands;

/// <summary>
/// Says what the product makes of a sample project: from its API and from what it exports, compared with what is true of the items. What is true is
/// known because the annotators are simulated; it is in no workspace.
/// </summary>
sealed class DemoFigures(Api api, SampleProject sample)
{
    internal sealed record Project(string Name, long Items, long Tasks, long Completed, long Disputed, long Answers, int Annotators, List<Coefficient> Agreement, List<Method> Truth,
        Objects? Objects, Reviews Reviews, Snapshot Snapshot, List<Exported> Exports);
    internal sealed record Coefficient(string Question, string Name, string Title, double? Value, double? Low, double? High, long N);
    internal sealed record Method(string Question, string Name, string Title, bool InUse, double? Accuracy, double? Low, double? High, long Known);
    internal sealed record Score(int Tasks, double? Precision, double? Recall, double? F1, double? ClassF1, double? Similarity, double? RelationF1);
    internal sealed record Person(string Name, Score Own, Score ConsensusOfTheSame);

    /// <param name="Accepted">Verdicts that changed nothing.</param>
    /// <param name="Corrected">Verdicts that made something else stand.</param>
    /// <param name="Rejected">Verdicts that sent an answer back.</param>
    /// <param name="Waiting">Tasks that wait for a verdict.</param>
    /// <param name="Before">What was proposed for the tasks that a review settled; null where none did, or nothing is marked.</param>
    /// <param name="After">What stands for them since.</param>
    internal sealed record Reviews(long Accepted, long Corrected, long Rejected, long Waiting, Score? Before, Score? After);

    /// <param name="Consensus">What the answers say together, also where a review has made something else of it since.</param>
    /// <param name="Average">What naive averaging makes of the same answers.</param>
    /// <param name="People">Each annotator, beside the consensus of the tasks that they answered.</param>
    /// <param name="Model">What the model predicted.</param>
    internal sealed record Objects(Score Consensus, Score Average, List<Person> People, Score? Model);
    internal sealed record Snapshot(string Id, string Hash, long Rows, long Answers, long Milliseconds);
    internal sealed record Exported(string Format, long Bytes, long Milliseconds, List<Loss> Losses);
    internal sealed record Loss(string What, long Count, bool Restored);

    readonly Dictionary<string, SimulatedItem> truth = sample.Items.ToDictionary(i => i.Id, i => i.Simulated, StringComparer.Ordinal);

    internal async Task<Project> Find(CancellationToken cancel)
    {
        var id = await api.Project(sample.Name);
        var since = Stopwatch.GetTimestamp();
        var frozen = await api.Freeze(id, "Demonstration");
        var snapshot = new Snapshot(Text(frozen, "id"), Text(frozen, "hash"), Whole(frozen, "rows"), Whole(frozen, "answers"), (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        var (exports, native) = (new List<Exported>(), Array.Empty<byte>());
        foreach (var format in (await api.Get("/api/formats")).GetProperty("items").EnumerateArray().Where(f => f.GetProperty("writes").GetBoolean() && f.GetProperty("missing").ValueKind == JsonValueKind.Null).Select(f => Text(f, "name")))
        {
            using var file = new MemoryStream();
            since = Stopwatch.GetTimestamp();
            await api.Export(snapshot.Id, format, "resolutions", file);
            exports.Add(new(format, file.Length, (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds,
                [.. (await api.Losses(snapshot.Id, format)).EnumerateArray().Select(l => new Loss(Text(l, "what"), Whole(l, "count"), l.GetProperty("restored").GetBoolean()))]));
            if (format == "jsonl")
                native = file.ToArray();
        }
        var progress = (await api.Get($"/api/projects/{id}")).GetProperty("progress");
        var quality = await api.Get($"/api/projects/{id}/quality");
        var methods = (await api.Get($"/api/projects/{id}/methods")).GetProperty("items");
        var rows = await Rows(native, cancel);
        var (reviews, proposals) = await Judged(id, rows, Whole(progress, "inReview") + Whole(progress, "disputed"));
        return new(sample.Name, rows.Count, Whole(progress, "tasks"), Whole(progress, "completed"), Whole(progress, "disputed"), Whole(progress, "answers"),
            quality.GetProperty("annotators").GetArrayLength(),
            [.. quality.GetProperty("questions").EnumerateArray().SelectMany(q => q.GetProperty("agreement").EnumerateArray()
                .Select(a => new Coefficient(Text(q, "name"), Text(a, "name"), Text(a, "title"), Number(a, "value"), Number(a, "low"), Number(a, "high"), Whole(a, "n"))))],
            [.. methods.EnumerateArray().Select(m => new Method(Text(m, "question"), Text(m, "name"), Text(m, "title"), m.GetProperty("inUse").GetBoolean(),
                Number(m, "accuracy"), Number(m, "low"), Number(m, "high"), Whole(m, "known")))],
            sample.Ontology.Classes.Count == 0 ? null : Compare(rows, proposals), reviews, snapshot, exports);
    }

    // What a reviewer mended is no merit of the consensus: of tasks that they settled, what was proposed to them is compared.
    async Task<(Reviews, Dictionary<string, AnswerDocument>)> Judged(string project, List<SnapshotRow> rows, long waiting)
    {
        var (given, proposals) = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, AnswerDocument>(StringComparer.Ordinal));
        await foreach (var task in api.All($"/api/projects/{project}/tasks"))
            foreach (var verdict in (await api.Get($"/api/tasks/{Text(task, "id")}/history")).GetProperty("items").EnumerateArray().Where(r => Text(r, "kind") == "review"))
            {
                given[Text(verdict, "what")] = given.GetValueOrDefault(Text(verdict, "what")) + 1;
                if (rows.Find(r => r.Resolution?.Review?.AnnotationId is { } stands && verdict.GetProperty("annotationId").GetString() == stands) is not { } settled)
                    continue;
                var proposal = (await api.Get($"/api/reviews/{Text(verdict, "id")}/proposal")).GetProperty("document").GetRawText();
                proposals[settled.ExternalId] = AnswerReader.Read(Encoding.UTF8.GetBytes(proposal), []) ?? throw new Refusal("A proposal can't be read back.");
            }
        var both = sample.Ontology.Classes.Count == 0 ? [] : rows.FindAll(r => proposals.ContainsKey(r.ExternalId));
        return (new(given.GetValueOrDefault("accepted"), given.GetValueOrDefault("corrected"), given.GetValueOrDefault("rejected"), waiting,
            both.Count == 0 ? null : Of(both, r => proposals[r.ExternalId]), both.Count == 0 ? null : Of(both, r => r.Resolution!.Document!)), proposals);
    }

    // Only tasks that several people answered: one answer alone is its own consensus. Averaging begins with whoever comes first, so the order is fixed.
    Objects Compare(List<SnapshotRow> rows, Dictionary<string, AnswerDocument> proposals)
    {
        var several = rows.Where(r => Counted(r).Count > 1 && r.Resolution?.Document is not null).ToList();
        return new(
            Of(several, Consensus),
            Of(several, r => PlainAverage.Of(new TaskAnswers([.. Counted(r).Select(a => new AuthoredAnswer(a.AuthorId, a.Document))], truth[r.ExternalId].Size))) with { RelationF1 = null },
            [.. several.SelectMany(Counted).Select(a => a.AuthorName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name =>
            {
                var theirs = several.Where(r => Counted(r).Any(a => a.AuthorName == name)).ToList();
                return new Person(name, Of(theirs, r => Counted(r).First(a => a.AuthorName == name).Document), Of(theirs, Consensus));
            })],
            several.Exists(r => Predicted(r) is not null) ? Of(several.Where(r => Predicted(r) is not null), r => Predicted(r)!) : null);

        static List<SnapshotAnswer> Counted(SnapshotRow row) => [.. row.Answers.Where(a => a.Counted).OrderBy(a => a.AuthorName, StringComparer.Ordinal)];
        AnswerDocument Consensus(SnapshotRow row) => proposals.GetValueOrDefault(row.ExternalId) ?? row.Resolution!.Document!;
        static AnswerDocument? Predicted(SnapshotRow row) => row.Answers.FirstOrDefault(a => a.Kind == "model")?.Document;
    }

    Score Of(IEnumerable<SnapshotRow> rows, Func<SnapshotRow, AnswerDocument> given)
    {
        var score = ObjectScore.Of(rows.Select(r => (given(r), truth[r.ExternalId].Truth, truth[r.ExternalId].Size)));
        return new(score.Items, score.Precision, score.Recall, score.F1, score.ClassF1, score.Similarity, score.RelationF1);
    }

    static async Task<List<SnapshotRow>> Rows(byte[] native, CancellationToken cancel)
    {
        var rows = new List<SnapshotRow>();
        await foreach (var row in ((ISnapshotReader)Catalog.Named<IFormat>("jsonl")!).ReadSnapshotAsync(new MemoryStream(native), cancel))
            rows.Add(row is SnapshotLine line ? line.Content : throw new Refusal("The native export can't be read back."));
        return rows;
    }

    static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    static long Whole(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    static double? Number(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
