using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Any number, or one between limits.</summary>
public sealed class Number : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "number";

    /// <inheritdoc/>
    public string Title => "Number";

    /// <inheritdoc/>
    public string Description => "A count, a measure or an estimate.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["min", "max"];

    /// <inheritdoc/>
    public Scale Scale => Scale.Numeric;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults)
    {
        // Limits in the wrong order are reported for every kind by the reader.
    }

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.Number)
            faults.Add(new(path, "wrong_type", $"The answer must be a number, not {JsonMembers.Kind(answer)}."));
        else if (answer.GetDouble() < question.Min)
            faults.Add(new(path, "out_of_range", FormattableString.Invariant($"The number must be at least {question.Min}.")));
        else if (answer.GetDouble() > question.Max)
            faults.Add(new(path, "out_of_range", FormattableString.Invariant($"The number must be at most {question.Max}.")));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => false;

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [];
}
