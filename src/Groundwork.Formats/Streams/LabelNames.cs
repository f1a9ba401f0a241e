using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Streams;

/// <summary>Finds what a file's names stand for in an ontology, and remembers those that stand for nothing.</summary>
/// <param name="ontology">The ontology; without one, names are taken as they are.</param>
sealed class LabelNames(OntologyDocument? ontology)
{
    const int LongestName = 64;

    readonly Dictionary<string, (long Row, long Count)> _unknown = new(StringComparer.Ordinal);
    readonly Dictionary<string, LabelClass?> _classes = new(StringComparer.Ordinal);

    public bool Knows => ontology is not null;

    /// <summary>The class with this name or title, or null.</summary>
    public LabelClass? Class(string name, long row)
    {
        if (!_classes.TryGetValue(name, out var found))
            _classes[name] = found = ontology is null
                ? name.Length is > 0 and <= LongestName ? new(name, name) : null
                : ontology.Classes.FirstOrDefault(c => c.Name == name) ?? ontology.Classes.FirstOrDefault(c => Means(name, c.Name, c.Title));
        return found ?? Unknown<LabelClass>("class", name, "", row);
    }

    /// <summary>The question with this name or title; one of the same name without options if there is no ontology.</summary>
    public Question? Question(string name, long row) =>
        Find(ontology?.Questions, name) ?? (ontology is null ? new(name, name, "") : Unknown<Question>("question", name, "", row));

    /// <summary>The attribute of a class with this name or title.</summary>
    public Question? Attribute(LabelClass of, string name, long row) =>
        Find(ontology is null ? null : of.Attributes, name) ?? (ontology is null ? new(name, name, "") : Unknown<Question>("attribute", name, $" of the class \"{of.Name}\"", row));

    /// <summary>Whether a class has an attribute of this name; nothing is remembered.</summary>
    public static bool Has(LabelClass of, string attribute) => of.Attributes.Any(a => a.Name == attribute);

    /// <summary>The relation with this name or title.</summary>
    public string? Relation(string name, long row) =>
        ontology is null ? name : ontology.Relations.FirstOrDefault(r => r.Name == name || Means(name, r.Name, r.Title))?.Name ?? Unknown<string>("relation", name, "", row);

    /// <summary>A value as an answer: options by their titles, yes and no, numbers in quotes. What answers nothing is left as it is.</summary>
    public static JsonElement Value(Question question, JsonElement given)
    {
        if (question.Kind.Length == 0)
            return given;
        if (given.ValueKind == JsonValueKind.Array && question.Options.Count > 0 && given.EnumerateArray().All(g => g.ValueKind == JsonValueKind.String))
        {
            var names = given.EnumerateArray().Select(g => Option(question, g.GetString()!)).ToList();
            return question.Kind == "choice" && names.Count == 1 ? JsonSerializer.SerializeToElement(names[0]) : JsonSerializer.SerializeToElement(names);
        }
        if (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 1 && question.Options.Count == 0)
            return Value(question, given[0]);
        if (given.ValueKind != JsonValueKind.String)
            return given;
        var text = given.GetString()!;
        return (question.Kind, text.Trim().ToUpperInvariant()) switch
        {
            ("flag", "TRUE" or "YES") => JsonSerializer.SerializeToElement(true),
            ("flag", "FALSE" or "NO") => JsonSerializer.SerializeToElement(false),
            ("choice", _) => JsonSerializer.SerializeToElement(Option(question, text)),
            ("multichoice", _) => JsonSerializer.SerializeToElement(new[] { Option(question, text) }),
            _ => CellAnswer.Of(question, text),
        };
    }

    /// <summary>One fault for each name that stands for nothing, at the row where it was met first.</summary>
    public IEnumerable<RowFault> Unknowns() => _unknown.OrderBy(u => u.Value.Row).Select(u => new RowFault(u.Value.Row,
        string.Create(CultureInfo.InvariantCulture, $"The project has no {u.Key}; it was left out here{(u.Value.Count > 1 ? $", and {u.Value.Count} times in all" : "")}."),
        "Add it to the ontology, or rename it in the file, and import the file again."));

    static string Option(Question question, string name) =>
        (question.OptionNamed(name) ?? question.Options.FirstOrDefault(o => Means(name, o.Name, o.Title)))?.Name ?? name;

    static Question? Find(IReadOnlyList<Question>? questions, string name) =>
        questions?.FirstOrDefault(q => q.Name == name) ?? questions?.FirstOrDefault(q => Means(name, q.Name, q.Title));

    static bool Means(string given, string name, string title) =>
        string.Equals(given.Trim(), title, StringComparison.OrdinalIgnoreCase) || Columns.Plainly(given) is { Length: > 0 } plain && plain == Columns.Plainly(name);

    T? Unknown<T>(string what, string name, string of, long row) where T : class
    {
        var told = $"{what} \"{(name.Length <= LongestName ? name : name[..LongestName] + "…")}\"{of}";
        _unknown[told] = _unknown.TryGetValue(told, out var before) ? (Math.Min(before.Row, row), before.Count + 1) : (row, 1);
        return null;
    }
}
