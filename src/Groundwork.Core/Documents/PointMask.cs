using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>Some of the points of a cloud: <c>count</c> points in all and <c>runs</c>, ascending disjoint <c>[first index, length]</c>, or <c>ref</c> to a blob with them.</summary>
public sealed class PointMask : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "pointmask";

    /// <inheritdoc/>
    public string Title => "Point mask";

    /// <inheritdoc/>
    public string Description => "Points of a point cloud that belong to a thing.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("count"), new("runs"), new("ref")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        if (geometry.Any("ref") is not null)
        {
            Mask.CheckRef(geometry, "runs", "count");
            return;
        }
        var count = geometry.Whole("count", required: true, min: 1);
        var runs = geometry.List("runs", required: true);
        if (runs.Count == 0 && geometry.Any("runs") is { ValueKind: JsonValueKind.Array })
            geometry.Fault("runs", "bad_runs", "No point is selected. Select some or remove the object.");
        double end = -1;
        foreach (var (value, path) in runs)
        {
            if (Points.CheckNumbers(value, path, 2, faults) is not { } run)
                continue;
            if (run.Any(n => n != Math.Floor(n)) || run[0] <= end || run[1] < 1 || run[0] + run[1] > (count ?? int.MaxValue))
                faults.Add(new(path, "bad_runs", "A run must be [first index, length ≥ 1], after the run before it with a gap, and inside the cloud."));
            end = run[0] + run[1];
        }
    }
}
