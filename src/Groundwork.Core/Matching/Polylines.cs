using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Lines, whichever way they were drawn: compared by how much of each runs beside the other, merged place by place.</summary>
public sealed class Polylines : IShapeKind
{
    const int Samples = 32, Places = 64;

    // Beyond this share of the length, one line says nothing about the other.
    const double Beside = 0.15;

    /// <inheritdoc/>
    public string Name => "polyline";

    /// <inheritdoc/>
    public string Title => "Lines";

    /// <inheritdoc/>
    public string Description => "How much of each line runs beside the other; merged place by place along them.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach) => new LineShape(Shape.PointsOf(geometry.GetProperty("points")));

    /// <inheritdoc/>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var model = ((LineShape)marks[Shape.Middle(marks)].Shape).Points;
        double[] weights = [.. marks.Select(m => m.Weight)];
        var (lines, along) = (new List<Xy[]>(), 0.0);
        for (var i = 0; i < marks.Count; i++)
        {
            var line = ((LineShape)marks[i].Shape).Points;
            var same = RunsLike(line, model);
            along += same ? weights[i] : -weights[i];
            lines.Add(same ? line : [.. line.Reverse()]);
        }
        var merged = Corresponding.Line(lines, weights, model) ?? Along(lines, weights);
        if (along < -1e-9)
            Array.Reverse(merged);
        return new LineShape(merged);
    }

    static bool RunsLike(Xy[] line, Xy[] model)
    {
        var (a, b) = (Lines.Along(line, Samples), Lines.Along(model, Samples));
        var (same, other) = (0.0, 0.0);
        for (var i = 0; i < Samples; i++)
        {
            same += a[i].DistanceTo(b[i]);
            other += a[Samples - 1 - i].DistanceTo(b[i]);
        }
        return same <= other;
    }

    // First place by place along their lengths, for a line between all; then each place of it is the mean of what is nearest on each
    // line, because who stopped early would shift all places of theirs along the line. The ends are the ends'.
    static Xy[] Along(List<Xy[]> lines, double[] weights)
    {
        var mean = Corresponding.Points(RobustMean.Of([.. lines.Select(l => Corresponding.Flat(Lines.Along(l, Places)))], weights));
        for (var round = 0; round < 2; round++)
        {
            var middle = Lines.Along(mean, Places);
            mean = Corresponding.Points(RobustMean.Of([.. lines.Select(line =>
                Corresponding.Flat([.. middle.Select((p, i) => i == 0 ? line[0] : i == Places - 1 ? line[^1] : Lines.Nearest(p, line))]))], weights));
        }
        return Simplified.Line(mean, Lines.Length(mean) * 0.002);
    }

    sealed class LineShape(Xy[] points) : Shape
    {
        readonly double length = Lines.Length(points);
        Xy[]? samples;

        public Xy[] Points => points;

        public override string Family => "line";

        public override double Threshold => 0.4;

        public override Extent Extent { get; } = Extent.Of(points).Grown(Lines.Length(points) * Beside);

        Xy[] SamplesAlong => samples ??= Lines.Along(points, Samples);

        /// <summary>The mean over places at equal steps of both lines of 1 − distance to the other / reach, where the reach is 15 % of the length.</summary>
        public override double Similarity(Shape other)
        {
            if (other is not LineShape line)
                return 0;
            var reach = Beside * Math.Sqrt(length * line.length);
            if (reach <= 0)
                return length <= 0 && line.length <= 0 && points[0] == line.Points[0] ? 1 : 0;
            // Two sums of their own, so that the order of the two lines changes no bit.
            return Math.Clamp((Near(SamplesAlong, line.Points, reach) + Near(line.SamplesAlong, points, reach)) / (2 * Samples), 0, 1);
        }

        static double Near(Xy[] places, Xy[] line, double reach)
        {
            var sum = 0.0;
            foreach (var place in places)
                sum += Math.Max(0, 1 - (place.DistanceTo(Lines.Nearest(place, line)) / reach));
            return sum;
        }

        protected override void Write(CanonicalJson json) => WritePoints(json.Name("type").Text("polyline").Name("points"), points, length);
    }
}
