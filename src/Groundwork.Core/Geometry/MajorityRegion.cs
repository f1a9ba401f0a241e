namespace Groundwork.Core.Geometry;

/// <summary>The area that more than half of the weight of several areas covers, traced to rings and holes.</summary>
static class MajorityRegion
{
    // Places nearer than this share of the size are one node, so that every trapezoid's outline closes with its neighbours'.
    const double Grain = 1e-9;

    readonly record struct Node(long X, int Level);

    readonly record struct Trapezoid(int Top, int Bottom, long TopLeft, long TopRight, long BottomLeft, long BottomRight);

    /// <summary>Traces the area; null if no place has more than half.</summary>
    internal static Region? Of(IReadOnlyList<Region> regions, IReadOnlyList<double> weights)
    {
        var centre = regions[0].Extent.Centre;
        var grain = Math.Max(regions.Aggregate(Extent.None, (sum, r) => sum.With(r.Extent)).Diagonal * Grain, double.Epsilon);
        var sought = new Sought(weights, grain);
        Overlay.Sweep([.. regions], ref sought);
        var levels = sought.Levels;
        var rings = Link(SidesOf(sought.Pieces), n => new Xy(centre.X + (n.X * grain), centre.Y + levels[n.Level]));
        var least = rings.Sum(r => Math.Abs(Region.SignedArea(r))) * 1e-3;
        var outer = rings.Where(r => Region.SignedArea(r) > least).ToList();
        return outer.Count == 0 ? null : new Region(outer, [.. rings.Where(r => Region.SignedArea(r) < -least)]);
    }

    readonly struct Sought(IReadOnlyList<double> weights, double grain) : Overlay.IVisitor
    {
        // A hair above half, so that rounding of the sum doesn't decide for a tie.
        readonly double half = weights.Sum() / 2 * (1 + 1e-12);

        public List<double> Levels { get; } = [];

        public List<Trapezoid> Pieces { get; } = [];

        public void Visit(double top, double bottom, in Overlay.Edge left, in Overlay.Edge right, ReadOnlySpan<bool> inside)
        {
            var weight = 0.0;
            for (var r = 0; r < inside.Length; r++)
                weight += inside[r] ? weights[r] : 0;
            if (weight <= half)
                return;
            var piece = new Trapezoid(LevelOf(top), LevelOf(bottom), Snap(left.At(top)), Snap(right.At(top)), Snap(left.At(bottom)), Snap(right.At(bottom)));
            if (Pieces is [.., var last] && last.Top == piece.Top && last.TopRight == piece.TopLeft && last.BottomRight == piece.BottomLeft)
                Pieces[^1] = last with { TopRight = piece.TopRight, BottomRight = piece.BottomRight };
            else
                Pieces.Add(piece);
        }

        long Snap(double x) => (long)Math.Round(x / grain);

        // Slabs come from above, so a level is one of the last two or new.
        int LevelOf(double y)
        {
            for (var i = Levels.Count - 1; i >= Math.Max(0, Levels.Count - 2); i--)
                if (Levels[i].Equals(y))
                    return i;
            Levels.Add(y);
            return Levels.Count - 1;
        }
    }

    // Each trapezoid is walked round with its inside on the same hand; level sides that two of them share cancel.
    static Dictionary<Node, List<Node>> SidesOf(List<Trapezoid> pieces)
    {
        var sides = new Dictionary<Node, List<Node>>();
        var ends = new List<(int Level, long X, int Change)>(pieces.Count * 4);
        foreach (var p in pieces)
        {
            Add(new(p.BottomLeft, p.Bottom), new(p.TopLeft, p.Top));
            Add(new(p.TopRight, p.Top), new(p.BottomRight, p.Bottom));
            ends.Add((p.Top, p.TopLeft, 1));
            ends.Add((p.Top, p.TopRight, -1));
            ends.Add((p.Bottom, p.BottomLeft, -1));
            ends.Add((p.Bottom, p.BottomRight, 1));
        }
        ends.Sort();
        var net = 0;
        for (var i = 0; i + 1 < ends.Count; i++)
        {
            // The changes of a level sum to nothing, so no side reaches from one level to the next.
            net += ends[i].Change;
            for (var n = 0; n < Math.Abs(net); n++)
                if (net > 0)
                    Add(new(ends[i].X, ends[i].Level), new(ends[i + 1].X, ends[i].Level));
                else
                    Add(new(ends[i + 1].X, ends[i].Level), new(ends[i].X, ends[i].Level));
        }
        return sides;

        void Add(Node from, Node to)
        {
            if (from == to)
                return;
            if (!sides.TryGetValue(from, out var list))
                sides.Add(from, list = []);
            list.Add(to);
        }
    }

    // At a corner where several outlines meet, the sharpest turn inwards keeps them apart.
    static List<Xy[]> Link(Dictionary<Node, List<Node>> sides, Func<Node, Xy> place)
    {
        var rings = new List<Xy[]>();
        foreach (var start in sides.Keys.OrderBy(n => n.Level).ThenBy(n => n.X))
            while (sides[start].Count > 0)
            {
                var ring = new List<Xy>();
                var (at, before) = (start, place(start));
                do
                {
                    var here = place(at);
                    var outs = sides[at];
                    var best = 0;
                    for (var i = 1; i < outs.Count; i++)
                        if (Turn(before, here, place(outs[i])) > Turn(before, here, place(outs[best])))
                            best = i;
                    var next = outs[best];
                    outs.RemoveAt(best);
                    ring.Add(here);
                    (before, at) = (here, next);
                }
                while (at != start);
                if (ring.Count >= 3)
                    rings.Add([.. ring]);
            }
        return rings;
    }

    static double Turn(Xy before, Xy here, Xy next)
    {
        var (ax, ay, bx, by) = (here.X - before.X, here.Y - before.Y, next.X - here.X, next.Y - here.Y);
        return Math.Atan2((ax * by) - (ay * bx), (ax * bx) + (ay * by));
    }
}
