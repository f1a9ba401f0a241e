using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>Named points in pixels: <c>points</c> is a list of <c>{name, x, y, visibility}</c>, visibility <c>0</c> absent, <c>1</c> hidden, <c>2</c> visible (as COCO keypoints have it).</summary>
public sealed class Skeleton : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "skeleton";

    /// <inheritdoc/>
    public string Title => "Skeleton";

    /// <inheritdoc/>
    public string Description => "Named joints, each visible, hidden or absent.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("points")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var points = geometry.List("points", required: true);
        if (points.Count == 0 && geometry.Any("points") is { ValueKind: JsonValueKind.Array })
            geometry.Fault("points", "too_few_points", "A skeleton needs at least one point.");
        foreach (var (value, path) in points)
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var point, "name", "x", "y", "visibility"))
                continue;
            if (point.Text("name", required: true, maxLength: 128) is { } name && !names.Add(name))
                point.Fault("name", "duplicate_name", $"There are two points \"{name}\". Keep one.");
            point.Number("x", required: true);
            point.Number("y", required: true);
            point.Whole("visibility", required: true, max: 2);
        }
    }
}
