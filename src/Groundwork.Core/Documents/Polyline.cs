namespace Groundwork.Core.Documents;

/// <summary>An open line in pixels: <c>points</c>, at least two <c>[x, y]</c>.</summary>
public sealed class Polyline : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "polyline";

    /// <inheritdoc/>
    public string Title => "Polyline";

    /// <inheritdoc/>
    public string Description => "A line through two or more points: lanes, wires, edges.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("points")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        if (geometry.Any("points", required: true) is { } points)
            Points.CheckList(points, geometry.At("points"), atLeast: 2, faults);
    }
}
