namespace Groundwork.Core.Documents;

/// <summary>An upright or rotated rectangle in pixels: <c>x</c>, <c>y</c> of its top left corner before rotation, <c>width</c> and <c>height</c> &gt; 0, <c>rotation</c> in degrees clockwise about its centre.</summary>
public sealed class Box : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "box";

    /// <inheritdoc/>
    public string Title => "Box";

    /// <inheritdoc/>
    public string Description => "A rectangle, upright or turned, around a thing in an image.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("x"), new("y"), new("width"), new("height"), new("rotation", 0)];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        geometry.Number("x", required: true);
        geometry.Number("y", required: true);
        geometry.Positive("width");
        geometry.Positive("height");
        geometry.Number("rotation");
    }
}
