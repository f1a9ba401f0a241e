using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Writes tasks with their annotations and predictions in the words of Label Studio, one task per line.</summary>
sealed class LabelStudioWriter(SnapshotHeader header, Wanted what)
{
    static readonly LossKind
        Tracks = new("Tracks, frames and targets", "Each keyframe stands for itself."),
        Sure = new("How sure answers to questions are", "The values stand without their probabilities and votes; of questions that are tied there is none."),
        Tied = new("Ties in rankings", "Other programs see one order, in which the tied stand one after the other.", Restored: true),
        Comparisons = new("Comparisons", "Other programs see left or right, and nothing for any other outcome.", Restored: true);

    public static IReadOnlyList<LossKind> Losses { get; } = [Said.Unsettled, .. LabelStudioRegion.Losses, Tied, Comparisons, Tracks, Sure, Said.Origin, Said.Beside];

    readonly LossCount _losses = new(Losses);
    long _ids;

    public async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, IAsyncEnumerable<SnapshotRow> rows, CancellationToken cancel)
    {
        var json = new CanonicalJson();
        var first = true;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Task(json.Between(first ? "[\n"u8 : ",\n"u8), row);
            first = false;
            if (json.Written.Length < NativeRows.FlushAt)
                continue;
            await stream.WriteAsync(json.WrittenMemory, cancel);
            json.Clear();
        }
        await stream.WriteAsync(json.Between(first ? "[]\n"u8 : "\n]\n"u8).WrittenMemory, cancel);
        return _losses.List();
    }

    void Task(CanonicalJson json, SnapshotRow row)
    {
        Said.CountUnsettled(_losses, row, what);
        Said.CountOrigin(_losses, row);
        if (what == Wanted.Resolutions)
            _losses.Add(Sure, row.ExternalId, row.Resolution?.Questions.Count ?? 0);
        var text = row.Item.TryGetProperty("text", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        var name = row.Item.TryGetProperty("name", out given) && given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 } own ? own : row.ExternalId;
        json.Object().Name("id").Number(row.Ordinal).Name("data").Object().Name("id").Text(row.ExternalId);
        if (row.Modality == "text")
            json.Name("text").Text(text ?? "");
        else
            json.Name(row.Modality).Text(name);
        json.EndObject().Name("meta").Value(row.Metadata, keepNumbers: true);
        var region = new LabelStudioRegion(row, text is null ? null : new TextOffsets(text), (kind, id) => _losses.Add(kind, $"{row.ExternalId}, {id}"));
        var said = Said.Of(row, what).ToList();
        json.Name("annotations").List();
        foreach (var each in said.Where(s => s.Answer?.Kind != "model"))
            Annotation(json, row, each, region);
        json.EndList().Name("predictions").List();
        foreach (var each in said.Where(s => s.Answer?.Kind == "model"))
            Annotation(json, row, each, region);
        json.EndList().EndObject();
    }

    void Annotation(CanonicalJson json, SnapshotRow row, Said said, LabelStudioRegion region)
    {
        _losses.Add(Tracks, row.ExternalId, said.Document.Tracks.Count + said.Document.Objects.Count(o => o.Track is not null || o.Frame is not null || o.Target is not null));
        json.Object().Name("id").Number(++_ids);
        if (said.Answer is { Kind: "model" } model)
            json.Name("model_version").Text(model.AuthorName);
        else if (said.Answer is { } answer)
        {
            json.Name("annotator").Text(answer.AuthorName).Name("created_at")
                .Text(DateTimeOffset.FromUnixTimeMilliseconds(answer.SubmittedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            if (answer.ActiveMs is { } active)
                json.Name("lead_time").Number(active / 1000.0);
            json.Name("was_cancelled").Flag(false).Name("counted").Flag(answer.Counted);
        }
        json.Name("result").List();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var each in said.Document.Objects)
            if (region.Write(json, each, said.Confidence?.TryGetValue(each.Id, out var sure) == true ? sure : null))
            {
                written.Add(each.Id);
                foreach (var (name, value) in each.Attributes)
                    Answer(json, header.Ontology.ClassNamed(each.Class)?.Attributes.FirstOrDefault(a => a.Name == name), each.Id, name, value, region, each);
            }
        foreach (var (name, value) in said.Document.Answers)
        {
            var id = "answer-" + name;
            while (said.Document.Objects.Any(o => o.Id == id))
                id += "-";
            Answer(json, header.Ontology.QuestionNamed(name), id, name, value, region, null);
        }
        foreach (var relation in said.Document.Relations)
            if (written.Contains(relation.From) && written.Contains(relation.To))
                json.Object().Name("type").Text("relation").Name("from_id").Text(relation.From).Name("to_id").Text(relation.To).Name("direction").Text("right")
                    .Name("labels").List().Text(relation.Type).EndList().EndObject();
        json.EndList().EndObject();
    }

    void Answer(CanonicalJson json, Question? question, string id, string name, JsonElement value, LabelStudioRegion region, LabelledObject? of)
    {
        var type = Type(question, value);
        json.Object().Name("id").Text(id).Name("from_name").Text(name).Name("to_name").Text(region.To).Name("type").Text(type).Name("value").Object();
        if (of is not null)
            region.WritePlace(json, of);
        json.Name(type switch { "textarea" => "text", "pairwise" => "comparison", _ => type });
        switch (type)
        {
            case "choices" or "textarea":
                json.List();
                foreach (var each in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : new[] { value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() })
                    json.Text(each);
                json.EndList();
                break;
            case "ranker":
                json.Object().Name("rank").List();
                foreach (var each in value.EnumerateArray().SelectMany(group => group.EnumerateArray()))
                    json.Text(each.GetString());
                json.EndList().EndObject();
                if (value.EnumerateArray().Any(group => group.GetArrayLength() != 1))
                {
                    _losses.Add(Tied, id);
                    json.Name("groups").Value(value);
                }
                break;
            case "pairwise":
                _losses.Add(Comparisons, id);
                json.Value(value);
                if (value.TryGetProperty("outcome", out var outcome) && outcome.GetString() is "a" or "b")
                    json.Name("selected").Text(value.GetProperty("outcome").GetString() == "a" ? "left" : "right");
                break;
            default:
                json.Value(value);
                break;
        }
        json.EndObject().EndObject();
    }

    static string Type(Question? question, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when question?.Kind == "rating" && value.GetDouble() >= 0 => "rating",
        JsonValueKind.Number => "number",
        JsonValueKind.String when question?.Kind == "text" => "textarea",
        JsonValueKind.Array when value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.Array) || question?.Kind == "ranking" => "ranker",
        JsonValueKind.Object => "pairwise",
        _ => "choices",
    };
}
