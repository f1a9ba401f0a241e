using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Quality;

/// <summary>What is asked about each object, as questions: its class and its attributes. Their names can't be those of a project's questions.</summary>
public static class ObjectQuestions
{
    /// <summary>The name of the question for the class.</summary>
    public const string Class = "object.class";

    /// <summary>The name of an attribute's question.</summary>
    public static string Attribute(string className, string attribute) => $"object.{className}.{attribute}";

    /// <summary>The question for the class.</summary>
    internal static Question ClassOf(OntologyDocument ontology) =>
        new(Class, Class, "choice") { Required = true, Options = [.. ontology.Classes.Select(c => new Option(c.Name, c.Title))] };

    /// <summary>An author's answers about one object, in the form of answers to questions.</summary>
    internal static AuthoredAnswer ClassAnswer(string author, LabelledObject each) =>
        new(author, new AnswerDocument { Answers = new SortedDictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal) { [Class] = System.Text.Json.JsonSerializer.SerializeToElement(each.Class) } });

    /// <summary>An author's attributes of one object, in the form of answers to questions.</summary>
    internal static AuthoredAnswer AttributeAnswer(string author, LabelledObject each) => new(author, new AnswerDocument { Answers = each.Attributes });
}
