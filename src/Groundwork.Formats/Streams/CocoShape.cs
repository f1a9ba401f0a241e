using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>What COCO says about one geometry.</summary>
/// <param name="Bounds">The upright box around it.</param>
/// <param name="Area">What it covers, exactly as it was drawn.</param>
sealed record CocoGeometry(Rectangle Bounds, double Area)
{
    /// <summary>The outlines; several belong to one object.</summary>
    public IReadOnlyList<Point[]> Outlines { get; init; } = [];

    /// <summary>Its pixels, where outlines don't say it; they take the place of the outlines.</summary>
    public IReadOnlyList<long>? Runs { get; init; }

    /// <summary>Joints as x, y and visibility.</summary>
    public IReadOnlyList<double>? Keypoints { get; init; }

    /// <summary>Whether the members of COCO alone would be read as something else than was drawn.</summary>
    public bool IsExtended { get; init; }

    public bool IsFinite => double.IsFinite(Bounds.X) && double.IsFinite(Bounds.Y) && double.IsFinite(Bounds.Width) && double.IsFinite(Bounds.Height)
        && double.IsFinite(Area) && Outlines.All(ring => ring.All(p => double.IsFinite(p.X) && double.IsFinite(p.Y)));

    public void WriteSegmentation(CanonicalJson json, int width, int height)
    {
        if (Runs is not null)
        {
            json.Object().Name("size").List().Number(height).Number(width).EndList().Name("counts").List();
            foreach (var run in Runs)
                json.Number(run);
            json.EndList().EndObject();
            return;
        }
        json.List();
        foreach (var ring in Outlines)
        {
            json.List();
            foreach (var (x, y) in ring)
                json.Number(x).Number(y);
            json.EndList();
        }
        json.EndList();
    }
}

/// <summary>Says geometries in the words of COCO, and which of them it has no words for.</summary>
sealed class CocoShape
{
    static readonly LossKind
        Turned = new("Turned boxes", "COCO boxes are upright: other programs see the outline of the four corners, and the upright box around it.", Restored: true),
        Ellipses = new("Ellipses", "Other programs see an outline with 64 corners.", Restored: true),
        Lines = new("Polylines", "Other programs see the box around the line only.", Restored: true),
        Dots = new("Points", "Other programs see keypoints that are called 1, 2 and so on.", Restored: true),
        Holes = new("Holes in polygons", "COCO outlines have no holes: other programs see a mask of the pixels whose middle lies inside.", Restored: true),
        Joined = new("Skeletons whose joints differ", "All skeletons of a class have the same joints in COCO, and no place for absent ones: other programs see the joints that the class has.", Restored: true),
        Kept = new("Masks that are kept as files", "Their pixels are not in the document: they are left out."),
        Others = new("Geometries that COCO has no words for", "They are left out.");

    public static IReadOnlyList<LossKind> Losses { get; } = [Turned, Ellipses, Lines, Dots, Holes, Joined, Kept, Others];

    readonly Dictionary<string, List<string>> _joints = new(StringComparer.Ordinal);

    /// <summary>The joints of a class, as far as they were met.</summary>
    public IReadOnlyList<string> Joints(string name) => _joints.TryGetValue(name, out var joints) ? joints : [];

    public CocoGeometry? Of(LabelledObject each, int width, int height, Action<LossKind> lose)
    {
        var found = each.GeometryType switch
        {
            "box" => Box(each.Geometry, lose),
            "polygon" => Polygon(each.Geometry, width, height, lose),
            "mask" => Mask(each.Geometry, lose),
            "skeleton" => Skeleton(each, lose),
            "ellipse" => Ellipse(each.Geometry, lose),
            "polyline" => Line(each.Geometry, lose),
            "points" => Points(each, lose),
            _ => null,
        };
        if (found is { IsFinite: true })
            return found;
        if (each.GeometryType != "mask")
            lose(Others);
        return null;
    }

