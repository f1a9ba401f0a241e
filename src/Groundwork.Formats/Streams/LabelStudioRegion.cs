using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Writes the objects of one task as regions: percent of the picture, boxes turned about their corner, spans in UTF-16 units.</summary>
sealed class LabelStudioRegion(SnapshotRow row, TextOffsets? text, Action<LossKind, string> lose)
{
    static readonly LossKind
        Holes = new("Holes in polygons", "The outline is written without what is cut out of it."),
        Parts = new("Objects of several parts", "Other programs see a region for each part, joined by their parent.", Restored: true),
        Skeletons = new("Skeletons", "There is no region for named joints: they are left out."),
        Kept = new("Masks that are kept as files", "Their pixels are not in the document: they are left out."),
        Others = new("Objects that can't be placed", "They are of another kind than the item, or outside of it: they are left out.");

    public static IReadOnlyList<LossKind> Losses { get; } = [Holes, Parts, Skeletons, Kept, Others];

    readonly double _width = Shapes.Number(row.Item, "width"), _height = Shapes.Number(row.Item, "height");

    /// <summary>The name of what regions lie in.</summary>
    public string To => row.Modality;

    /// <summary>Writes an object as one region or several; false if there is no way to.</summary>
    public bool Write(CanonicalJson json, LabelledObject each, double? confidence)
    {
        var parts = Places(each);
        if (parts.Count == 0)
            return false;
        var type = Type(each);
        for (var at = 0; at < parts.Count; at++)
        {
            json.Object().Name("id").Text(at == 0 ? each.Id : Part(each.Id, at)).Name("from_name").Text(each.GeometryType).Name("to_name").Text(To).Name("type").Text(type);
            if (at > 0)
                json.Name("parentID").Text(each.Id);
            WriteSize(json);
            if (confidence is { } sure)
                json.Name("score").Number(sure);
            json.Name("value").Object();
            parts[at](json);
            json.Name(type).List().Text(each.Class).EndList().EndObject().EndObject();
        }
        if (parts.Count > 1)
            lose(Parts, each.Id);
        return true;
    }

    /// <summary>The id of a further part of an object.</summary>
    public static string Part(string id, int at) => id + ":" + (at + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes where an object is once more, as results about a region have it.</summary>
    public void WritePlace(CanonicalJson json, LabelledObject each)
    {
        // A mask would be repeated with all its pixels, and a span with its text, which is where answers in words stand.
        if (each.GeometryType == "span" && text is not null)
            json.Name("start").Number(text.Units((int)Shapes.Number(each.Geometry, "start"))).Name("end").Number(text.Units((int)Shapes.Number(each.Geometry, "end")));
        else if (each.GeometryType != "mask" && Places(each, quiet: true) is [var first, ..])
            first(json);
    }

    void WriteSize(CanonicalJson json)
    {
        if (To == "image")
            json.Name("original_width").Number(_width).Name("original_height").Number(_height).Name("image_rotation").Number(0);
    }

    static string Type(LabelledObject each) => each.GeometryType switch
    {
        "box" => "rectanglelabels",
        "polygon" => "polygonlabels",
        "ellipse" => "ellipselabels",
        "points" => "keypointlabels",
        "polyline" => "vectorlabels",
        "mask" => "brushlabels",
        _ => "labels",
    };

    List<Action<CanonicalJson>> Places(LabelledObject each, bool quiet = false)
    {
        Action<LossKind> miss = quiet ? _ => { } : kind => lose(kind, each.Id);
        var g = each.Geometry;
        double X(double x) => x * 100 / _width;
        double Y(double y) => y * 100 / _height;
        if (each.GeometryType == "span")
            return Span(g, miss);
        if (To != "image" || !(_width >= 1 && _height >= 1))
        {
            miss(Others);
            return [];
        }
        switch (each.GeometryType)
        {
            case "box":
                var half = new Point(Shapes.Number(g, "width") / 2, Shapes.Number(g, "height") / 2);
                var turn = Shapes.Number(g, "rotation");
                var corner = new Point(Shapes.Number(g, "x"), Shapes.Number(g, "y"));
                if (turn != 0)
                    corner = corner + half - half.Turned(turn);
                return Placed(miss, [X(corner.X), Y(corner.Y), X(half.X * 2), Y(half.Y * 2), turn], "x", "y", "width", "height", "rotation");
            case "ellipse":
                return Placed(miss, [X(Shapes.Number(g, "cx")), Y(Shapes.Number(g, "cy")), X(Shapes.Number(g, "rx")), Y(Shapes.Number(g, "ry")), Shapes.Number(g, "rotation")],
                    "x", "y", "radiusX", "radiusY", "rotation");
            case "points":
                return [.. Shapes.Points(g.GetProperty("points")).SelectMany(p => Placed(miss, [X(p.X), Y(p.Y), 0.5], "x", "y", "width"))];
            case "polygon":
                if (Shapes.Rings(g, "holes").Count > 0)
                    miss(Holes);
                return [.. Shapes.Rings(g, "rings").Select(ring => (Action<CanonicalJson>)(json => WriteRing(json, ring)))];
            case "polyline":
                return [json => WriteLine(json, Shapes.Points(g.GetProperty("points")))];
            case "mask":
                return Mask(g, miss);
            default:
                miss(each.GeometryType == "skeleton" ? Skeletons : Others);
                return [];
        }
    }

    List<Action<CanonicalJson>> Span(JsonElement span, Action<LossKind> miss)
    {
        double start = Shapes.Number(span, "start"), end = Shapes.Number(span, "end");
        if (text is null || end > text.Length)
        {
            miss(Others);
            return [];
        }
        return [json => json.Name("start").Number(text.Units((int)start)).Name("end").Number(text.Units((int)end)).Name("text").Text(text.Between((int)start, (int)end))];
    }

    static List<Action<CanonicalJson>> Placed(Action<LossKind> miss, double[] numbers, params string[] names)
    {
        if (Array.TrueForAll(numbers, double.IsFinite))
            return [json =>
            {
                for (var at = 0; at < numbers.Length; at++)
                    json.Name(names[at]).Number(numbers[at]);
            }];
        miss(Others);
        return [];
    }

    void WriteRing(CanonicalJson json, Point[] ring)
    {
        json.Name("points").List();
        foreach (var (x, y) in ring)
            json.List().Number(x * 100 / _width).Number(y * 100 / _height).EndList();
        json.EndList().Name("closed").Flag(true);
    }

    void WriteLine(CanonicalJson json, Point[] line)
    {
        json.Name("vertices").List();
        for (var at = 0; at < line.Length; at++)
        {
            json.Object().Name("id").Text(Name(at)).Name("x").Number(line[at].X * 100 / _width).Name("y").Number(line[at].Y * 100 / _height).Name("isBezier").Flag(false);
            if (at > 0)
                json.Name("prevPointId").Text(Name(at - 1));
            json.EndObject();
        }
        json.EndList().Name("closed").Flag(false);

        static string Name(int at) => "v" + at.ToString(CultureInfo.InvariantCulture);
    }

    List<Action<CanonicalJson>> Mask(JsonElement mask, Action<LossKind> miss)
    {
        if (mask.TryGetProperty("counts", out var counts) && Core.Documents.Mask.Runs(counts.GetString()!) is { } runs && Brush.Encode(runs, (int)_width, (int)_height) is { } bytes)
            return [json =>
            {
                json.Name("format").Text("rle").Name("rle").List();
                foreach (var each in bytes)
                    json.Number(each);
                json.EndList();
            }];
        miss(Kept);
        return [];
    }
}
