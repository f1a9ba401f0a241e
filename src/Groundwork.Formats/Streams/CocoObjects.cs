using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>The objects that one author has in one picture.</summary>
sealed class CocoLabel(long row)
{
    public long Row { get; } = row;
    public List<LabelledObject> Objects { get; } = [];
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);
}

/// <summary>Makes objects of COCO annotations, once the categories are known.</summary>
sealed class CocoObjects(OntologyDocument? ontology)
{
    const double Farthest = 1e9;

    sealed record Category(string Name, IReadOnlyList<string> Joints);

    readonly Dictionary<string, Category> _categories = new(StringComparer.Ordinal);

    public LabelNames Names { get; } = new(ontology);

    /// <summary>Takes in a category.</summary>
    public void Add(JsonElement value, int row, List<RowFault> faults)
    {
        var joints = value.TryGetProperty("keypoints", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(k => k.ValueKind == JsonValueKind.String ? k.GetString()! : k.GetRawText()).ToList() : [];
        if (CocoFile.Key(value, "id") is not { } id || CocoFile.Key(value, "name") is not { } name)
            faults.Add(new RowFault(row, $"Category {Shown(row)} has no \"id\" or no \"name\".", "Add both.").Of(System.Text.Encoding.UTF8.GetBytes(value.GetRawText())));
        else if (!_categories.TryAdd(id, new(name, joints)))
            faults.Add(new(row, $"Category {Shown(row)} has the id {id} of a category before it; the first one counts.", "Give each category an id of its own."));
    }

    /// <summary>Adds an annotation to what its author has in its picture; what is wrong with it if it can't be.</summary>
    public RowFault? Take(JsonElement value, int row, OrderedDictionary<string, CocoLabel> labels, Wanted what)
    {
        var author = CocoFile.Key(value, "annotator") ?? "";
        if (what == Wanted.Answers && value.TryGetProperty("counted", out var counted) && counted.ValueKind == JsonValueKind.False)
            return null;
        if (CocoFile.Key(value, "category_id") is not { } id || !_categories.TryGetValue(id, out var category))
            return Wrong(row, "has a \"category_id\" that the file doesn't list", "Add the category to \"categories\", or remove the annotation");
        if (Names.Class(category.Name, row) is not { } named)
            return category.Name.Length <= 64 ? null : Wrong(row, "has a category with a name of over 64 characters", "Shorten the name");
        var isCrowd = value.TryGetProperty("iscrowd", out var crowd) && crowd.ValueKind is JsonValueKind.Number && crowd.GetDouble() != 0;
        if (isCrowd && Names.Knows && !LabelNames.Has(named, "iscrowd"))
            return Wrong(row, $"is a region with many (iscrowd), and the class \"{named.Name}\" can't say so", "Give the class a yes-or-no attribute \"iscrowd\", or remove the annotation");
        var (geometry, reason) = Geometry(value, category, named);
        if (geometry is not { } shape)
            return Wrong(row, reason, "Correct it, or remove the annotation");
        if (!labels.TryGetValue(author, out var label))
            labels.Add(author, label = new(row));
        label.Objects.Add(new(Id(value, row, label), named.Name, shape) { Attributes = Attributes(value, named, row, isCrowd) });
        return null;
    }

    static string Id(JsonElement value, int row, CocoLabel label)
    {
        string?[] wanted = [Extension(value, "object") is { ValueKind: JsonValueKind.String } own ? own.GetString() : null, CocoFile.Key(value, "id"), "row-" + Shown(row)];
        for (var n = 2;; n++)
        {
            if (wanted.FirstOrDefault(w => w is { Length: > 0 and <= 128 } && label.Ids.Add(w)) is { } free)
                return free;
            wanted = [$"row-{Shown(row)}-{Shown(n)}"];
        }
    }

    static JsonElement? Extension(JsonElement value, string name) =>
        value.TryGetProperty("groundwork", out var own) && own.ValueKind == JsonValueKind.Object && own.TryGetProperty(name, out var found) ? found : null;

    SortedDictionary<string, JsonElement> Attributes(JsonElement value, LabelClass named, int row, bool isCrowd)
    {
        var attributes = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (isCrowd)
            attributes["iscrowd"] = JsonSerializer.SerializeToElement(true);
        if (!value.TryGetProperty("attributes", out var given) || given.ValueKind != JsonValueKind.Object)
            return attributes;
        foreach (var each in given.EnumerateObject())
            if (each.Value.ValueKind != JsonValueKind.Null && !(each.Name == "rotation" && Turn(value, named) is not null) && Names.Attribute(named, each.Name, row) is { } attribute)
                attributes[attribute.Name] = LabelNames.Value(attribute, each.Value);
        return attributes;
    }

    // The best of what is there that the class can be drawn as.
    static (JsonElement?, string Reason) Geometry(JsonElement value, Category category, LabelClass named)
    {
        (JsonElement? Shape, string Reason) best = (null, "has neither a \"segmentation\" nor \"keypoints\" nor a \"bbox\"");
        foreach (var read in (Func<(JsonElement?, string?)>[])[() => (Extension(value, "geometry"), null), () => Keypoints(value, category), () => Segmentation(value), () => Box(value, named)])
        {
            var (shape, reason) = read();
            if (shape is { } found && (reason = Shapes.Wrong(found) is { } fault ? $"can't be drawn: {fault.Message.TrimEnd('.')}" : null) is null)
            {
                if (named.Geometry.Count == 0 || named.Geometry.Contains(found.GetProperty("type").GetString()))
                    return (found, "");
                best.Shape ??= found;
            }
            else if (reason is not null && best.Shape is null)
                best.Reason = reason;
        }
        return best;
    }

    static (JsonElement?, string?) Keypoints(JsonElement value, Category category)
    {
        if (!value.TryGetProperty("keypoints", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return (null, null);
        if (Numbers(list) is not { } numbers || numbers.Length % 3 != 0)
            return (null, "has \"keypoints\" that are no list of x, y and visibility");
        if (Enumerable.Range(0, numbers.Length / 3).All(k => numbers[k * 3 + 2] == 0))
            return (null, null);
        return (Columns.Object(json =>
        {
            json.WriteString("type", "skeleton");
            json.WriteStartArray("points");
            for (var at = 0; at < numbers.Length; at += 3)
            {
                json.WriteStartObject();
                json.WriteString("name", at / 3 < category.Joints.Count ? category.Joints[at / 3] : Shown(at / 3 + 1));
                json.WriteNumber("x", numbers[at]);
                json.WriteNumber("y", numbers[at + 1]);
                json.WriteNumber("visibility", numbers[at + 2]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }), null);
    }

    static (JsonElement?, string?) Segmentation(JsonElement value)
    {
        if (!value.TryGetProperty("segmentation", out var given))
            return (null, null);
        if (given.ValueKind == JsonValueKind.Object)
            return Runs(given);
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() == 0)
            return (null, null);
        var rings = new List<IEnumerable<Point>>();
        foreach (var ring in given.EnumerateArray())
        {
            if (Numbers(ring) is not { Length: >= 6 } flat || flat.Length % 2 != 0)
                return (null, "has a \"segmentation\" that is no list of outlines x1, y1, x2, y2, …");
            var points = Enumerable.Range(0, flat.Length / 2).Select(n => new Point(flat[2 * n], flat[2 * n + 1])).ToList();
            if (points.Count > 3 && points[0] == points[^1])
                points.RemoveAt(points.Count - 1);
            rings.Add(points);
        }
        return (Shapes.Polygon(rings), null);
    }

    static (JsonElement?, string?) Runs(JsonElement given)
    {
        const string Reason = "has a \"segmentation\" that is no mask: \"size\" is height and width, \"counts\" are runs of pixels that sum up to them";
        if (!given.TryGetProperty("size", out var size) || Numbers(size) is not [>= 1 and <= 65_535 and var height, >= 1 and <= 65_535 and var width] || !given.TryGetProperty("counts", out var counts))
            return (null, Reason);
        if (counts.ValueKind == JsonValueKind.String)
            return (Pixels.Geometry((long)height, (long)width, counts.GetString()!), null);
        return Numbers(counts) is { } runs && runs.All(r => r >= 0 && r == Math.Floor(r))
            ? (Pixels.Geometry((long)height, (long)width, Pixels.Compress([.. runs.Select(r => (long)r)])), null) : (null, Reason);
    }

    static (JsonElement?, string?) Box(JsonElement value, LabelClass named)
    {
        if (!value.TryGetProperty("bbox", out var given) || given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0)
            return (null, null);
        return Numbers(given) is [var x, var y, > 0 and var width, > 0 and var height]
            ? (Shapes.Box(x, y, width, height, Turn(value, named) ?? 0), null) : (null, "has a \"bbox\" that is not x, y, and a width and height above 0");
    }

    // How some tools say that a box is turned; a class can have an attribute of that name, too.
    static double? Turn(JsonElement value, LabelClass named) =>
        value.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("rotation", out var turn)
        && turn.ValueKind == JsonValueKind.Number && !LabelNames.Has(named, "rotation") ? turn.GetDouble() : null;

    static double[]? Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.Number))
            return null;
        var numbers = list.EnumerateArray().Select(n => n.GetDouble()).ToArray();
        return Array.TrueForAll(numbers, n => Math.Abs(n) <= Farthest) ? numbers : null;
    }

    static RowFault Wrong(int row, string what, string todo) => new(row, $"Annotation {Shown(row)} {what}.", todo + ".");

    static string Shown(int number) => number.ToString(CultureInfo.InvariantCulture);
}