    static CocoGeometry Box(JsonElement box, Action<LossKind> lose)
    {
        double width = Shapes.Number(box, "width"), height = Shapes.Number(box, "height");
        if (Shapes.Number(box, "rotation") == 0)
            return new(new(Shapes.Number(box, "x"), Shapes.Number(box, "y"), width, height), width * height);
        lose(Turned);
        var corners = Shapes.Corners(box);
        return new(Rectangle.Around(corners), width * height) { Outlines = [corners], IsExtended = true };
    }

    static CocoGeometry Polygon(JsonElement polygon, int width, int height, Action<LossKind> lose)
    {
        var (rings, holes) = (Shapes.Rings(polygon, "rings"), Shapes.Rings(polygon, "holes"));
        var whole = new CocoGeometry(Rectangle.Around(rings.SelectMany(r => r)), rings.Sum(Shapes.Area) - holes.Sum(Shapes.Area)) { Outlines = rings };
        if (holes.Count == 0)
            return whole;
        lose(Holes);
        return whole with { Runs = Pixels.Of(rings, holes, width, height), IsExtended = true };
    }

    static CocoGeometry? Mask(JsonElement mask, Action<LossKind> lose)
    {
        if (!mask.TryGetProperty("counts", out var counts) || Core.Documents.Mask.Runs(counts.GetString()!) is not { } runs)
        {
            lose(Kept);
            return null;
        }
        var bounds = Pixels.Bounds(runs, (long)mask.GetProperty("size")[0].GetDouble()) ?? default;
        return new(bounds, Pixels.Area(runs)) { Runs = runs };
    }

    CocoGeometry Skeleton(LabelledObject each, Action<LossKind> lose)
    {
        var joints = each.Geometry.GetProperty("points").EnumerateArray()
            .Select(p => (Name: p.GetProperty("name").GetString()!, At: new Point(p.GetProperty("x").GetDouble(), p.GetProperty("y").GetDouble()), Seen: p.GetProperty("visibility").GetDouble())).ToList();
        var known = Known(each.Class);
        foreach (var (name, _, _) in joints)
            if (!known.Contains(name, StringComparer.Ordinal))
                known.Add(name);
        var same = joints.Count == known.Count && joints.Select(j => j.Name).SequenceEqual(known) && joints.All(j => j.Seen > 0 || j.At == default);
        if (!same)
            lose(Joined);
        var numbers = new double[known.Count * 3];
        foreach (var (name, at, seen) in joints.Where(j => j.Seen > 0))
            (numbers[known.IndexOf(name) * 3], numbers[known.IndexOf(name) * 3 + 1], numbers[known.IndexOf(name) * 3 + 2]) = (at.X, at.Y, seen);
        var bounds = joints.Exists(j => j.Seen > 0) ? Rectangle.Around(joints.Where(j => j.Seen > 0).Select(j => j.At)) : default;
        return new(bounds, bounds.Width * bounds.Height) { Keypoints = numbers, IsExtended = !same };
    }

    static CocoGeometry Ellipse(JsonElement ellipse, Action<LossKind> lose)
    {
        lose(Ellipses);
        return new(Shapes.Hull(ellipse), Math.PI * Shapes.Number(ellipse, "rx") * Shapes.Number(ellipse, "ry")) { Outlines = [Shapes.Outline(ellipse)], IsExtended = true };
    }

    static CocoGeometry Line(JsonElement line, Action<LossKind> lose)
    {
        lose(Lines);
        return new(Rectangle.Around(Shapes.Points(line.GetProperty("points"))), 0) { IsExtended = true };
    }

    CocoGeometry Points(LabelledObject each, Action<LossKind> lose)
    {
        lose(Dots);
        var points = Shapes.Points(each.Geometry.GetProperty("points"));
        var known = Known(each.Class);
        for (var at = known.Count; at < points.Length; at++)
            known.Add((at + 1).ToString(CultureInfo.InvariantCulture));
        return new(Rectangle.Around(points), 0) { Keypoints = [.. points.SelectMany(p => new[] { p.X, p.Y, 2 })], IsExtended = true };
    }

    List<string> Known(string name)
    {
        if (!_joints.TryGetValue(name, out var known))
            _joints[name] = known = [];
        return known;
    }
}
