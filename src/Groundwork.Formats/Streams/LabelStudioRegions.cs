using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Makes objects of the regions of one annotation: results with the same id are one region, seen through several controls.</summary>
sealed class LabelStudioRegions(JsonElement data, LabelNames names, long row, List<RowFault> faults)
{
    const double Farthest = 1e9;

    static readonly string[] Places = ["rectangle", "polygon", "ellipse", "keypoint", "vector", "brush", "magicwand"];
    static readonly string[] Elsewhere = ["hypertextlabels", "paragraphlabels", "timeserieslabels", "videorectangle", "timelinelabels", "ocrlabels", "videovector", "cube", "cubelabels"];

    sealed class Region(string id)
    {
        public string Id { get; } = id;
        public string Kind { get; set; } = "";
        public JsonElement Result { get; set; }
        public JsonElement Value { get; set; }
        public List<string> Labels { get; } = [];
        public List<Region> Parts { get; } = [];
    }

    readonly OrderedDictionary<string, Region> _regions = new(StringComparer.Ordinal);
    readonly Dictionary<string, LabelClass> _classes = new(StringComparer.Ordinal);
    readonly Dictionary<string, TextOffsets> _offsets = new(StringComparer.Ordinal);

    public static bool IsRegion(JsonElement result) => Kind(result) is not null;

    public LabelClass? ClassOf(string id) => _classes.GetValueOrDefault(id);

    /// <summary>Takes in a result, if it is one of a region.</summary>
    public void Add(JsonElement result)
    {
        var type = CocoFile.Key(result, "type") ?? "";
        if (Elsewhere.Contains(type, StringComparer.Ordinal))
            Fault($"A result is of the type {type}, for which there are no objects here yet");
        if (Kind(result) is not { } kind)
            return;
        if (CocoFile.Key(result, "id") is not { Length: <= 128 } id || !result.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object)
        {
            Fault("A region has no \"id\" (of at most 128 characters) or no \"value\"");
            return;
        }
        if (!_regions.TryGetValue(id, out var region))
            _regions.Add(id, region = new(id));
        if (kind != "labels" || value.TryGetProperty("start", out _))
            (region.Kind, region.Result, region.Value) = (kind, result, value);
        foreach (var label in LabelStudioLabels.List(value, type).Where(l => l.ValueKind == JsonValueKind.String))
            region.Labels.Add(label.GetString()!);
    }

