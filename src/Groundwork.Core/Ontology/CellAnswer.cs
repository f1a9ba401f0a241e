using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>Reads the cell of a table as the answer to a question, whatever kind of question it is.</summary>
public static class CellAnswer
{
    /// <summary>
    /// The answer that a text stands for: itself, a JSON value (a number, a list), the title of an option, or several options with bars
    /// between them. What answers nothing is given back as a text, for <see cref="OntologyCheck"/> to say what is wrong with it.
    /// </summary>
    public static JsonElement Of(Question question, string cell)
    {
        var text = JsonSerializer.SerializeToElement(cell);
        foreach (var candidate in Candidates(question, cell, text))
        {
            var faults = new List<Fault>();
            question.Asks.CheckAnswer(question, candidate, "", faults);
            if (faults.Count == 0)
                return candidate;
        }
        return text;
    }

    static IEnumerable<JsonElement> Candidates(Question question, string cell, JsonElement text)
    {
        yield return text;
        if (Parsed(cell) is { } value)
            yield return value;
        if (question.Options.Count == 0)
            yield break;
        if (Named(question, cell) is { } one)
            yield return JsonSerializer.SerializeToElement(one);
        var several = cell.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Named(question, part)).ToHashSet(StringComparer.Ordinal);
        if (!several.Contains(null))
            yield return JsonSerializer.SerializeToElement(question.Options.Select(o => o.Name).Where(several.Contains));
    }

    static string? Named(Question question, string text) =>
        (question.OptionNamed(text.Trim()) ?? question.Options.FirstOrDefault(o => string.Equals(o.Title, text.Trim(), StringComparison.OrdinalIgnoreCase)))?.Name;

    static JsonElement? Parsed(string cell)
    {
        try
        {
            return JsonElement.Parse(cell);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
