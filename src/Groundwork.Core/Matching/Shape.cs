using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>
/// How marks of one kind of geometry are compared and merged. Its <see cref="ICatalogued.Name"/> is the <c>type</c> in documents; a kind
/// without one is the same thing only where it is drawn exactly alike.
/// </summary>
public interface IShapeKind : ICatalogued
{
    /// <summary>Reads a checked geometry.</summary>
    /// <param name="geometry">Its members.</param>
    /// <param name="reach">How far apart two points may be that are meant to be one; for kinds without a size of their own.</param>
    Shape Read(JsonElement geometry, double reach);

    /// <summary>The one shape that stands for several of this kind.</summary>
    /// <param name="marks">At least one, in an order that doesn't depend on how the annotators were listed.</param>
    Shape Merge(IReadOnlyList<Mark> marks);
}

/// <summary>One annotator's shape and how much it counts.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Weight">Above 0.</param>
public readonly record struct Mark(Shape Shape, double Weight);

/// <summary>A geometry that can be compared.</summary>
public abstract class Shape
{
    /// <summary>Shapes of other families are never the same thing.</summary>
    public abstract string Family { get; }

    /// <summary>Two shapes whose extents don't touch have a similarity of 0.</summary>
    public abstract Extent Extent { get; }

    /// <summary>The least similarity at which two marks count for rather than against being one thing.</summary>
    public abstract double Threshold { get; }

    /// <summary>How alike two shapes of one family are, 0 … 1; symmetric, 1 with itself.</summary>
    public abstract double Similarity(Shape other);

    /// <summary>A number that the similarity can't exceed and that costs little to know.</summary>
    public virtual double MostSimilarity(Shape other) => 1;

    /// <summary>Writes it as a geometry of a document.</summary>
    public JsonElement ToGeometry()
    {
        var json = new CanonicalJson().Object();
        Write(json);
        json.EndObject();
        var reader = new Utf8JsonReader(json.Written);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Writes its members, <c>type</c> among them.</summary>
    protected abstract void Write(CanonicalJson json);

    /// <summary>Four decimals are finer than any hand; what is tiny keeps its digits.</summary>
    internal static double Tidy(double value, double size) => size >= 1 ? Math.Round(value, 4) : value;

    /// <summary>The member's number, or what its absence stands for.</summary>
    internal static double NumberOf(JsonElement geometry, string name, double absent = 0) =>
        geometry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : absent;

    /// <summary>A list of points <c>[x, y]</c>.</summary>
    internal static Xy[] PointsOf(JsonElement list)
    {
        var points = new Xy[list.GetArrayLength()];
        var at = 0;
        foreach (var each in list.EnumerateArray())
            points[at++] = new(each[0].GetDouble(), each[1].GetDouble());
        return points;
    }

    /// <summary>Writes a list of points.</summary>
    internal static void WritePoints(CanonicalJson json, IEnumerable<Xy> points, double size)
    {
        json.List();
        foreach (var p in points)
            json.List().Number(Tidy(p.X, size)).Number(Tidy(p.Y, size)).EndList();
        json.EndList();
    }

    /// <summary>The position of the mark that is most like the others, by weight; the first of equals.</summary>
    internal static int Middle(IReadOnlyList<Mark> marks)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var i = 0; i < marks.Count; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < marks.Count; j++)
                sum += marks[j].Weight * (i == j ? 1 : marks[i].Shape.Similarity(marks[j].Shape));
            if (sum > most + 1e-9)
                (best, most) = (i, sum);
        }
        return best;
    }
}

/// <summary>Reads geometries into shapes and merges them.</summary>
public static class Shapes
{
    /// <summary>Reads a checked geometry of any kind.</summary>
    public static Shape Read(JsonElement geometry, double reach) =>
        Catalog.Named<IShapeKind>(geometry.GetProperty("type").GetString()!)?.Read(geometry, reach) ?? new AlikeOnly(geometry);

    /// <summary>Merges shapes of one kind; of kinds that nobody knows how to merge, the one that most are like.</summary>
    public static Shape Merge(string type, IReadOnlyList<Mark> marks) =>
        marks.Count == 1 ? marks[0].Shape : Catalog.Named<IShapeKind>(type)?.Merge(marks) ?? marks[Shape.Middle(marks)].Shape;

    sealed class AlikeOnly(JsonElement geometry) : Shape
    {
        readonly string type = geometry.GetProperty("type").GetString()!;

        public override string Family => type;

        public override Extent Extent => new(0, 0, 0, 0);

        public override double Threshold => 0.5;

        public override double Similarity(Shape other) => other is AlikeOnly { } b && Geometries.Same(geometry, b.Geometry) ? 1 : 0;

        JsonElement Geometry => geometry;

        protected override void Write(CanonicalJson json)
        {
            foreach (var member in geometry.EnumerateObject())
                json.Name(member.Name).Value(member.Value);
        }
    }
}
