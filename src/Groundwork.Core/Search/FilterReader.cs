using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Search;

/// <summary>Reads a filter: a JSON list of conditions that must all hold. It knows the declared fields and nothing else.</summary>
/// <remarks>
/// Every fault has the code <c>filter</c>. A field that isn't there and one that nobody may ask for are the same to it, so a
/// filter can't be used to find out what a table has (CVE-2023-47117).
/// </remarks>
public static class FilterReader
{
    /// <summary>The longest filter, in bytes.</summary>
    public const int MostBytes = 16 * 1024;

    const int MostConditions = 20, MostWords = 500, LongestWord = 300, LongestText = 300;

    static readonly string[] Operators = ["is", "not", "above", "below", "from", "to", "has"];

    /// <summary>Reads a filter; null if it has faults. No text, or an empty list, is a filter that every row passes.</summary>
    public static IReadOnlyList<FilterCondition>? Read(string? json, IReadOnlyList<FilterField> fields, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(json))
            return [];
        var found = new List<Fault>();
        var root = StrictJson.Parse(Encoding.UTF8.GetBytes(json), MostBytes, 4, found);
        // What is wrong with the JSON is said without the names in it.
        if (found.Count > 0 || root is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() > MostConditions)
        {
            faults.Add(new("/filter", "filter", $$"""A filter is a JSON list of at most {{MostConditions}} conditions such as {"field":"{{fields[0].Name}}","is":["…"]}."""));
            return null;
        }
        var (before, conditions) = (faults.Count, new List<FilterCondition>());
        var at = 0;
        foreach (var each in list.EnumerateArray())
            if (ReadOne(each, $"/filter/{at++}", fields, faults) is { } condition)
                conditions.Add(condition);
        return faults.Count == before ? conditions : null;
    }

    /// <summary>Reads what a table is sorted by: a field's name, with a minus in front for the highest first. Null is the order of arrival.</summary>
    public static (FilterField Field, bool Descending)? ReadSort(string? sort, IReadOnlyList<FilterField> fields, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(sort))
            return null;
        var name = sort.StartsWith('-') ? sort[1..] : sort;
        if (fields.FirstOrDefault(f => f.Sorts && f.Name == name) is { } field)
            return (field, sort.StartsWith('-'));
        faults.Add(new("/sort", "sort", $"Sort by one of {Names(fields.Where(f => f.Sorts))}, with - in front for the highest first."));
        return null;
    }

    static string Names(IEnumerable<FilterField> fields) => string.Join(", ", fields.Select(f => f.Name));

    static FilterCondition? ReadOne(JsonElement json, JsonPath path, IReadOnlyList<FilterField> fields, List<Fault> faults)
    {
        FilterCondition? Refuse(string message)
        {
            faults.Add(new(path, "filter", message));
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
            return Refuse("A condition is an object with a field and what holds for it.");
        var asked = json.TryGetProperty("field", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (fields.FirstOrDefault(f => f.Name == asked) is not { } field)
            return Refuse($"The field is one of {Names(fields)}.");
        var said = json.EnumerateObject().Where(m => m.Name != "field").ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        var allowed = Allowed(field.Kind);
        if (said.Count == 0 || said.Keys.Any(name => !allowed.Contains(name, StringComparer.Ordinal)))
            return Refuse($"\"{field.Name}\" takes {string.Join(" or ", allowed)}.");
        return field.Kind switch
        {
            FieldKind.Choice when said.Count > 1 => Refuse("Say \"is\" and \"not\" in two conditions."),
            FieldKind.Choice => Words(said.Values.First()) is { } words ? new OneOfWords(field, words, said.ContainsKey("not"))
                : Refuse($"\"{said.Keys.First()}\" is a list of 1 to {MostWords} texts of at most {LongestWord} characters."),
            FieldKind.Text => said["has"] is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: <= LongestText } words
                ? HasWords.Of(field, words) ?? Refuse("Search for at least one letter or digit.")
                : Refuse($"\"has\" is a text of at most {LongestText} characters."),
            _ => Range(field, said) is { } range ? range : Refuse(field.Kind == FieldKind.Time
                ? "\"from\" and \"to\" are times in Unix milliseconds." : $"{string.Join(" and ", allowed.Select(a => $"\"{a}\""))} are numbers."),
        };
    }

    static string[] Allowed(FieldKind kind) => kind switch
    {
        FieldKind.Choice => Operators[..2],
        FieldKind.Number or FieldKind.Whole => Operators[2..4],
        FieldKind.Time => Operators[4..6],
        _ => Operators[6..],
    };

    static List<string>? Words(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > MostWords)
            return null;
        var words = json.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!).ToList();
        return words.Count == json.GetArrayLength() && words.TrueForAll(w => w.Length <= LongestWord) ? words : null;
    }

    // "from" is included, "to", "above" and "below" are not.
    static InRange? Range(FilterField field, Dictionary<string, JsonElement> said)
    {
        var (low, high) = (long.MinValue + 1, long.MaxValue - 1);
        foreach (var (name, json) in said)
        {
            if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out var number) || !double.IsFinite(number))
                return null;
            var (from, to) = field.Kind == FieldKind.Number ? (OrderedNumber.Of(number), OrderedNumber.Of(number)) : (Whole(Math.Floor(number)), Whole(Math.Ceiling(number)));
            if (name is "above")
                low = from + 1;
            else if (name is "from")
                low = to;
            else
                high = to - 1;
        }
        return new InRange(field, low, high);
    }

    static long Whole(double number) => number < -9e18 ? long.MinValue + 2 : number > 9e18 ? long.MaxValue - 2 : (long)number;
}
