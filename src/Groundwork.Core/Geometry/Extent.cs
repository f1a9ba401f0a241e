namespace Groundwork.Core.Geometry;

/// <summary>A place in the plane.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
public readonly record struct Xy(double X, double Y)
{
    /// <summary>How far another place is.</summary>
    public double DistanceTo(Xy other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}

/// <summary>The upright rectangle around something; what lies on one line has a side of zero.</summary>
public readonly record struct Extent(double MinX, double MinY, double MaxX, double MaxY)
{
    /// <summary>Around nothing: whatever is added makes it.</summary>
    public static Extent None { get; } = new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

    /// <summary>From corner to corner; zero around nothing.</summary>
    public double Diagonal => MaxX < MinX ? 0 : new Xy(MinX, MinY).DistanceTo(new(MaxX, MaxY));

    /// <summary>Its middle.</summary>
    public Xy Centre => new(MinX + ((MaxX - MinX) / 2), MinY + ((MaxY - MinY) / 2));

    /// <summary>Around points.</summary>
    public static Extent Of(ReadOnlySpan<Xy> points)
    {
        var all = None;
        foreach (var p in points)
            all = new(Math.Min(all.MinX, p.X), Math.Min(all.MinY, p.Y), Math.Max(all.MaxX, p.X), Math.Max(all.MaxY, p.Y));
        return all;
    }

    /// <summary>Around both.</summary>
    public Extent With(Extent other) =>
        new(Math.Min(MinX, other.MinX), Math.Min(MinY, other.MinY), Math.Max(MaxX, other.MaxX), Math.Max(MaxY, other.MaxY));

    /// <summary>Larger by so much on each side.</summary>
    public Extent Grown(double by) => new(MinX - by, MinY - by, MaxX + by, MaxY + by);

    /// <summary>Whether they have a point in common, edges included.</summary>
    public bool Touches(in Extent other) => MinX <= other.MaxX && other.MinX <= MaxX && MinY <= other.MaxY && other.MinY <= MaxY;
}
