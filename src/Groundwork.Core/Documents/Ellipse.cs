namespace Groundwork.Core.Documents;

/// <summary>An ellipse in pixels: centre <c>cx</c>, <c>cy</c>, radii <c>rx</c>, <c>ry</c> &gt; 0, <c>rotation</c> in degrees clockwise about its centre.</summary>
public sealed class Ellipse : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "ellipse";

    /// <inheritdoc/>
    public string Title => "Ellipse";

    /// <inheritdoc/>
    public string Description => "A circle or ellipse, upright or turned.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("cx"), new("cy"), new("rx"), new("ry"), new("rotation", 0)];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        geometry.Number("cx", required: true);
        geometry.Number("cy", required: true);
        geometry.Positive("rx");
        geometry.Positive("ry");
        geometry.Number("rotation");
    }
}
