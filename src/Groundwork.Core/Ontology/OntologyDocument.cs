using System.Text.Json;

namespace Groundwork.Core.Ontology;

/// <summary>One version of a project's label schema: classes that objects can have, relations between them, and questions.</summary>
public sealed record OntologyDocument
{
    /// <summary>The version of the shape that this code reads and writes.</summary>
    public const int Version = 1;

    /// <summary>The classes, in the order in which they are shown.</summary>
    public IReadOnlyList<LabelClass> Classes { get; init; } = [];

    /// <summary>The relations, in the order in which they are shown.</summary>
    public IReadOnlyList<RelationType> Relations { get; init; } = [];

    /// <summary>The questions, in the order in which they are asked.</summary>
    public IReadOnlyList<Question> Questions { get; init; } = [];

    /// <summary>The class with this name, or null.</summary>
    public LabelClass? ClassNamed(string name) => Classes.FirstOrDefault(c => c.Name == name);

    /// <summary>The relation with this name, or null.</summary>
    public RelationType? RelationNamed(string name) => Relations.FirstOrDefault(r => r.Name == name);

    /// <summary>The question with this name, or null.</summary>
    public Question? QuestionNamed(string name) => Questions.FirstOrDefault(q => q.Name == name);

    /// <summary>
    /// The questions that are asked given these answers. An answer to a question that is not asked counts as not given,
    /// so what is hidden cannot show anything else.
    /// </summary>
    public IReadOnlyList<Question> Asked(IReadOnlyDictionary<string, JsonElement> answers) => Asked(Questions, answers);

    internal static IReadOnlyList<Question> Asked(IEnumerable<Question> questions, IReadOnlyDictionary<string, JsonElement> answers)
    {
        var asked = new List<Question>();
        var seen = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            if (question.When?.Holds(seen) == false)
                continue;
            asked.Add(question);
            if (answers.TryGetValue(question.Name, out var answer))
                seen[question.Name] = answer;
        }
        return asked;
    }
}

/// <summary>A class that objects can have.</summary>
/// <param name="Name">Matches <c>^[a-z][a-z0-9_]{0,63}$</c>; unique among the classes.</param>
/// <param name="Title">What people see.</param>
public sealed record LabelClass(string Name, string Title)
{
    /// <summary><c>#rrggbb</c> in lower case, or null for a colour of the editor's choice.</summary>
    public string? Color { get; init; }

    /// <summary>One character that chooses it, unique among the classes, or null.</summary>
    public string? Hotkey { get; init; }

    /// <summary>The geometry kinds that its objects may have; at least one.</summary>
    public IReadOnlyList<string> Geometry { get; init; } = [];

    /// <summary>What else is asked about each object; conditions may refer to earlier attributes of the same class.</summary>
    public IReadOnlyList<Question> Attributes { get; init; } = [];
}

/// <summary>A relation that objects can have.</summary>
/// <param name="Name">Matches <c>^[a-z][a-z0-9_]{0,63}$</c>; unique among the relations.</param>
/// <param name="Title">What people see.</param>
public sealed record RelationType(string Name, string Title)
{
    /// <summary>The classes that it may start at; empty means any.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>The classes that it may point to; empty means any.</summary>
    public IReadOnlyList<string> To { get; init; } = [];
}

/// <summary>A question about the item, or an attribute of a class.</summary>
/// <param name="Name">Matches <c>^[a-z][a-z0-9_]{0,63}$</c>; unique among the questions, or the attributes of the class.</param>
/// <param name="Title">What people see.</param>
/// <param name="Kind">The name of its <see cref="IQuestionKind"/>.</param>
public sealed record Question(string Name, string Title, string Kind)
{
    /// <summary>Whether an answer must be given where the question is asked.</summary>
    public bool Required { get; init; }

    /// <summary>Advice for the person who answers; may be empty.</summary>
    public string Help { get; init; } = "";

    /// <summary>What can be chosen, for kinds that have options.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>The smallest value, count of choices, or length in code points; null means no limit.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value, count of choices, or length in code points; null means no limit.</summary>
    public double? Max { get; init; }

    /// <summary>When it is asked; null means always.</summary>
    public Condition? When { get; init; }

    /// <summary>Only for attributes: whether the value is given for each keyframe of a track instead of once for the track.</summary>
    public bool PerFrame { get; init; }

    /// <summary>What its kind knows.</summary>
    /// <exception cref="InvalidOperationException">There is no such kind; the reader lets none of these through.</exception>
    public IQuestionKind Asks => Catalog.Named<IQuestionKind>(Kind)
        ?? throw new InvalidOperationException($"There is no kind of question named \"{Kind}\".");

    /// <summary>The option with this name, or null.</summary>
    public Option? OptionNamed(string name) => Options.FirstOrDefault(o => o.Name == name);
}

/// <summary>One thing that can be chosen.</summary>
/// <param name="Name">Matches <c>^[a-z][a-z0-9_]{0,63}$</c>; unique in its question; the answer's value.</param>
/// <param name="Title">What people see.</param>
/// <param name="Hotkey">One character that chooses it, unique in its question, or null.</param>
/// <param name="Help">Advice when to choose it; may be empty.</param>
public sealed record Option(string Name, string Title, string? Hotkey = null, string Help = "");
