using System.Buffers;

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
    internal readonly struct Edge(double x0, double y0, double x1, double y1, int region, bool hole)
    {
        readonly double slope = (x1 - x0) / (y1 - y0);

        public double X0 => x0;

        public double Y0 => y0;

        public double X1 => x1;

        public double Y1 => y1;

        public int Region => region;

        public bool Hole => hole;

        // The nearer end leads, so that both ends are met exactly and a nearly level side can't overshoot.
        public double At(double y) => y <= y0 ? x0 : y >= y1 ? x1 : Math.Clamp(y - y0 < y1 - y ? x0 + ((y - y0) * slope) : x1 - ((y1 - y) * slope), Math.Min(x0, x1), Math.Max(x0, x1));
    }

    /// <summary>Is shown what lies between two neighbouring edges of a slab, and in which regions.</summary>
    internal interface IVisitor
    {
        void Visit(double top, double bottom, in Edge left, in Edge right, ReadOnlySpan<bool> inside);
    }

    struct Covered : IVisitor
    {
        public double Area;

        public void Visit(double top, double bottom, in Edge left, in Edge right, ReadOnlySpan<bool> inside)
        {
            foreach (var each in inside)
                if (!each)
                    return;
            var middle = top + ((bottom - top) / 2);
            Area += Math.Max(0, right.At(middle) - left.At(middle)) * (bottom - top);
        }
    }

    /// <summary>The area that all of the regions cover.</summary>
    internal static double Common(params ReadOnlySpan<Region> regions)
    {
        var covered = new Covered();
        Sweep(regions, ref covered);
        return covered.Area;
    }

    /// <summary>Visits every trapezoid that lies in at least one region, slab by slab from above, from left to right.</summary>
    internal static void Sweep<T>(ReadOnlySpan<Region> regions, ref T visitor) where T : struct, IVisitor
    {
        var edges = EdgesOf(regions, regions[0].Extent.Centre);
        var levels = Levels(edges);
        var active = ArrayPool<int>.Shared.Rent(edges.Length);
        var at = ArrayPool<double>.Shared.Rent(edges.Length);
        var (odd, inside) = (new bool[regions.Length * 2], new bool[regions.Length]);
        var (next, count) = (0, 0);
        for (var level = 0; level + 1 < levels.Count; level++)
        {
            var (top, bottom) = (levels[level], levels[level + 1]);
            var kept = 0;
            for (var i = 0; i < count; i++)
                if (edges[active[i]].Y1 > top)
                    active[kept++] = active[i];
            count = kept;
            while (next < edges.Length && edges[next].Y0 <= top)
                active[count++] = next++;
            Sort(edges, active.AsSpan(0, count), at, top + ((bottom - top) / 2));
            Array.Clear(odd);
            Array.Clear(inside);
            var covering = 0;
            for (var i = 0; i + 1 < count; i++)
            {
                ref readonly var edge = ref edges[active[i]];
                var r = edge.Region;
                odd[(r * 2) + (edge.Hole ? 1 : 0)] ^= true;
                var now = odd[r * 2] && !odd[(r * 2) + 1];
                covering += now == inside[r] ? 0 : now ? 1 : -1;
                inside[r] = now;
                if (covering > 0)
                    visitor.Visit(top, bottom, edge, edges[active[i + 1]], inside);
            }
        }
        ArrayPool<int>.Shared.Return(active);
        ArrayPool<double>.Shared.Return(at);
    }

    static Edge[] EdgesOf(ReadOnlySpan<Region> regions, Xy centre)
    {
        var corners = 0;
        foreach (var region in regions)
            corners += region.Corners;
        var (edges, count) = (new Edge[corners], 0);
        for (var r = 0; r < regions.Length; r++)
        {
            foreach (var ring in regions[r].Rings)
                Add(ring, r, false);
            foreach (var hole in regions[r].Holes)
                Add(hole, r, true);
        }
        Array.Resize(ref edges, count);
        Array.Sort(edges, static (a, b) => a.Y0.CompareTo(b.Y0) is not 0 and var byTop ? byTop : a.X0.CompareTo(b.X0));
        return edges;

        void Add(Xy[] ring, int region, bool hole)
        {
            for (var i = 0; i < ring.Length; i++)
            {
                var (a, b) = (ring[i], ring[i + 1 == ring.Length ? 0 : i + 1]);
                var (ax, ay, bx, by) = (a.X - centre.X, a.Y - centre.Y, b.X - centre.X, b.Y - centre.Y);
                if (ay < by)
                    edges[count++] = new(ax, ay, bx, by, region, hole);
                else if (by < ay)
                    edges[count++] = new(bx, by, ax, ay, region, hole);
            }
        }
    }

    static List<double> Levels(Edge[] edges)
    {
        var levels = new List<double>(edges.Length * 3);
        var (active, count) = (ArrayPool<int>.Shared.Rent(edges.Length), 0);
        for (var e = 0; e < edges.Length; e++)
        {
            ref readonly var edge = ref edges[e];
            levels.Add(edge.Y0);
            levels.Add(edge.Y1);
            var kept = 0;
            for (var i = 0; i < count; i++)
            {
                ref readonly var other = ref edges[active[i]];
                if (other.Y1 <= edge.Y0)
                    continue;
                active[kept++] = active[i];
                AddCrossing(levels, edge, other);
            }
            active[kept] = e;
            count = kept + 1;
        }
        ArrayPool<int>.Shared.Return(active);
        levels.Sort();
        var distinct = 0;
        for (var i = 0; i < levels.Count; i++)
            if (i == 0 || levels[i] > levels[distinct - 1])
                levels[distinct++] = levels[i];
        levels.RemoveRange(distinct, levels.Count - distinct);
        return levels;
    }

    // Where two edges change their order from left to right, if they do.
    static void AddCrossing(List<double> levels, in Edge a, in Edge b)
    {
        if (Math.Min(a.X0, a.X1) > Math.Max(b.X0, b.X1) || Math.Min(b.X0, b.X1) > Math.Max(a.X0, a.X1))
            return;
        var (top, bottom) = (Math.Max(a.Y0, b.Y0), Math.Min(a.Y1, b.Y1));
        var (above, below) = (a.At(top) - b.At(top), a.At(bottom) - b.At(bottom));
        if (!(above < 0 && below > 0) && !(above > 0 && below < 0))
            return;
        var y = top + ((bottom - top) * (above / (above - below)));
        if (y > top && y < bottom)
            levels.Add(y);
    }

    // Neighbouring slabs have nearly the same order, for which insertion is the fastest way to sort.
    static void Sort(Edge[] edges, Span<int> active, double[] at, double y)
    {
        for (var i = 0; i < active.Length; i++)
        {
            var edge = active[i];
            var x = edges[edge].At(y);
            var j = i - 1;
            for (; j >= 0 && at[j] > x; j--)
                (at[j + 1], active[j + 1]) = (at[j], active[j]);
            (at[j + 1], active[j + 1]) = (x, edge);
        }
    }
}
