using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Migration;

/// <summary>Turns the answer to a question into one to the question that came of it, maybe of another kind.</summary>
static class ValueMigration
{
    /// <summary>The answer as the later question takes it, or null if it can't be one; <paramref name="whole"/> is false if a part of it is gone.</summary>
    internal static JsonElement? Of(Question before, Question after, Func<string, string?> option, JsonElement value, out bool whole)
    {
        whole = true;
        JsonElement? next;
        if (before.Options.Count > 0)
        {
            // A draft may say anything.
            if (Given(value) is not { } given)
                return null;
            List<string> kept = [.. given.Select(option).OfType<string>().Where(n => after.Options.Count == 0 || after.OptionNamed(n) is not null).Distinct(StringComparer.Ordinal)];
            whole = given.All(g => option(g) is { } to && kept.Contains(to));
            next = after.Kind switch
            {
                "multichoice" => kept.Count > 0 || given.Count == 0 ? Names(after, kept) : null,
                "text" => kept.Count > 0 ? Text(string.Join(", ", kept)) : null,
                _ => kept is [var one] && whole ? Parsed(after, one) : null,
            };
        }
        else if (before.Kind == after.Kind)
            next = value;
        else
            next = Said(value) is { } said ? Parsed(after, said) : null;
        var faults = new List<Fault>();
        if (next is { } made)
            after.Asks.CheckAnswer(after, made, "", faults);
        return faults.Count == 0 ? next : null;
    }

    static List<string>? Given(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(e => e.GetString()!)],
        _ => null,
    };

    static string? Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    static JsonElement? Parsed(Question after, string said) => after.Kind switch
    {
        "choice" => after.OptionNamed(said) is null ? null : Text(said),
        "multichoice" => after.OptionNamed(said) is null ? null : Names(after, [said]),
        "text" => Text(said),
        "flag" => said is "true" or "false" ? JsonSerializer.SerializeToElement(said == "true") : null,
        "number" or "rating" => double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonSerializer.SerializeToElement(number) : null,
        _ => null,
    };

    static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    static JsonElement Names(Question after, List<string> names) => JsonSerializer.SerializeToElement(after.Options.Select(o => o.Name).Where(names.Contains));
}
