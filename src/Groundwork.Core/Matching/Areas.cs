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

    /// <summary>Makes the area.</summary>
    protected abstract Region MakeRegion();
}
