using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Exactly one of several options; the answer is its name.</summary>
public sealed class Choice : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "choice";

    /// <inheritdoc/>
    public string Title => "One choice";

    /// <inheritdoc/>
    public string Description => "Exactly one of several options.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["options"];

    /// <inheritdoc/>
    public Scale Scale => Scale.Nominal;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults) => CheckOptions(question, path, faults);

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.String)
            faults.Add(new(path, "wrong_type", $"The answer must be the name of one option, not {JsonMembers.Kind(answer)}."));
        else
            CheckOption(question, answer.GetString()!, path, faults);
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => HasOption(question, value);

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [.. question.Options.Select(o => new Label(o.Name, o.Title))];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [answer.GetString()!];

    internal static void CheckOptions(Question question, JsonPath path, List<Fault> faults)
    {
        if (question.Options.Count < 2)
            faults.Add(new(path.Step("options"), "too_few", "A question with options needs at least two. Add some or ask another kind of question."));
    }

    internal static bool HasOption(Question question, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && question.OptionNamed(value.GetString()!) is not null;

    internal static void CheckOption(Question question, string name, JsonPath path, List<Fault> faults)
    {
        if (question.OptionNamed(name) is null)
            faults.Add(new(path, "unknown_option",
                $"\"{name}\" is no option of \"{question.Name}\". Choose one of {string.Join(", ", question.Options.Select(o => o.Name))}."));
    }
}
