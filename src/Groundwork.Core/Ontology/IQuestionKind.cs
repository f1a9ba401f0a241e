using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>A kind of question: what its definition needs, which values answer it, and what statistics may do with them.</summary>
public interface IQuestionKind : ICatalogued
{
    /// <summary>Which members of a definition it understands, of <c>options</c>, <c>min</c> and <c>max</c>.</summary>
    IReadOnlyList<string> Members { get; }

    /// <summary>What may be computed with its answers.</summary>
    Scale Scale { get; }

    /// <summary>Whether only attributes can be of this kind, because the contract with the web has no such question.</summary>
    bool OnlyForAttributes => false;

    /// <summary>Checks the definition beyond what all kinds have in common.</summary>
    void CheckDefinition(Question question, JsonPath path, List<Fault> faults);

    /// <summary>Checks an answer. Codes: <c>wrong_type</c>, <c>unknown_option</c>, <c>out_of_range</c>, <c>wrong_order</c>, <c>too_few</c>, <c>too_many</c>, <c>duplicate_name</c>, <c>too_short</c>, <c>too_long</c>.</summary>
    void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults);

    /// <summary>Whether a condition may ask for this value: whether some answer can be it, or have it among its names.</summary>
    bool CanBe(Question question, JsonElement value);

    /// <summary>The labels that its answers can have, in order; empty when they are open (numbers, texts).</summary>
    IReadOnlyList<Label> Labels(Question question);

    /// <summary>The labels of one checked answer: one name for a choice or rating, any number for several choices, none for open answers.</summary>
    IReadOnlyList<string> LabelsOf(Question question, JsonElement answer);

    /// <summary>The answer that one label alone stands for.</summary>
    JsonElement AnswerOf(string label) => JsonSerializer.SerializeToElement(label);
}

/// <summary>What statistics may do with the answers to a question.</summary>
public enum Scale
{
    /// <summary>Names without an order: compare for equality.</summary>
    Nominal,

    /// <summary>Sets of names: compare by overlap, or each name as a yes or no.</summary>
    NominalSet,

    /// <summary>Ordered steps: compare ranks.</summary>
    Ordinal,

    /// <summary>Numbers: compare distances.</summary>
    Numeric,

    /// <summary>Free text: compare as text.</summary>
    Open,
}

/// <summary>A value that votes are counted for.</summary>
/// <param name="Name">As in answers; a rating's integer as text.</param>
/// <param name="Title">What people see.</param>
public readonly record struct Label(string Name, string Title);
