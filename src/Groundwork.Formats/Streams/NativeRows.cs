using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>The lines of the native export, in the canonical form, so that equal snapshots are equal files.</summary>
static class NativeRows
{
    const int Version = 2;

    // Deep enough for the deepest metadata and the deepest document, each inside of its row.
    const int MaxDepth = 80;

    /// <summary>How many bytes are collected before they are written.</summary>
    public const int FlushAt = 64 * 1024;

    static readonly JsonElement Nothing = Columns.Object(_ => { });

    /// <summary>How each line begins in the store, where it doesn't say yet of which snapshot it is.</summary>
    public static ReadOnlySpan<byte> Begin => "{\"groundwork\":2,"u8;

    public static async Task WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, CancellationToken cancel)
    {
        var json = new CanonicalJson();
        var first = true;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Line(json, header, row, first).EndLine();
            first = false;
            if (json.Written.Length < FlushAt)
                continue;
            await stream.WriteAsync(json.WrittenMemory, cancel);
            json.Clear();
        }
        await stream.WriteAsync(json.WrittenMemory, cancel);
    }

    public static RowOutcome Read(long number, ReadOnlySpan<byte> line)
    {
        var faults = new List<Fault>();
        if (StrictJson.Parse(line, int.MaxValue, MaxDepth, faults, longNumbers: true) is not { } root
            || !JsonMembers.TryOpen(root, "", faults, out var members, "groundwork", "snapshot", "ordinal", "externalId", "modality", "item", "metadata",
                "split", "provenance", "ontologyVersion", "known", "state", "resolution", "answers"))
            return Jsonl.ToRowFault(number, faults[0]);
        if (members.Whole("groundwork", required: true) is { } version && version is not (1 or Version))
            members.Fault("groundwork", "version", "This line was written by a newer version. Update this server.");
        var row = new SnapshotRow(Long(members, "ordinal") ?? 0, members.Text("externalId", required: true) ?? "",
            members.Text("modality", required: true) ?? "", Object(members, "item") ?? Nothing, Object(members, "metadata") ?? Nothing,
            ReadProvenance(members, faults), NativeResolutions.Read(members, faults), ReadAnswers(members, faults)) { Split = Text(members, "split"), Known = ReadKnown(members) };
        if (Text(members, "state") is { } state)
            row = row with { State = state };
        return faults.Count > 0 ? Jsonl.ToRowFault(number, faults[0]) : new SnapshotLine(number, row) { Snapshot = members.Any("snapshot") };
    }

    /// <summary>What stands between <see cref="Begin"/> and the rest of a line that says of which snapshot it is; the first line has the manifest, too.</summary>
    public static byte[] Origin(SnapshotHeader header, bool first)
    {
        var json = new CanonicalJson().Object().Name("id").Text(header.Id).Name("hash").Text(header.Hash);
        if (first)
        {
            json.Name("name").Text(header.Name).Name("project").Text(header.Project).Name("createdAt").Number(header.CreatedAt);
            if (header.Redundancy is { } wanted)
                json.Name("redundancy").Number(wanted);
            if (!header.Manifest.IsEmpty)
                json.Name("manifest").Canonical(header.Manifest.Span);
        }
        return [.. "\"snapshot\":"u8, .. json.EndObject().Written, (byte)','];
    }

    static CanonicalJson Line(CanonicalJson json, SnapshotHeader header, SnapshotRow row, bool first)
    {
        json.Object().Name("groundwork").Number(Version);
        if (header.Hash.Length > 0)
            json.Canonical(Origin(header, first).AsSpan()[..^1]);
        json.Name("ordinal").Number(row.Ordinal).Name("externalId").Text(row.ExternalId).Name("modality").Text(row.Modality);
        json.Name("item").Value(row.Item, keepNumbers: true).Name("metadata").Value(row.Metadata, keepNumbers: true);
        if (row.Split is { } split)
            json.Name("split").Text(split);
        WriteProvenance(json.Name("provenance"), row.Provenance);
        if (row.Known.Count > 0)
            json.Name("known").Map(row.Known);
        json.Name("state").Text(row.State).Name("resolution");
        if (row.Resolution is { } resolution)
            NativeResolutions.Write(json, resolution);
        else
            json.Null();
        json.Name("answers").List();
        foreach (var answer in row.Answers)
            WriteAnswer(json, answer);
        return json.EndList().EndObject();
    }

    static SortedDictionary<string, JsonElement> ReadKnown(JsonMembers row)
    {
        var known = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (row.Any("known") is not null)
            foreach (var (question, value) in row.Map("known"))
                known[question] = value;
        return known;
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

    static void WriteAnswer(CanonicalJson json, SnapshotAnswer answer)
    {
        json.Object().Name("annotationId").Text(answer.AnnotationId);
        json.Name("author").Object().Name("id").Text(answer.AuthorId).Name("name").Text(answer.AuthorName).Name("kind").Text(answer.Kind).EndObject();
        json.Name("submittedAt").Number(answer.SubmittedAt);
        if (answer.ActiveMs is { } active)
            json.Name("activeMs").Number(active);
        json.Name("late").Flag(answer.Late).Name("counted").Flag(answer.Counted).Name("revision").Number(answer.Revision);
        AnswerWriter.Write(json.Name("document"), answer.Document);
        json.EndObject();
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
