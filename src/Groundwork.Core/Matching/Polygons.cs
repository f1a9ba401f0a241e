using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Polygons with parts and holes: compared by area, merged corner by corner where all drew the same corners, else to what most of them cover.</summary>
public sealed class Polygons : IShapeKind
{
    /// <inheritdoc/>
    public string Name => "polygon";

    /// <inheritdoc/>
    public string Title => "Polygons";

    /// <inheritdoc/>
    public string Description => "Area in common, holes left out; merged to the area that most of them cover.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach) => new PolygonShape(new Region(Rings(geometry, "rings"), Rings(geometry, "holes")));

    /// <inheritdoc/>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var regions = marks.Select(m => ((PolygonShape)m.Shape).Region).ToList();
        double[] weights = [.. marks.Select(m => m.Weight)];
        var like = Shape.Middle(marks);
        if (Corresponding.Rings(regions, weights, like) is { } corners)
            return new PolygonShape(corners);
        // Two of one weight have no majority but what both cover, which is too small: the better middle is one of them.
        if (MajorityRegion.Of(regions, weights) is not { } most || most.Area < regions[like].Area / 2)
            return marks[like].Shape;
        var wanted = 0.0;
        for (var i = 0; i < regions.Count; i++)
            wanted += regions[i].Corners * weights[i];
        return new PolygonShape(Simplified.Area(most, wanted / weights.Sum()));
    }

    static Xy[][] Rings(JsonElement geometry, string name) =>
        geometry.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(Shape.PointsOf)] : [];

    sealed class PolygonShape(Region region) : AreaShape
    {
        protected override Region MakeRegion() => region;

        protected override void Write(CanonicalJson json)
        {
            var size = Math.Sqrt(region.Area);
            json.Name("type").Text("polygon").Name("rings");
            WriteRings(json, region.Rings, size);
            if (region.Holes.Count > 0)
                WriteRings(json.Name("holes"), region.Holes, size);
        }

        static void WriteRings(CanonicalJson json, IReadOnlyList<Xy[]> rings, double size)
        {
            json.List();
            foreach (var ring in rings)
                WritePoints(json, ring, size);
            json.EndList();
        }
    }
}
