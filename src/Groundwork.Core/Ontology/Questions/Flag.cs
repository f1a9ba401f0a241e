using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Yes or no about an object, such as "occluded".</summary>
public sealed class Flag : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "flag";

    /// <inheritdoc/>
    public string Title => "Yes or no";

    /// <inheritdoc/>
    public string Description => "An attribute that is true or false.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = [];

    /// <inheritdoc/>
    public Scale Scale => Scale.Nominal;

    /// <inheritdoc/>
    public bool OnlyForAttributes => true;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults)
    {
        // A flag has nothing to define.
    }

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (!CanBe(question, answer))
            faults.Add(new(path, "wrong_type", $"The value must be true or false, not {JsonMembers.Kind(answer)}."));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [new("false", "No"), new("true", "Yes")];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [answer.GetBoolean() ? "true" : "false"];

    /// <inheritdoc/>
    public JsonElement AnswerOf(string label) => JsonSerializer.SerializeToElement(label == "true");
}
