using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>A shape that covers an area: boxes, ellipses and polygons are compared with each other by what they cover.</summary>
abstract class AreaShape : Shape
{
    Region? region;

    /// <inheritdoc/>
    public override string Family => "area";

    /// <inheritdoc/>
    public override double Threshold => 0.4;

    /// <summary>The area, made when it is first asked for: upright boxes hardly ever need it.</summary>
    public Region Region => region ??= MakeRegion();

    /// <inheritdoc/>
    public override Extent Extent => Region.Extent;

    /// <summary>Area in common by area of both together. See <c>docs/methods/object-similarity.md</c>.</summary>
    public override double Similarity(Shape other) => other is AreaShape area ? Region.Similarity(area.Region) : 0;

    /// <inheritdoc/>
    public override double MostSimilarity(Shape other)
    {
        if (other is not AreaShape area || Region.Area <= 0 || area.Region.Area <= 0)
            return 1;
        var (a, b) = (Extent, other.Extent);
        var across = Math.Max(0, Math.Min(a.MaxX, b.MaxX) - Math.Max(a.MinX, b.MinX));
        var down = Math.Max(0, Math.Min(a.MaxY, b.MaxY) - Math.Max(a.MinY, b.MinY));
        var common = Math.Min(across * down, Math.Min(Region.Area, area.Region.Area));
        return common / (Region.Area + area.Region.Area - common);
    }

    /// <summary>Makes the area.</summary>
    protected abstract Region MakeRegion();
}
