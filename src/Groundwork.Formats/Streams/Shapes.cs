using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Reads and makes geometries of the answer document.</summary>
static class Shapes
{
    public const int EllipseCorners = 64;

    public static double Number(JsonElement geometry, string name) =>
        geometry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    public static Point[] Points(JsonElement list) => [.. list.EnumerateArray().Select(p => new Point(p[0].GetDouble(), p[1].GetDouble()))];

    public static List<Point[]> Rings(JsonElement geometry, string name) =>
        geometry.TryGetProperty(name, out var rings) && rings.ValueKind == JsonValueKind.Array ? [.. rings.EnumerateArray().Select(Points)] : [];

    /// <summary>The corners of a box, clockwise from the top left one, turned about its middle.</summary>
    public static Point[] Corners(JsonElement box)
    {
        var half = new Point(Number(box, "width") / 2, Number(box, "height") / 2);
        var middle = new Point(Number(box, "x"), Number(box, "y")) + half;
        return [.. new Point[] { new(-half.X, -half.Y), new(half.X, -half.Y), half, new(-half.X, half.Y) }.Select(p => middle + p.Turned(Number(box, "rotation")))];
    }

    public static Point[] Outline(JsonElement ellipse)
    {
        var middle = new Point(Number(ellipse, "cx"), Number(ellipse, "cy"));
        return [.. Enumerable.Range(0, EllipseCorners).Select(n => Math.SinCos(2 * Math.PI * n / EllipseCorners))
            .Select(t => middle + new Point(Number(ellipse, "rx") * t.Cos, Number(ellipse, "ry") * t.Sin).Turned(Number(ellipse, "rotation")))];
    }

    public static Rectangle Hull(JsonElement ellipse)
    {
        var (sin, cos) = Math.SinCos(Number(ellipse, "rotation") * Math.PI / 180);
        double rx = Number(ellipse, "rx"), ry = Number(ellipse, "ry");
        double width = Math.Sqrt(rx * rx * cos * cos + ry * ry * sin * sin), height = Math.Sqrt(rx * rx * sin * sin + ry * ry * cos * cos);
        return new(Number(ellipse, "cx") - width, Number(ellipse, "cy") - height, 2 * width, 2 * height);
    }

    /// <summary>What a ring encloses, by the shoelace formula.</summary>
    public static double Area(Point[] ring)
    {
        // Relative to a corner: small rings far from the origin keep their digits.
        double twice = 0;
        for (var at = 1; at + 1 < ring.Length; at++)
            twice += (ring[at].X - ring[0].X) * (ring[at + 1].Y - ring[0].Y) - (ring[at + 1].X - ring[0].X) * (ring[at].Y - ring[0].Y);
        return Math.Abs(twice) / 2;
    }

    public static JsonElement Box(double x, double y, double width, double height, double rotation = 0) => Numbers("box", ("x", x), ("y", y), ("width", width), ("height", height), ("rotation", rotation));

    public static JsonElement Ellipse(double cx, double cy, double rx, double ry, double rotation) =>
        Numbers("ellipse", ("cx", cx), ("cy", cy), ("rx", rx), ("ry", ry), ("rotation", rotation));

    public static JsonElement Polygon(IEnumerable<IEnumerable<Point>> rings) => Columns.Object(json =>
    {
        json.WriteString("type", "polygon");
        json.WriteStartArray("rings");
        foreach (var ring in rings)
            WritePoints(json, ring);
        json.WriteEndArray();
    });

    /// <summary>A geometry of single points: <c>points</c> or <c>polyline</c>.</summary>
    public static JsonElement Line(string type, IEnumerable<Point> points) => Columns.Object(json =>
    {
        json.WriteString("type", type);
        json.WritePropertyName("points");
        WritePoints(json, points);
    });

    public static JsonElement Span(int start, int end) => Numbers("span", ("start", start), ("end", end));

    /// <summary>What is wrong with a geometry, or null.</summary>
    public static Fault? Wrong(JsonElement geometry)
    {
        var faults = new List<Fault>();
        Geometries.Check(geometry, "", faults);
        return faults.Count > 0 ? faults[0] : null;
    }

    static JsonElement Numbers(string type, params ReadOnlySpan<(string Name, double Value)> members)
    {
        var copy = members.ToArray();
        return Columns.Object(json =>
        {
            json.WriteString("type", type);
            foreach (var (name, value) in copy)
                if (name != "rotation" || value != 0)
                    json.WriteNumber(name, value);
        });
    }

    static void WritePoints(Utf8JsonWriter json, IEnumerable<Point> points)
    {
        json.WriteStartArray();
        foreach (var (x, y) in points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
