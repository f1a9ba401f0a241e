namespace Groundwork.Core.Documents;

/// <summary>A stretch of text: <c>start</c> (included) and <c>end</c> (excluded), offsets in Unicode code points of the text exactly as stored.</summary>
public sealed class Span : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "span";

    /// <inheritdoc/>
    public string Title => "Text span";

    /// <inheritdoc/>
    public string Description => "A stretch of text: names, quotes, errors.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("start"), new("end")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        var start = geometry.Whole("start", required: true);
        var end = geometry.Whole("end", required: true);
        if (start >= end)
            geometry.Fault("end", "out_of_range", "The end must lie after the start; it is the offset behind the last character.");
    }
}
