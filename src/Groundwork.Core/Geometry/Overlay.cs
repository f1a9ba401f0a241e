namespace Groundwork.Core.Geometry;

/// <summary>
/// Lays areas over each other exactly: the plane is cut into horizontal slabs at every corner and crossing, between which
/// no edges cross, so that all that lies between two neighbouring edges of a slab is one trapezoid.
/// </summary>
/// <remarks>
/// No orientation is ever asked for, hence nothing can fail: an error of the last digit in a crossing moves an area by that much.
/// </remarks>
static class Overlay
{
    /// <summary>A side that isn't level, from its upper end down.</summary>
    internal readonly record struct Edge(double X0, double Y0, double X1, double Y1, int Region, bool Hole)
    {
        public double At(double y) => y <= Y0 ? X0 : y >= Y1 ? X1 : X0 + ((X1 - X0) * ((y - Y0) / (Y1 - Y0)));
    }

    /// <summary>What lies between two neighbouring edges of a slab.</summary>
    internal delegate void Piece(double top, double bottom, in Edge left, in Edge right, ReadOnlySpan<bool> inside);

    internal static double AreaOf(Region region)
    {
        var area = 0.0;
        Sweep([region], (double top, double bottom, in Edge left, in Edge right, ReadOnlySpan<bool> inside) =>
        {
            if (inside[0])
                area += Area(top, bottom, left, right);
        });
        return area;
    }

    internal static double Common(Region a, Region b)
    {
        var area = 0.0;
        Sweep([a, b], (double top, double bottom, in Edge left, in Edge right, ReadOnlySpan<bool> inside) =>
        {
            if (inside[0] && inside[1])
                area += Area(top, bottom, left, right);
        });
        return area;
    }

    internal static double Area(double top, double bottom, in Edge left, in Edge right)
    {
        var middle = top + ((bottom - top) / 2);
        return Math.Max(0, right.At(middle) - left.At(middle)) * (bottom - top);
    }

    /// <summary>Visits every trapezoid that lies in at least one region, slab by slab from above, from left to right.</summary>
    internal static void Sweep(ReadOnlySpan<Region> regions, Piece visit)
    {
        var centre = regions[0].Extent.Centre;
        var edges = EdgesOf(regions, centre);
        var levels = Levels(edges);
        var active = new List<Edge>();
        var odd = new bool[regions.Length * 2];
        var inside = new bool[regions.Length];
        var next = 0;
        for (var level = 0; level + 1 < levels.Length; level++)
        {
            var (top, bottom) = (levels[level], levels[level + 1]);
            active.RemoveAll(e => e.Y1 <= top);
            while (next < edges.Length && edges[next].Y0 <= top)
                active.Add(edges[next++]);
            SortAt(active, top + ((bottom - top) / 2));
            Array.Clear(odd);
            for (var i = 0; i + 1 < active.Count; i++)
            {
                var edge = active[i];
                odd[(edge.Region * 2) + (edge.Hole ? 1 : 0)] ^= true;
                var any = false;
                for (var r = 0; r < inside.Length; r++)
                    any |= inside[r] = odd[r * 2] && !odd[(r * 2) + 1];
                if (any)
                    visit(top, bottom, edge, active[i + 1], inside);
            }
        }
    }

    static Edge[] EdgesOf(ReadOnlySpan<Region> regions, Xy centre)
    {
        var edges = new List<Edge>();
        for (var r = 0; r < regions.Length; r++)
        {
            foreach (var ring in regions[r].Rings)
                Add(ring, r, false);
            foreach (var hole in regions[r].Holes)
                Add(hole, r, true);
        }
        edges.Sort(static (a, b) => a.Y0.CompareTo(b.Y0) is not 0 and var byTop ? byTop : a.X0.CompareTo(b.X0));
        return [.. edges];

        void Add(Xy[] ring, int region, bool hole)
        {
            for (var i = 0; i < ring.Length; i++)
            {
                var (a, b) = (ring[i], ring[i + 1 == ring.Length ? 0 : i + 1]);
                var (ax, ay, bx, by) = (a.X - centre.X, a.Y - centre.Y, b.X - centre.X, b.Y - centre.Y);
                if (ay < by)
                    edges.Add(new(ax, ay, bx, by, region, hole));
                else if (by < ay)
                    edges.Add(new(bx, by, ax, ay, region, hole));
            }
        }
    }

    static double[] Levels(Edge[] edges)
    {
        var levels = new List<double>(edges.Length * 3);
        var active = new List<Edge>();
        foreach (var edge in edges)
        {
            levels.Add(edge.Y0);
            levels.Add(edge.Y1);
            active.RemoveAll(e => e.Y1 <= edge.Y0);
            foreach (var other in active)
                if (Crossing(edge, other) is { } y)
                    levels.Add(y);
            active.Add(edge);
        }
        levels.Sort();
        var distinct = 0;
        for (var i = 0; i < levels.Count; i++)
            if (i == 0 || levels[i] > levels[distinct - 1])
                levels[distinct++] = levels[i];
        return [.. levels[..distinct]];
    }

    /// <summary>Where two edges change their order from left to right, if they do.</summary>
    static double? Crossing(in Edge a, in Edge b)
    {
        if (Math.Min(a.X0, a.X1) > Math.Max(b.X0, b.X1) || Math.Min(b.X0, b.X1) > Math.Max(a.X0, a.X1))
            return null;
        var (top, bottom) = (Math.Max(a.Y0, b.Y0), Math.Min(a.Y1, b.Y1));
        var (above, below) = (a.At(top) - b.At(top), a.At(bottom) - b.At(bottom));
        if (!(above < 0 && below > 0) && !(above > 0 && below < 0))
            return null;
        var y = top + ((bottom - top) * (above / (above - below)));
        return y > top && y < bottom ? y : null;
    }

    // Neighbouring slabs have nearly the same order, for which insertion is the fastest way to sort.
    static void SortAt(List<Edge> active, double y)
    {
        for (var i = 1; i < active.Count; i++)
        {
            var edge = active[i];
            var x = edge.At(y);
            var j = i - 1;
            for (; j >= 0 && active[j].At(y) > x; j--)
                active[j + 1] = active[j];
            active[j + 1] = edge;
        }
    }
}
