using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>The lines of the native export, in the canonical form, so that equal snapshots are equal files.</summary>
static class NativeRows
{
    const int Version = 1;

    // Deep enough for the deepest metadata and the deepest document, each inside of its row.
    const int MaxDepth = 80;

    public static async Task WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, CancellationToken cancel)
    {
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await stream.WriteAsync(Line(header, row).ToArray(), cancel);
            await stream.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }

    public static RowOutcome Read(long number, ReadOnlySpan<byte> line)
    {
        var faults = new List<Fault>();
        if (StrictJson.Parse(line, int.MaxValue, MaxDepth, faults, longNumbers: true) is not { } root
            || !JsonMembers.TryOpen(root, "", faults, out var members, "groundwork", "snapshot", "ordinal", "externalId", "modality", "item", "metadata",
                "provenance", "ontologyVersion", "resolution", "answers"))
            return Jsonl.ToRowFault(number, faults[0]);
        if (members.Whole("groundwork", required: true) is { } version && version != Version)
            members.Fault("groundwork", "version", "This line was written by a newer version. Update this server.");
        var none = Columns.Object(_ => { });
        var row = new SnapshotRow(Long(members, "ordinal") ?? 0, members.Text("externalId", required: true) ?? "",
            members.Text("modality", required: true) ?? "", Object(members, "item") ?? none, Object(members, "metadata") ?? none,
            ReadProvenance(members, faults), members.Whole("ontologyVersion", required: true) ?? 0, ReadResolution(members, faults), ReadAnswers(members, faults));
        return faults.Count > 0 ? Jsonl.ToRowFault(number, faults[0]) : new SnapshotLine(number, row);
    }

    static CanonicalJson Line(SnapshotHeader header, SnapshotRow row)
    {
        var json = new CanonicalJson().Object().Name("groundwork").Number(Version);
        json.Name("snapshot").Object().Name("id").Text(header.Id).Name("name").Text(header.Name).Name("project").Text(header.Project)
            .Name("hash").Text(header.Hash).Name("createdAt").Number(header.CreatedAt).EndObject();
        json.Name("ordinal").Number(row.Ordinal).Name("externalId").Text(row.ExternalId).Name("modality").Text(row.Modality);
        json.Name("item").Value(row.Item, keepNumbers: true).Name("metadata").Value(row.Metadata, keepNumbers: true);
        WriteProvenance(json.Name("provenance"), row.Provenance);
        json.Name("ontologyVersion").Number(row.OntologyVersion).Name("resolution");
        if (row.Resolution is { } resolution)
            WriteResolution(json, resolution);
        else
            json.Null();
        json.Name("answers").List();
        foreach (var answer in row.Answers)
            WriteAnswer(json, answer);
        return json.EndList().EndObject();
    }

    static void WriteProvenance(CanonicalJson json, SnapshotProvenance from)
    {
        json.Object();
        foreach (var (name, text) in new[] { ("importId", from.ImportId), ("source", from.Source), ("licence", from.Licence), ("consent", from.Consent),
            ("collected", from.Collected), ("file", from.File), ("assetSha256", from.AssetSha256) })
            if (text is not null)
                json.Name(name).Text(text);
        if (from.Row is { } row)
            json.Name("row").Number(row);
        json.EndObject();
    }

    static SnapshotProvenance ReadProvenance(JsonMembers row, List<Fault> faults) =>
        row.Any("provenance", required: true) is { } value
        && JsonMembers.TryOpen(value, row.At("provenance"), faults, out var from, "importId", "source", "licence", "consent", "collected", "file", "assetSha256", "row")
            ? new(Text(from, "importId"), Text(from, "source"), Text(from, "licence"), Long(from, "row", required: false), Text(from, "assetSha256"),
                Text(from, "consent"), Text(from, "collected"), Text(from, "file"))
            : new(null, null, null, null, null);

    static void WriteResolution(CanonicalJson json, SnapshotResolution resolution)
    {
        json.Object().Name("method").Text(resolution.Method).Name("questions").Object();
        foreach (var (name, question) in resolution.Questions.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            json.Name(name).Object().Name("value");
            if (question.Value is { } value)
                json.Value(value);
            else
                json.Null();
            json.Name("confidence").Number(question.Confidence).Name("tied").List();
            foreach (var tied in question.Tied)
                json.Value(tied);
            json.EndList().Name("votes").Number(question.Votes);
            if (question.Distribution is { } distribution)
            {
                json.Name("distribution").Object();
                foreach (var (label, share) in distribution.OrderBy(d => d.Key, StringComparer.Ordinal))
                    json.Name(label).Number(share);
                json.EndObject();
            }
            json.EndObject();
        }
        json.EndObject();
        if (resolution.Document is { } document)
            json.Name("document").Canonical(AnswerWriter.Canonical(document));
        if (resolution.Confidence is { } confidence)
        {
            json.Name("confidence").Object();
            foreach (var (id, sure) in confidence.OrderBy(c => c.Key, StringComparer.Ordinal))
                json.Name(id).Number(sure);
            json.EndObject();
        }
        json.EndObject();
    }

    static SnapshotResolution? ReadResolution(JsonMembers row, List<Fault> faults)
    {
        if (row.Any("resolution") is not { } value || !JsonMembers.TryOpen(value, row.At("resolution"), faults, out var resolution, "method", "questions", "document", "confidence"))
            return null;
        var questions = new SortedDictionary<string, ResolvedQuestion>(StringComparer.Ordinal);
        foreach (var (name, each) in resolution.Map("questions"))
        {
            var path = StrictJson.Step(resolution.At("questions"), name);
            if (!JsonMembers.TryOpen(each, path, faults, out var question, "value", "confidence", "tied", "votes", "distribution"))
                continue;
            questions[name] = new(question.Any("value"), question.Number("confidence", required: true) ?? 0,
                [.. question.List("tied").Select(t => t.Value)], question.Whole("votes", required: true) ?? 0, Shares(question, "distribution", faults));
        }
        return new(resolution.Text("method", required: true) ?? "", questions)
        {
            Document = resolution.Any("document") is { } document ? AnswerReader.Read(document, resolution.At("document"), faults) : null,
            Confidence = Shares(resolution, "confidence", faults),
        };
    }

    static SortedDictionary<string, double>? Shares(JsonMembers owner, string member, List<Fault> faults)
    {
        if (owner.Any(member) is null)
            return null;
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, share) in owner.Map(member))
            if (share.ValueKind == JsonValueKind.Number)
                shares[name] = share.GetDouble();
            else
                faults.Add(new(StrictJson.Step(owner.At(member), name), "wrong_type", "A share must be a number."));
        return shares;
    }

    static void WriteAnswer(CanonicalJson json, SnapshotAnswer answer)
    {
        json.Object().Name("annotationId").Text(answer.AnnotationId);
        json.Name("author").Object().Name("id").Text(answer.AuthorId).Name("name").Text(answer.AuthorName).Name("kind").Text(answer.Kind).EndObject();
        json.Name("submittedAt").Number(answer.SubmittedAt);
        if (answer.ActiveMs is { } active)
            json.Name("activeMs").Number(active);
        json.Name("late").Flag(answer.Late).Name("counted").Flag(answer.Counted).Name("revision").Number(answer.Revision);
        json.Name("document").Canonical(AnswerWriter.Canonical(answer.Document)).EndObject();
    }

    static List<SnapshotAnswer> ReadAnswers(JsonMembers row, List<Fault> faults)
    {
        var answers = new List<SnapshotAnswer>();
        foreach (var (value, path) in row.List("answers", required: true))
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var answer, "annotationId", "author", "submittedAt", "activeMs", "late", "counted", "revision", "document")
                || answer.Any("author", required: true) is not { } by
                || !JsonMembers.TryOpen(by, answer.At("author"), faults, out var author, "id", "name", "kind"))
                continue;
            var document = answer.Any("document", required: true) is { } given ? AnswerReader.Read(given, answer.At("document"), faults) : null;
            answers.Add(new(answer.Text("annotationId", required: true) ?? "", author.Text("id", required: true) ?? "",
                author.Text("name", required: true, mayBeEmpty: true) ?? "", author.Text("kind", required: true) ?? "",
                Long(answer, "submittedAt") ?? 0, Long(answer, "activeMs", required: false), answer.Flag("late") ?? false, answer.Flag("counted") ?? true,
                answer.Whole("revision", required: true) ?? 1, document ?? AnswerDocument.Empty));
        }
        return answers;
    }

    static string? Text(JsonMembers owner, string name) => owner.Text(name, maxLength: int.MaxValue, mayBeEmpty: true);

    static JsonElement? Object(JsonMembers owner, string name)
    {
        if (owner.Any(name, required: true) is not { } value || value.ValueKind == JsonValueKind.Object)
            return owner.Any(name);
        owner.Fault(name, "wrong_type", $"\"{name}\" must be an object.");
        return null;
    }

    static long? Long(JsonMembers owner, string name, bool required = true)
    {
        if (owner.Number(name, required) is not { } number)
            return null;
        if (number == Math.Floor(number) && number >= 0 && number <= StrictJson.MaxExactInteger)
            return (long)number;
        owner.Fault(name, "out_of_range", $"\"{name}\" must be an integer from 0 on.");
        return null;
    }
}
