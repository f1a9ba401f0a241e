using System.Text.Json;
using System.Text.RegularExpressions;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Reads what people and models said about Label Studio tasks as answer documents.</summary>
sealed partial class LabelStudioLabels(ReadSettings settings)
{
    public LabelNames Names { get; } = new(settings.Ontology);

    /// <summary>The labels of a task, and what could not be read of them.</summary>
    public IEnumerable<RowOutcome> Of(JsonElement task, long row)
    {
        var items = Items(task);
        var found = Given(task, row).ToList();
        if (found.Count > 0 && items.Count == 0)
            return [new RowFault(row, "This task doesn't say which item it is about.", "Give its data a member \"id\" with the item's id, as it was imported.")];
        return found.SelectMany(each => each.Fault is { } fault ? [fault] : Label(task, each.Said!.Value, each.Author, items, row));
    }

    IEnumerable<(JsonElement? Said, string? Author, RowFault? Fault)> Given(JsonElement task, long row)
    {
        var predictions = List(task, "predictions").Where(p => p.ValueKind == JsonValueKind.Object).ToList();
        if (settings.Predictions && predictions.Count > 0)
        {
            foreach (var prediction in predictions)
                yield return (prediction, CocoFile.Key(prediction, "model_version"), null);
            yield break;
        }
        foreach (var annotation in List(task, task.TryGetProperty("annotations", out _) ? "annotations" : "completions"))
            if (annotation.ValueKind != JsonValueKind.Object)
                yield return (null, null, new(row, $"An annotation of this task is {JsonMembers.Kind(annotation)}, not an object.", "Export the tasks as JSON, not as JSON-MIN."));
            else if (!(Is(annotation, "was_cancelled", JsonValueKind.True) || settings.What == Wanted.Answers && Is(annotation, "counted", JsonValueKind.False)))
                yield return (annotation, Author(annotation), null);
    }

    IEnumerable<RowOutcome> Label(JsonElement task, JsonElement said, string? author, IReadOnlyList<string> items, long row)
    {
        var faults = new List<RowFault>();
        var regions = new LabelStudioRegions(LabelStudioTasks.Data(task), Names, row, faults);
        var results = List(said, "result").ToList();
        foreach (var result in results)
            if (result.ValueKind == JsonValueKind.Object)
                regions.Add(result);
            else
                faults.Add(new(row, $"A result of this task is {JsonMembers.Kind(result)}, not an object.", "Correct it, or remove it."));
        var objects = regions.Objects();
        var byId = objects.ToDictionary(o => o.Id, StringComparer.Ordinal);
        var answers = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var result in results.Where(r => r.ValueKind == JsonValueKind.Object && !LabelStudioRegions.IsRegion(r)))
            if (LabelStudioValues.Of(result) is { } value && CocoFile.Key(result, "from_name") is { } name)
                Take(value, name, CocoFile.Key(result, "id") is { } id && regions.ClassOf(id) is { } named ? (byId.GetValueOrDefault(id), named) : default, answers, row);
        var document = AnswerDocument.Empty with { Objects = objects, Relations = Relations(results, objects, row, faults), Answers = answers };
        foreach (var fault in faults)
            yield return fault;
        // What lost all that it had would look as if somebody had found nothing.
        if (faults.Count == 0 || objects.Count + answers.Count > 0)
            yield return new LabelRow(row, items[0], author, Labels.Document(document, all: false), false) { OrElse = [.. items.Skip(1)] };
    }

    void Take(JsonElement value, string name, (LabelledObject? Object, LabelClass Class) region, SortedDictionary<string, JsonElement> answers, long row)
    {
        if (region.Class is not null)
        {
            if (region.Object is { } each && Names.Attribute(region.Class, name, row) is { } attribute)
                ((SortedDictionary<string, JsonElement>)each.Attributes)[attribute.Name] = LabelNames.Value(attribute, value);
        }
        else if (Names.Question(name, row) is { } question)
            answers[question.Name] = LabelNames.Value(question, value);
    }

    List<Relation> Relations(List<JsonElement> results, List<LabelledObject> objects, long row, List<RowFault> faults)
    {
        var relations = new OrderedDictionary<Relation, bool>();
        var known = objects.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var result in results.Where(r => r.ValueKind == JsonValueKind.Object && CocoFile.Key(r, "type") == "relation"))
        {
            string? from = CocoFile.Key(result, "from_id"), to = CocoFile.Key(result, "to_id"), direction = CocoFile.Key(result, "direction");
            if (from is null || to is null || !known.Contains(from) || !known.Contains(to))
            {
                faults.Add(new(row, "A relation of this task is about a region that isn't there.", "Remove the relation, or add the region."));
                continue;
            }
            var labels = List(result, "labels").Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString()!).ToList();
            if (labels.Count == 0)
                faults.Add(new(row, "A relation of this task has no label.", "Say in \"labels\" which relation it is."));
            foreach (var type in labels.Select(l => Names.Relation(l, row)).Where(t => t is { Length: > 0 and <= 64 }))
            {
                if (direction != "left")
                    relations.TryAdd(new(from, to, type!), true);
                if (direction is "left" or "bi")
                    relations.TryAdd(new(to, from, type!), true);
            }
        }
        return [.. relations.Keys];
    }

    /// <summary>The ids that the item of a task may have, the likeliest first.</summary>
    static List<string> Items(JsonElement task)
    {
        var data = LabelStudioTasks.Data(task);
        var names = new List<string?> { CocoFile.Key(data, "id"), CocoFile.Key(data, "external_id") };
        foreach (var member in data.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String && m.Name is not ("text" or "id" or "external_id")))
            if (Uri.UnescapeDataString(member.Value.GetString()!) is { Length: > 0 and <= 1_000 } path)
                names.AddRange([path, .. FileNames(path[(path.LastIndexOfAny(['/', '\\', '=']) + 1)..])]);
        names.AddRange(FileNames(CocoFile.Key(task, "file_upload")));
        names.Add(CocoFile.Key(task, "id"));
        return [.. names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).Distinct(StringComparer.Ordinal)];
    }

    // Uploaded files are called by eight digits, a hyphen, and their name.
    static IEnumerable<string?> FileNames(string? name) => name is null ? [] : [name, Uploaded().Replace(name, "")];

    static string? Author(JsonElement annotation)
    {
        if (CocoFile.Key(annotation, "annotator") is { } own)
            return own;
        if (!annotation.TryGetProperty("completed_by", out var by) || by.ValueKind != JsonValueKind.Object)
            return CocoFile.Key(annotation, "completed_by");
        var name = string.Join(' ', new[] { CocoFile.Key(by, "first_name"), CocoFile.Key(by, "last_name") }.Where(n => n is not null));
        return CocoFile.Key(by, "email") ?? (name.Length > 0 ? name : CocoFile.Key(by, "id"));
    }

    internal static IEnumerable<JsonElement> List(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    static bool Is(JsonElement owner, string name, JsonValueKind kind) => owner.TryGetProperty(name, out var value) && value.ValueKind == kind;

    [GeneratedRegex("^[0-9a-f]{8}-", RegexOptions.CultureInvariant)]
    private static partial Regex Uploaded();
}
