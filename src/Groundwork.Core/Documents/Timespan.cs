namespace Groundwork.Core.Documents;

/// <summary>A stretch of time: <c>startMs</c> (included) and <c>endMs</c> (excluded), milliseconds from the beginning of the asset.</summary>
public sealed class Timespan : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "timespan";

    /// <inheritdoc/>
    public string Title => "Time span";

    /// <inheritdoc/>
    public string Description => "A stretch of sound or video.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("startMs"), new("endMs")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        var start = geometry.Number("startMs", required: true);
        var end = geometry.Number("endMs", required: true);
        if (start < 0)
            geometry.Fault("startMs", "out_of_range", "Time starts at 0.");
        if (start >= end)
            geometry.Fault("endMs", "out_of_range", "The end must lie after the start.");
    }
}
