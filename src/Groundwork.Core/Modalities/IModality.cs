using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Modalities;

/// <summary>A modality: what an item of it looks like and which objects can be found in it.</summary>
public interface IModality : ICatalogued
{
    /// <summary>The names of the <see cref="IGeometryKind"/>s that its objects can have.</summary>
    IReadOnlyList<string> Geometry { get; }

    /// <summary>Checks the payload of an item.</summary>
    /// <param name="payload">The payload as stored.</param>
    /// <param name="faults">Receives every fault, with pointers into the payload.</param>
    void CheckItem(JsonElement payload, List<Fault> faults);

    /// <summary>Checks that a document's objects can be in an item of this modality, and in this one.</summary>
    /// <param name="document">A document without structural faults.</param>
    /// <param name="payload">The item's payload, or null to check against the modality only.</param>
    /// <param name="faults">Receives every fault, with pointers into the document. Codes: <c>geometry_not_allowed</c>, <c>outside_item</c>.</param>
    void CheckObjects(AnswerDocument document, JsonElement? payload, List<Fault> faults);
}
