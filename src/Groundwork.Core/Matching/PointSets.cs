using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Single points, or several in one mark: each is compared with the one that answers to it, by distance.</summary>
public sealed class PointSets : IShapeKind
{
    /// <inheritdoc/>
    public string Name => "points";

    /// <inheritdoc/>
    public string Title => "Points";

    /// <inheritdoc/>
    public string Description => "Distance to the point that answers to each; merged point by point.";

    /// <inheritdoc/>
    public Shape Read(JsonElement geometry, double reach) => new PointShape(Shape.PointsOf(geometry.GetProperty("points")), reach);

    /// <summary>As many points as most have, in the order of the mark that is most like all; each the mean of those that answer to it.</summary>
    public Shape Merge(IReadOnlyList<Mark> marks)
    {
        var count = marks.GroupBy(m => ((PointShape)m.Shape).Points.Length).OrderByDescending(g => g.Sum(m => m.Weight)).ThenBy(g => g.Key).First().Key;
        List<Mark> wanted = [.. marks.Where(m => ((PointShape)m.Shape).Points.Length == count)];
        var like = (PointShape)wanted[Shape.Middle(wanted)].Shape;
        var merged = new Xy[count];
        var answers = marks.Select(m => like.AnswersOf((PointShape)m.Shape)).ToList();
        for (var p = 0; p < count; p++)
        {
            var (rows, weights) = (new List<double[]>(), new List<double>());
            for (var i = 0; i < marks.Count; i++)
                if (answers[i][p] is { } there)
                {
                    rows.Add([there.X, there.Y]);
                    weights.Add(marks[i].Weight);
                }
            var mean = RobustMean.Of(rows, weights);
            merged[p] = new(mean[0], mean[1]);
        }
        return new PointShape(merged, like.Reach);
    }

    sealed class PointShape : Shape
    {
        public PointShape(Xy[] points, double reach)
        {
            Points = points;
            // Of many points the extent says how large the thing is, as the area does for body keypoints.
            Reach = Math.Max(reach, Extent.Of(points).Diagonal * 0.05);
            Extent = Extent.Of(points).Grown(Reach * 1.5);
        }

        public Xy[] Points { get; }

        public double Reach { get; }

        public override string Family => "points";

        public override double Threshold => 0.4;

        public override Extent Extent { get; }

        /// <summary>Mean of 2^−(distance / reach)² over the points that answer to each other; one without a counterpart counts 0.</summary>
        public override double Similarity(Shape other) => other is PointShape set ? Sum(set) / Math.Max(Points.Length, set.Points.Length) : 0;

        double Sum(PointShape set)
        {
            var reach = Math.Min(Reach, set.Reach);
            if (Points.Length == 1 && set.Points.Length == 1)
                return Near(Points[0], set.Points[0], reach);
            return Assignment.Best(Points.Length, set.Points.Length, Links(set, reach), out _);
        }

        List<Link> Links(PointShape set, double reach)
        {
            var links = new List<Link>();
            for (var i = 0; i < Points.Length; i++)
                for (var j = 0; j < set.Points.Length; j++)
                    if (Near(Points[i], set.Points[j], reach) is var near && near > 1e-3)
                        links.Add(new(i, j, near));
            return links;
        }

        /// <summary>For each point of this one, the other's point that answers to it, if any.</summary>
        public Xy?[] AnswersOf(PointShape set)
        {
            Assignment.Best(Points.Length, set.Points.Length, Links(set, Math.Min(Reach, set.Reach)), out var to);
            return [.. to.Select(j => j < 0 ? (Xy?)null : set.Points[j])];
        }

        // Beyond three reaches, where the extents end, it would be less than 1 in 500.
        static double Near(Xy a, Xy b, double reach) =>
            a == b ? 1 : a.DistanceTo(b) is var far && far < 3 * reach ? Math.Pow(2, -Math.Pow(far / reach, 2)) : 0;

        protected override void Write(CanonicalJson json) => WritePoints(json.Name("type").Text("points").Name("points"), Points, Reach);
    }
}
