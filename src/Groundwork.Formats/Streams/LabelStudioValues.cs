using System.Text.Json;

namespace Groundwork.Formats.Streams;

/// <summary>What a result without a place of its own says: choices, a rating, a text, an order.</summary>
static class LabelStudioValues
{
    /// <summary>The answer; null if the result is none.</summary>
    public static JsonElement? Of(JsonElement result)
    {
        if (CocoFile.Key(result, "type") is not { } type || !result.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object)
            return null;
        return type switch
        {
            "choices" => Choices(Member(value, "choices")),
            "taxonomy" => Choices(Member(value, "taxonomy")),
            "rating" => Member(value, "rating") is { ValueKind: JsonValueKind.Number } steps ? steps : null,
            "number" => Member(value, "number") is { ValueKind: JsonValueKind.Number } number ? number : null,
            "textarea" => Text(Member(value, "text")),
            "datetime" => Member(value, "datetime") is { ValueKind: JsonValueKind.String } time ? time : null,
            "ranker" => Ranking(value),
            "pairwise" => Member(value, "comparison") is { ValueKind: JsonValueKind.Object } whole ? whole
                : Member(value, "selected") is { ValueKind: JsonValueKind.String } side && side.GetString() is "left" or "right"
                    ? JsonSerializer.SerializeToElement(new { outcome = side.ValueEquals("left") ? "a" : "b" }) : null,
            _ => null,
        };
    }

    // Of a path through nested choices the end is what was chosen.
    static JsonElement? Choices(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } given)
            return list is { ValueKind: JsonValueKind.String } ? list : null;
        var names = new List<string>();
        foreach (var each in given.EnumerateArray())
        {
            var end = each.ValueKind == JsonValueKind.Array && each.GetArrayLength() > 0 ? each[each.GetArrayLength() - 1] : each;
            if (end.ValueKind != JsonValueKind.String)
                return null;
            names.Add(end.GetString()!);
        }
        return JsonSerializer.SerializeToElement(names);
    }

    static JsonElement? Text(JsonElement? text) => text switch
    {
        { ValueKind: JsonValueKind.String } => text,
        { ValueKind: JsonValueKind.Array } lines when lines.EnumerateArray().All(l => l.ValueKind == JsonValueKind.String) =>
            JsonSerializer.SerializeToElement(string.Join('\n', lines.EnumerateArray().Select(l => l.GetString()))),
        _ => null,
    };

    static JsonElement? Ranking(JsonElement value)
    {
        if (Member(value, "groups") is { ValueKind: JsonValueKind.Array } groups)
            return groups;
        if (Member(value, "ranker") is not { ValueKind: JsonValueKind.Object } ranker)
            return null;
        var ids = ranker.EnumerateObject().Where(m => m.Name != "_" && m.Value.ValueKind == JsonValueKind.Array).SelectMany(m => m.Value.EnumerateArray());
        return JsonSerializer.SerializeToElement(ids.Where(i => i.ValueKind == JsonValueKind.String).Select(i => new[] { i.GetString() }));
    }

    static JsonElement? Member(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value : null;
}
