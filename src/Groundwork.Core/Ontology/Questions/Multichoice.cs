using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Any number of options; the answer is the list of their names in the ontology's order.</summary>
public sealed class Multichoice : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "multichoice";

    /// <inheritdoc/>
    public string Title => "Several choices";

    /// <inheritdoc/>
    public string Description => "Any number of options, or between a minimum and a maximum of them.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["options", "min", "max"];

    /// <inheritdoc/>
    public Scale Scale => Scale.NominalSet;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults)
    {
        Choice.CheckOptions(question, path, faults);
        Limits.CheckCounts(question, path, faults);
        if (question.Min > question.Options.Count)
            faults.Add(new(path.Step("min"), "out_of_range", "More choices are demanded than there are options. Lower the minimum."));
    }

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.Array || answer.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            faults.Add(new(path, "wrong_type", "The answer must be a list of option names."));
            return;
        }
        var names = LabelsOf(question, answer);
        var before = faults.Count;
        for (var at = 0; at < names.Count; at++)
            Choice.CheckOption(question, names[at], path.Step(at), faults);
        if (faults.Count == before && !names.SequenceEqual(question.Options.Select(o => o.Name).Where(names.Contains)))
            faults.Add(new(path, "wrong_order", "Each option may stand in the answer once, in the order of the ontology. Sort the list."));
        // Nothing chosen answers a required question only where the definition says so with "min": 0.
        var min = question.Min ?? (question.Required ? 1 : 0);
        if (names.Count < min)
            faults.Add(new(path, "too_few", FormattableString.Invariant($"Choose at least {min}.")));
        if (names.Count > question.Max)
            faults.Add(new(path, "too_many", FormattableString.Invariant($"Choose at most {question.Max}.")));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => Choice.HasOption(question, value);

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [.. question.Options.Select(o => new Label(o.Name, o.Title))];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [.. answer.EnumerateArray().Select(e => e.GetString()!)];
}
