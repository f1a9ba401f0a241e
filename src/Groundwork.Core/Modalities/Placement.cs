using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Modalities;

/// <summary>Checks that what an answer marks lies in the item that it is about.</summary>
public static class Placement
{
    /// <summary>Adds what <see cref="IModality.CheckObjects"/> finds; an answer without objects fits every item.</summary>
    /// <param name="document">A document without structural faults.</param>
    /// <param name="modality">The item's modality.</param>
    /// <param name="payload">The item's payload as stored.</param>
    /// <param name="faults">Receives every fault, with pointers into the document.</param>
    public static void Check(AnswerDocument document, string modality, string payload, List<Fault> faults)
    {
        if (document.Objects.Count == 0 || Catalog.Named<IModality>(modality) is not { } kind)
            return;
        using var parsed = JsonDocument.Parse(payload);
        kind.CheckObjects(document, parsed.RootElement, faults);
    }
}
