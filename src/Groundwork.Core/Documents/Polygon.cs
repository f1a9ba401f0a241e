using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>An area in pixels: <c>rings</c> are the outlines of its parts, <c>holes</c> are cut out of them; a ring is a list of at least 3 points <c>[x, y]</c> whose last is joined to its first.</summary>
public sealed class Polygon : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "polygon";

    /// <inheritdoc/>
    public string Title => "Polygon";

    /// <inheritdoc/>
    public string Description => "An outline with any number of corners, parts and holes.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("rings"), new("holes")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        var rings = geometry.List("rings", required: true);
        if (rings.Count == 0 && geometry.Any("rings") is { ValueKind: JsonValueKind.Array })
            geometry.Fault("rings", "too_few_points", "A polygon needs at least one ring. Draw an outline or remove the object.");
        foreach (var (ring, path) in rings.Concat(geometry.List("holes")))
            Points.CheckRing(ring, path, faults);
    }
}
