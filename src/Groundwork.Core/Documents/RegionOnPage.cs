namespace Groundwork.Core.Documents;

/// <summary>A rectangle on a page: <c>page</c> counted from 0, <c>x</c>, <c>y</c>, <c>width</c> and <c>height</c> &gt; 0 in pixels of the page's full-size image.</summary>
public sealed class RegionOnPage : IGeometryKind
{
    /// <inheritdoc/>
    public string Name => "region_on_page";

    /// <inheritdoc/>
    public string Title => "Region on a page";

    /// <inheritdoc/>
    public string Description => "A rectangle on one page of a document.";

    /// <inheritdoc/>
    public IReadOnlyList<GeometryMember> Members { get; } = [new("page"), new("x"), new("y"), new("width"), new("height")];

    /// <inheritdoc/>
    public void Check(JsonMembers geometry, List<Fault> faults)
    {
        geometry.Whole("page", required: true);
        geometry.Number("x", required: true);
        geometry.Number("y", required: true);
        geometry.Positive("width");
        geometry.Positive("height");
    }
}
