using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Merges outlines and lines point by point where everybody set the same points.</summary>
static class Corresponding
{
    // Further apart than this share of the size, points are no longer one point that was set by several hands.
    const double Far = 0.2;

    /// <summary>The mean outline, or null if the corners don't correspond.</summary>
    internal static Region? Rings(IReadOnlyList<Region> regions, double[] weights, int like)
    {
        if (regions.Any(r => r.Rings.Count != 1 || r.Holes.Count > 0 || r.Rings[0].Length != regions[like].Rings[0].Length))
            return null;
        var model = regions[like].Rings[0];
        var limit = Math.Sqrt(regions[like].Area) * Far;
        var rows = new List<double[]>();
        foreach (var region in regions)
        {
            var (ring, distance) = Aligned(region.Rings[0], model);
            if (distance > limit)
                return null;
            rows.Add(Flat(ring));
        }
        var merged = new Region([Points(RobustMean.Of(rows, weights))], []);
        return merged.Area > 0 ? merged : null;
    }

    /// <summary>The mean line, or null if the points don't correspond; the lines run the same way.</summary>
    internal static Xy[]? Line(IReadOnlyList<Xy[]> lines, double[] weights, Xy[] model)
    {
        var limit = Lines.Length(model) * Far;
        return lines.All(l => l.Length == model.Length && RootMeanSquare(l, model, 0, 1) <= limit)
            ? Points(RobustMean.Of([.. lines.Select(Flat)], weights))
            : null;
    }

    // A ring may begin anywhere and run either way.
    static (Xy[] Ring, double Distance) Aligned(Xy[] ring, Xy[] model)
    {
        var (start, way, least) = (0, 1, double.PositiveInfinity);
        foreach (var step in (ReadOnlySpan<int>)[1, -1])
            for (var from = 0; from < ring.Length; from++)
                if (RootMeanSquare(ring, model, from, step) is var distance && distance < least)
                    (start, way, least) = (from, step, distance);
        var n = ring.Length;
        return ([.. Enumerable.Range(0, n).Select(i => ring[(((start + (way * i)) % n) + n) % n])], least);
    }

    static double RootMeanSquare(Xy[] points, Xy[] model, int from, int step)
    {
        var (sum, n) = (0.0, points.Length);
        for (var i = 0; i < n; i++)
        {
            var (p, q) = (points[(((from + (step * i)) % n) + n) % n], model[i]);
            sum += ((p.X - q.X) * (p.X - q.X)) + ((p.Y - q.Y) * (p.Y - q.Y));
        }
        return Math.Sqrt(sum / n);
    }

    internal static double[] Flat(Xy[] points) => [.. points.SelectMany(p => new[] { p.X, p.Y })];

    internal static Xy[] Points(double[] flat) => [.. flat.Chunk(2).Select(p => new Xy(p[0], p[1]))];
}
