using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>A step on a scale; the answer is an integer from <c>min</c> to <c>max</c>.</summary>
public sealed class Rating : IQuestionKind
{
    const int MostSteps = 101;

    /// <inheritdoc/>
    public string Name => "rating";

    /// <inheritdoc/>
    public string Title => "Rating";

    /// <inheritdoc/>
    public string Description => "One step of a scale, such as 1 to 5.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["min", "max"];

    /// <inheritdoc/>
    public Scale Scale => Scale.Ordinal;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults)
    {
        foreach (var (name, value) in new[] { ("min", question.Min), ("max", question.Max) })
            if (value is null)
                faults.Add(new(path.Step(name), "missing", $"A rating needs \"{name}\", the {(name == "min" ? "lowest" : "highest")} step. Add it."));
            else if (value != Math.Floor(value.Value) || Math.Abs(value.Value) > 1_000_000)
                faults.Add(new(path.Step(name), "out_of_range", $"\"{name}\" of a rating must be an integer of at most six digits."));
        if (question.Min == question.Max && question.Min is not null || question.Max - question.Min >= MostSteps)
            faults.Add(new(path.Step("max"), "out_of_range", "A rating has 2 to 101 steps. Change the limits or ask for a number."));
    }

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.Number)
            faults.Add(new(path, "wrong_type", $"The answer must be an integer, not {JsonMembers.Kind(answer)}."));
        else if (!CanBe(question, answer))
            faults.Add(new(path, "out_of_range", FormattableString.Invariant($"The rating must be an integer from {question.Min} to {question.Max}.")));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var step
        && step == Math.Floor(step) && step >= question.Min && step <= question.Max;

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) =>
        [.. Enumerable.Range((int)question.Min!.Value, (int)(question.Max!.Value - question.Min.Value) + 1).Select(Text).Select(step => new Label(step, step))];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [Text((int)answer.GetDouble())];

    static string Text(int step) => step.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public JsonElement AnswerOf(string label) => JsonSerializer.SerializeToElement(double.Parse(label, CultureInfo.InvariantCulture));
}
