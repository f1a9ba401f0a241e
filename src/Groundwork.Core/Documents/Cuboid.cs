namespace Groundwork.Core.Documents;

/// <summary>A box in metres in the item's world frame: <c>centre</c> <c>[x, y, z]</c>, <c>size</c> along its own axes, each &gt; 0, <c>quaternion</c> <c>[x, y, z, w]</c>, not zero (need not be normalised).</summary>
public sealed class Cuboid : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "cuboid";

    /// <inheritdoc/>
    public string Title => "Cuboid";

    /// <inheritdoc/>
    public string Description => "A box in space, in point clouds and camera views.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("centre"), new("size"), new("quaternion")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        Numbers(geometry, "centre", 3, faults);
        if (Numbers(geometry, "size", 3, faults)?.Any(n => n <= 0) == true)
            geometry.Fault("size", "out_of_range", "Each size must be greater than 0.");
        if (Numbers(geometry, "quaternion", 4, faults)?.All(n => n == 0) == true)
            geometry.Fault("quaternion", "out_of_range", "The quaternion is zero. Without a rotation it is [0, 0, 0, 1].");
    }

    static double[]? Numbers(JsonMembers geometry, string name, int count, List<Fault> faults) =>
        geometry.Any(name, required: true) is { } value ? Points.CheckNumbers(value, geometry.At(name), count, faults) : null;
}
