namespace Groundwork.Core.Geometry;

/// <summary>
/// An area of the plane: inside an odd number of its rings and not inside an odd number of its holes. Rings may touch
/// and cross themselves and each other.
/// </summary>
public sealed class Region
{
    Region(IReadOnlyList<Xy[]> rings, IReadOnlyList<Xy[]> holes, double? area)
    {
        Rings = rings;
        Holes = holes;
        Extent = rings.Aggregate(Extent.None, (all, ring) => all.With(Extent.Of(ring)));
        Corners = rings.Sum(r => r.Length) + holes.Sum(h => h.Length);
        Area = area ?? Overlay.Common(this);
    }

    /// <summary>Makes an area of rings, at least one; each is closed by itself.</summary>
    public Region(IReadOnlyList<Xy[]> rings, IReadOnlyList<Xy[]> holes) : this(rings, holes, null)
    {
    }

    /// <summary>Makes an area of one convex ring, of which the shoelace is enough.</summary>
    public static Region Convex(Xy[] ring) => new([ring], [], Math.Abs(SignedArea(ring)));

    /// <summary>The outlines of its parts.</summary>
    public IReadOnlyList<Xy[]> Rings { get; }

    /// <summary>What is cut out of them.</summary>
    public IReadOnlyList<Xy[]> Holes { get; }

    /// <summary>The rectangle around it.</summary>
    public Extent Extent { get; }

    /// <summary>How much it covers.</summary>
    public double Area { get; }

    /// <summary>How many corners it has.</summary>
    public int Corners { get; }

    /// <summary>The area that a ring encloses, positive if it runs from x towards y, summed about its own first point so that far places lose no digits.</summary>
    public static double SignedArea(ReadOnlySpan<Xy> ring)
    {
        var sum = 0.0;
        for (var i = 1; i + 1 < ring.Length; i++)
            sum += ((ring[i].X - ring[0].X) * (ring[i + 1].Y - ring[0].Y)) - ((ring[i + 1].X - ring[0].X) * (ring[i].Y - ring[0].Y));
        return sum / 2;
    }

    /// <summary>Area in common by area of both together, 0 … 1. Two areas without any extent are one only if they are drawn alike.</summary>
    public double Similarity(Region other)
    {
        if (Area <= 0 || other.Area <= 0)
            return Area <= 0 && other.Area <= 0 && Extent == other.Extent ? 1 : 0;
        if (!Extent.Touches(other.Extent))
            return 0;
        var common = Math.Min(Overlay.Common(this, other), Math.Min(Area, other.Area));
        return Math.Clamp(common / (Area + other.Area - common), 0, 1);
    }
}
