namespace Groundwork.Core.Geometry;

/// <summary>Distances to lines, and places along them.</summary>
static class Lines
{
    /// <summary>How far a point is from a stretch.</summary>
    internal static double Distance(Xy p, Xy from, Xy to) => p.DistanceTo(Nearest(p, from, to));

    /// <summary>The place of a stretch that is nearest to a point.</summary>
    internal static Xy Nearest(Xy p, Xy from, Xy to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var square = (dx * dx) + (dy * dy);
        var t = square > 0 ? Math.Clamp((((p.X - from.X) * dx) + ((p.Y - from.Y) * dy)) / square, 0, 1) : 0;
        return new(from.X + (t * dx), from.Y + (t * dy));
    }

    /// <summary>The place of a line that is nearest to a point; of several the first.</summary>
    internal static Xy Nearest(Xy p, ReadOnlySpan<Xy> line)
    {
        var (best, least) = (line[0], p.DistanceTo(line[0]));
        for (var i = 1; i < line.Length; i++)
            if (Nearest(p, line[i - 1], line[i]) is var near && p.DistanceTo(near) is var d && d < least)
                (best, least) = (near, d);
        return best;
    }

    /// <summary>The length of a line.</summary>
    internal static double Length(ReadOnlySpan<Xy> line)
    {
        var sum = 0.0;
        for (var i = 1; i < line.Length; i++)
            sum += line[i].DistanceTo(line[i - 1]);
        return sum;
    }

    /// <summary>So many places at equal steps along a line, both ends among them.</summary>
    internal static Xy[] Along(ReadOnlySpan<Xy> line, int count)
    {
        var places = new Xy[count];
        var (step, at, walked) = (Length(line) / (count - 1), 1, 0.0);
        for (var i = 0; i < count; i++)
        {
            var wanted = step * i;
            while (at < line.Length - 1 && walked + line[at].DistanceTo(line[at - 1]) < wanted)
                walked += line[at].DistanceTo(line[at++ - 1]);
            var (a, b) = (line[at - 1], line[at]);
            var length = a.DistanceTo(b);
            var t = length > 0 ? Math.Clamp((wanted - walked) / length, 0, 1) : 0;
            places[i] = new(a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y)));
        }
        places[^1] = line[^1];
        return places;
    }
}
