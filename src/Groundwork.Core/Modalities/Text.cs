using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Modalities;

/// <summary>Text: the payload is <c>{"text": "…"}</c>, objects are spans of it in Unicode code points.</summary>
public sealed class Text : IModality
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Title => "Text";

    /// <inheritdoc/>
    public string Description => "Messages, articles, sentences: anything that is read.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Geometry { get; } = ["span"];

    /// <inheritdoc/>
    public void CheckItem(JsonElement payload, List<Fault> faults)
    {
        if (JsonMembers.TryOpen(payload, "", faults, out var members, "text"))
            members.Text("text", required: true, maxLength: int.MaxValue);
    }

    /// <inheritdoc/>
    public void CheckObjects(AnswerDocument document, JsonElement? payload, List<Fault> faults)
    {
        var length = payload is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String
            ? Utf8Text.CodePoints(text.GetString())
            : int.MaxValue;
        for (var at = 0; at < document.Objects.Count; at++)
        {
            var each = document.Objects[at];
            var path = JsonPath.Root.Step("objects").Step(at).Step("geometry");
            if (each.GeometryType != "span")
                faults.Add(new(path, "geometry_not_allowed", $"A {each.GeometryType} cannot be in a text. Mark a span instead."));
            else if (each.Geometry.GetProperty("end").GetDouble() > length)
                faults.Add(new(path.Step("end"), "outside_item", FormattableString.Invariant(
                    $"The span ends behind the text, which has {length} characters (Unicode code points). Mark it again.")));
        }
    }
}
