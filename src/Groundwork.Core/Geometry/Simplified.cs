namespace Groundwork.Core.Geometry;

/// <summary>Leaves out points that hardly matter for a line or an outline.</summary>
/// <remarks>D. H. Douglas &amp; T. K. Peucker (1973), Cartographica 10(2):112–122.</remarks>
static class Simplified
{
    /// <summary>A line from its first to its last point, nowhere further than the tolerance from where it was.</summary>
    internal static Xy[] Line(ReadOnlySpan<Xy> points, double tolerance)
    {
        if (points.Length < 3)
            return points.ToArray();
        var keep = new bool[points.Length];
        keep[0] = keep[^1] = true;
        Mark(points, 0, points.Length - 1, tolerance, keep);
        return Kept(points, keep);
    }

    /// <summary>A ring of at least three points; one that would collapse stays as it is.</summary>
    internal static Xy[] Ring(Xy[] ring, double tolerance)
    {
        // A ring has no ends: it is cut at two points that stay in any case.
        var first = 0;
        for (var i = 1; i < ring.Length; i++)
            if ((ring[i].X, ring[i].Y).CompareTo((ring[first].X, ring[first].Y)) < 0)
                first = i;
        var turned = new Xy[ring.Length + 1];
        for (var i = 0; i <= ring.Length; i++)
            turned[i] = ring[(first + i) % ring.Length];
        var far = 0;
        for (var i = 1; i < ring.Length; i++)
            if (turned[i].DistanceTo(turned[0]) > turned[far].DistanceTo(turned[0]))
                far = i;
        var keep = new bool[turned.Length];
        keep[0] = keep[far] = true;
        Mark(turned, 0, far, tolerance, keep);
        Mark(turned, far, ring.Length, tolerance, keep);
        var kept = Kept(turned, keep);
        return kept.Length >= 3 ? kept : ring;
    }

    /// <summary>A region with about as many corners as wanted, as long as it stays nearly the same area.</summary>
    internal static Region Area(Region region, double corners)
    {
        const double least = 0.9985;
        const int steps = 12;
        var unit = Math.Sqrt(region.Area);
        // What lies on straight sides goes in any case; from there on coarser, until few enough are left, and back if that takes too much.
        var step = -1;
        while (step < steps && CornersAt(step) > corners)
            step++;
        var simpler = At(step);
        while (step >= 0 && region.Similarity(simpler) < least)
            simpler = At(--step);
        return simpler;

        double ToleranceOf(int step) => unit * (step < 0 ? 1e-6 : 5e-4 * Math.Pow(1.6, step));

        int CornersAt(int step) => region.Rings.Concat(region.Holes).Sum(r => Ring(r, ToleranceOf(step)).Length);

        Region At(int step) => new([.. region.Rings.Select(r => Ring(r, ToleranceOf(step)))], [.. region.Holes.Select(h => Ring(h, ToleranceOf(step)))]);
    }

    static void Mark(ReadOnlySpan<Xy> points, int from, int to, double tolerance, bool[] keep)
    {
        var open = new Stack<(int From, int To)>();
        open.Push((from, to));
        while (open.TryPop(out var part))
        {
            var (worst, distance) = (-1, tolerance);
            for (var i = part.From + 1; i < part.To; i++)
                if (Lines.Distance(points[i], points[part.From], points[part.To]) is var d && d > distance)
                    (worst, distance) = (i, d);
            if (worst < 0)
                continue;
            keep[worst] = true;
            open.Push((part.From, worst));
            open.Push((worst, part.To));
        }
    }

    static Xy[] Kept(ReadOnlySpan<Xy> points, bool[] keep)
    {
        var kept = new List<Xy>();
        for (var i = 0; i < points.Length; i++)
            if (keep[i])
                kept.Add(points[i]);
        return [.. kept];
    }
}
