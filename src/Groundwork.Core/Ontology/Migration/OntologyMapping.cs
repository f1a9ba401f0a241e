using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Migration;

/// <summary>What a name of one version of the questions is called in the next.</summary>
/// <param name="Kind"><c>question</c>, <c>option</c>, <c>class</c>, <c>attribute</c> or <c>relation</c>.</param>
/// <param name="From">The name in the earlier version.</param>
/// <param name="To">The name in the later one; null if it is dropped.</param>
/// <param name="Class">The earlier class of an attribute, or of an attribute's option.</param>
/// <param name="Question">The earlier question or attribute of an option.</param>
public sealed record Rename(string Kind, string From, string? To, string? Class = null, string? Question = null);

/// <summary>What became of the names of one version. A name that isn't mentioned keeps it, if the later version has it.</summary>
public sealed class OntologyMapping
{
    static readonly string[] Kinds = ["question", "option", "class", "attribute", "relation"];
    readonly Dictionary<(string Kind, string? Class, string? Question, string From), string?> _to = [];

    /// <summary>Every name stays.</summary>
    public static OntologyMapping None { get; } = new([]);

    /// <summary>Of two for the same name the later one counts.</summary>
    public OntologyMapping(IEnumerable<Rename> renames)
    {
        Renames = [.. renames];
        foreach (var each in Renames)
            _to[(each.Kind, each.Class, each.Question, each.From)] = each.To;
    }

    /// <summary>As they were given.</summary>
    public IReadOnlyList<Rename> Renames { get; }

    internal string? Question(string name) => To("question", null, null, name);

    internal string? Class(string name) => To("class", null, null, name);

    internal string? Relation(string name) => To("relation", null, null, name);

    internal string? Attribute(string @class, string name) => To("attribute", @class, null, name);

    internal string? Option(string? @class, string question, string name) => To("option", @class, question, name);

    string? To(string kind, string? @class, string? question, string from) => _to.TryGetValue((kind, @class, question, from), out var to) ? to : from;

    /// <summary>
    /// Checks it against both versions. Codes: <c>unknown_kind</c>, <c>unknown_name</c> for what the earlier version hasn't, <c>unknown_target</c> for what the later one hasn't.
    /// </summary>
    public void Check(OntologyDocument before, OntologyDocument after, JsonPath path, List<Fault> faults)
    {
        for (var at = 0; at < Renames.Count; at++)
        {
            var (each, here) = (Renames[at], path.Step(at));
            if (!Kinds.Contains(each.Kind, StringComparer.Ordinal))
                faults.Add(new(here.Step("kind"), "unknown_kind", $"The kind is one of {string.Join(", ", Kinds)}."));
            else if (!Has(before, each, each.From))
                faults.Add(new(here.Step("from"), "unknown_name", $"The version before has no {each.Kind} \"{each.From}\" there."));
            else if (each.To is { } to && !Has(after, Moved(each), to))
                faults.Add(new(here.Step("to"), "unknown_target", $"The new version has no {each.Kind} \"{to}\" there."));
        }
    }

    // Where the name stands in the later version: what holds it may have another name as well.
    Rename Moved(Rename each)
    {
        var to = each.Class is null ? null : Class(each.Class);
        return each with { Class = to, Question = each.Question is null ? null : each.Class is null ? Question(each.Question) : Attribute(each.Class, each.Question) };
    }

    static bool Has(OntologyDocument ontology, Rename each, string name)
    {
        var attributes = each.Class is null ? ontology.Questions : ontology.ClassNamed(each.Class)?.Attributes ?? [];
        return each.Kind switch
        {
            "question" => ontology.QuestionNamed(name) is not null,
            "class" => ontology.ClassNamed(name) is not null,
            "relation" => ontology.RelationNamed(name) is not null,
            "attribute" => each.Class is not null && attributes.Any(a => a.Name == name),
            _ => attributes.FirstOrDefault(q => q.Name == each.Question)?.OptionNamed(name) is not null,
        };
    }
}