    public List<LabelledObject> Objects()
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var region in _regions.Values)
            if (region.Kind.Length > 0 && CocoFile.Key(region.Result, "parentID") is { } parent && _regions.TryGetValue(parent, out var whole)
                && whole.Kind == region.Kind && region.Id == LabelStudioRegion.Part(parent, whole.Parts.Count + 1) && parts.Add(region.Id))
                whole.Parts.Add(region);
        var objects = new List<LabelledObject>();
        foreach (var region in _regions.Values)
            if (!parts.Contains(region.Id) && Object(region) is { } made)
                objects.Add(made);
        return objects;
    }

    LabelledObject? Object(Region region)
    {
        if (region.Kind.Length == 0)
            Fault($"The labels of \"{region.Id}\" have no region");
        else if (region.Labels.Count == 0)
            Fault($"The region \"{region.Id}\" has no label");
        else
        {
            if (region.Labels.Count > 1)
                Fault($"The region \"{region.Id}\" has {region.Labels.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)} labels, an object has one class; the first was taken");
            if (names.Class(region.Labels[0], row) is not { } named)
                return null;
            _classes[region.Id] = named;
            if (Geometry(region) is not { } shape)
                Fault($"The region \"{region.Id}\" ({region.Kind}) can't be read: its numbers, or the size of the picture, are missing or don't fit");
            else if (Shapes.Wrong(shape) is { } wrong)
                Fault($"The region \"{region.Id}\" can't be drawn: {wrong.Message.TrimEnd('.')}");
            else
                return new(region.Id, named.Name, shape) { Attributes = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) };
        }
        return null;
    }

    JsonElement? Geometry(Region region)
    {
        var value = region.Value;
        if (region.Kind == "labels")
            return Span(region);
        if (Number(region.Result, "original_width") is not >= 1 || Number(region.Result, "original_height") is not >= 1)
            return null;
        double width = Number(region.Result, "original_width")!.Value, height = Number(region.Result, "original_height")!.Value;
        switch (region.Kind)
        {
            case "rectangle":
                return At(value, "x", "y") is { } corner && At(value, "width", "height") is { } size ? Box(corner, size, Number(value, "rotation") ?? 0) : null;
            case "ellipse":
                return At(value, "x", "y") is { } middle && At(value, "radiusX", "radiusY") is { } radii ? Shapes.Ellipse(middle.X, middle.Y, radii.X, radii.Y, Number(value, "rotation") ?? 0) : null;
            case "keypoint":
                var dots = region.Parts.Prepend(region).Select(part => At(part.Value, "x", "y")).ToList();
                return dots.Contains(null) ? null : Shapes.Line("points", dots.Select(d => d!.Value));
            case "polygon":
                var rings = region.Parts.Prepend(region).Select(part => Ring(part.Value)).ToList();
                if (rings.Contains(null))
                    return null;
                return value.TryGetProperty("closed", out var closed) && closed.ValueKind == JsonValueKind.False ? Shapes.Line("polyline", rings[0]!) : Shapes.Polygon(rings!);
            case "vector":
                var line = LabelStudioLabels.List(value, "vertices").Select(v => v.ValueKind == JsonValueKind.Object ? At(v, "x", "y") : null).ToList();
                if (line.Count == 0 || line.Contains(null))
                    return null;
                return value.TryGetProperty("closed", out var joined) && joined.ValueKind == JsonValueKind.True
                    ? Shapes.Polygon([line.Select(p => p!.Value)]) : Shapes.Line("polyline", line.Select(p => p!.Value));
            default:
                return Mask(value, width, height);
        }

        Point? At(JsonElement owner, string x, string y) => Number(owner, x) is { } across && Number(owner, y) is { } down ? new(across * width / 100, down * height / 100) : null;

        List<Point>? Ring(JsonElement owner)
        {
            var points = new List<Point>();
            foreach (var point in LabelStudioLabels.List(owner, "points"))
                if (point.ValueKind == JsonValueKind.Array && point.GetArrayLength() == 2 && In(point[0]) is { } x && In(point[1]) is { } y)
                    points.Add(new(x * width / 100, y * height / 100));
                else
                    return null;
            if (points.Count > 3 && points[0] == points[^1])
                points.RemoveAt(points.Count - 1);
            return points;
        }
    }

    // A region is turned about its corner, a box here about its middle.
    static JsonElement Box(Point corner, Point size, double turn)
    {
        var half = new Point(size.X / 2, size.Y / 2);
        if (turn != 0)
            corner = corner + half.Turned(turn) - half;
        return Shapes.Box(corner.X, corner.Y, size.X, size.Y, turn);
    }

    static JsonElement? Mask(JsonElement value, double width, double height)
    {
        var bytes = LabelStudioLabels.List(value, "rle").Select(b => b.ValueKind == JsonValueKind.Number && b.TryGetByte(out var each) ? each : -1).ToList();
        return width <= 65_535 && height <= 65_535 && bytes.Count > 0 && !bytes.Contains(-1) && Brush.Decode([.. bytes.Select(b => (byte)b)], (int)width, (int)height) is { } runs
            ? Pixels.Geometry((long)height, (long)width, Pixels.Compress(runs)) : null;
    }

    JsonElement? Span(Region region)
    {
        if (Number(region.Value, "start") is not { } start || Number(region.Value, "end") is not { } end || Text(region) is not { } text
            || start != Math.Floor(start) || end != Math.Floor(end))
            return null;
        return text.CodePoint((int)start) is { } from && text.CodePoint((int)end) is { } to && from < to && Agrees(region.Value, text.Between(from, to)) ? Shapes.Span(from, to) : null;
    }

    // Some exports collapse the spaces of the text that they repeat; its letters have to be there all the same.
    static bool Agrees(JsonElement value, string text) =>
        !value.TryGetProperty("text", out var repeated) || repeated.ValueKind != JsonValueKind.String || Letters(repeated.GetString()!) == Letters(text);

    static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    // The member that is marked: the one that the control shows if it is called like that, else "text", else the only one.
    TextOffsets? Text(Region region)
    {
        if (data.ValueKind != JsonValueKind.Object)
            return null;
        var texts = data.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String && m.Name is not ("id" or "external_id")).ToList();
        var to = CocoFile.Key(region.Result, "to_name");
        var name = texts.Select(t => t.Name).FirstOrDefault(n => n == "text") ?? texts.Select(t => t.Name).FirstOrDefault(n => n == to) ?? (texts.Count == 1 ? texts[0].Name : null);
        if (name is null)
            return null;
        if (!_offsets.TryGetValue(name, out var offsets))
            _offsets[name] = offsets = new(data.GetProperty(name).GetString()!);
        return offsets;
    }

    static string? Kind(JsonElement result)
    {
        if (CocoFile.Key(result, "type") is not { } type)
            return null;
        if (type == "labels")
            return type;
        var kind = type.EndsWith("labels", StringComparison.Ordinal) ? type[..^"labels".Length] : type;
        return Places.Contains(kind, StringComparer.Ordinal) ? kind : null;
    }

    static double? Number(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? In(value) : null;

    static double? In(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Abs(number) <= Farthest ? number : null;

    void Fault(string what) => faults.Add(new(row, what + ".", "Correct it in the file, or remove it; the other regions of the task were read."));
}
