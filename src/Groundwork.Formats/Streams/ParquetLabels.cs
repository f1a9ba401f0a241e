using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Reads the labels of a table that was exported here: its columns become the documents that they were made of.</summary>
static class ParquetLabels
{
    const int MaxDepth = 80;

    static readonly string[] OfObjects = ["id", "class", "track", "target", "geometry", "frame", "attributes"],
        OfTracks = ["id", "class", "interpolation", "ranges", "attributes"], OfRelations = ["from", "to", "type"];

    public static async IAsyncEnumerable<RowOutcome> Ours(Stream rows, JsonElement about, [EnumeratorCancellation] CancellationToken cancel)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (about.TryGetProperty("answers", out var named) && named.ValueKind == JsonValueKind.Object)
            foreach (var column in named.EnumerateObject())
                answers[column.Name] = column.Value.ToString();
        var lines = new LineReader(await Utf8Source.OpenAsync(rows, cancel), Jsonl.MaxSnapshotLineBytes);
        while (await lines.NextAsync(cancel))
            if (lines.Fault() is { } fault)
                yield return fault;
            else if (Row(lines, answers) is { } row)
                yield return row;
    }

    static RowOutcome? Row(LineReader lines, Dictionary<string, string> answers)
    {
        var faults = new List<Fault>();
        if (StrictJson.Parse(lines.Line.Span, Jsonl.MaxSnapshotLineBytes, MaxDepth, faults, longNumbers: true) is not { ValueKind: JsonValueKind.Object } row)
            return Jsonl.ToRowFault(lines.Number, faults.Count > 0 ? faults[0] : new("", "wrong_type", "This row can't be read. Export the file again.")).Of(lines.Line.Span);
        if (!row.TryGetProperty("externalId", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 } item)
            return new RowFault(lines.Number, "This row doesn't say which item it is about.", "Keep the column \"externalId\" as it was exported.").Of(lines.Line.Span);
        var author = row.TryGetProperty("author", out var by) && by.ValueKind == JsonValueKind.String ? by.GetString() : null;
        var said = false;
        var content = Columns.Object(json =>
        {
            json.WriteStartObject("answers");
            foreach (var member in row.EnumerateObject())
                if (answers.TryGetValue(member.Name, out var question) && member.Value.ValueKind != JsonValueKind.Null)
                {
                    json.WritePropertyName(question);
                    member.Value.WriteTo(json);
                    said = true;
                }
                else if (member.Name == ParquetObjects.Others && member.Value.ValueKind == JsonValueKind.Object)
                    foreach (var other in member.Value.EnumerateObject())
                    {
                        other.WriteTo(json);
                        said = true;
                    }
            json.WriteEndObject();
            said |= Parts(json, row, "objects", OfObjects) | Parts(json, row, "tracks", OfTracks) | Parts(json, row, "relations", OfRelations);
        });
        // Nothing is believed of it yet.
        return said || author is not null ? new LabelRow(lines.Number, item, author, content, false) : null;
    }

    static bool Parts(Utf8JsonWriter json, JsonElement row, string name, string[] members)
    {
        if (!row.TryGetProperty(name, out var parts) || parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() == 0)
            return false;
        json.WriteStartArray(name);
        foreach (var part in parts.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object)
            {
                part.WriteTo(json);
                continue;
            }
            json.WriteStartObject();
            foreach (var member in part.EnumerateObject().Where(m => members.Contains(m.Name, StringComparer.Ordinal) && m.Value.ValueKind != JsonValueKind.Null))
                member.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return true;
    }
}
