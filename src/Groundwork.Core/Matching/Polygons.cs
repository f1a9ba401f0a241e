using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Polygons with parts and holes: compared by area, merged corner by corner where all drew the same corners, else to what most of them cover.</summary>
public sealed class Polygons : IShapeKind
{
    const int Places = 80;
    const double Far = 0.2, Alike = 0.9;

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
        return new PolygonShape(Simplified.Area(Between(most, regions, weights), wanted / weights.Sum()));
    }

    // The majority's outline is a median, place by place. A mean of what is nearest to it on each outline knows more of few hands; the
    // majority says which parts and holes there are.
    static Region Between(Region most, List<Region> regions, double[] weights)
    {
        var outlines = regions.ConvertAll(r => r.Rings.Concat(r.Holes).Select(ring => (Xy[])[.. ring, ring[0]]).ToList());
        var limit = Math.Sqrt(most.Area) * Far;
        var mean = new Region([.. most.Rings.Select(Mean)], [.. most.Holes.Select(Mean)]);
        return most.Similarity(mean) >= Alike ? mean : most;

        Xy[] Mean(Xy[] ring)
        {
            var places = Lines.Along([.. ring, ring[0]], Places + 1)[..Places];
            // Who has no outline near there, because of a part or hole that others don't have, has no say in where it runs.
            return [.. places.Select(p =>
            {
                var (rows, own) = (new List<double[]>(), new List<double>());
                for (var i = 0; i < outlines.Count; i++)
                    if (outlines[i].Select(line => Lines.Nearest(p, line)).MinBy(n => n.DistanceTo(p)) is var near && near.DistanceTo(p) <= limit)
                    {
                        rows.Add([near.X, near.Y]);
                        own.Add(weights[i]);
                    }
                return rows.Count == 0 ? p : RobustMean.Of(rows, own) is var mean ? new Xy(mean[0], mean[1]) : p;
            })];
        }
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
