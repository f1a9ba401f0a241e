using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>
/// Options from best to worst; the answer is a list of groups, each a list of the names that are tied, in the ontology's order:
/// <c>[["b"], ["a", "c"]]</c>. Without <c>min</c> every option has to be ranked, with it at least so many.
/// </summary>
public sealed class Ranking : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "ranking";

    /// <inheritdoc/>
    public string Title => "Ranking";

    /// <inheritdoc/>
    public string Description => "Options put in order from best to worst; some may be tied.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["options", "min"];

    /// <inheritdoc/>
    public Scale Scale => Scale.Open;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults)
    {
        Choice.CheckOptions(question, path, faults);
        Limits.CheckCounts(question, path, faults);
        if (question.Min > question.Options.Count)
            faults.Add(new(path.Step("min"), "out_of_range", "More options have to be ranked than there are. Lower the minimum."));
    }

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.Array || answer.EnumerateArray().Any(g => g.ValueKind != JsonValueKind.Array || g.GetArrayLength() == 0
            || g.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.String)))
        {
            faults.Add(new(path, "wrong_type", "The answer must be a list of groups, best first, each a list of at least one option name."));
            return;
        }
        var before = faults.Count;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        foreach (var group in answer.EnumerateArray())
        {
            var where = path.Step(at++);
            var names = group.EnumerateArray().Select(n => n.GetString()!).ToList();
            foreach (var name in names)
                Choice.CheckOption(question, name, where, faults);
            if (!names.All(seen.Add))
                faults.Add(new(where, "duplicate_name", "An option is ranked twice. Give each one place."));
            else if (faults.Count == before && !names.SequenceEqual(question.Options.Select(o => o.Name).Where(names.Contains)))
                faults.Add(new(where, "wrong_order", "Options that are tied stand in the order of the ontology. Sort the group."));
        }
        if (faults.Count == before && seen.Count < (question.Min ?? question.Options.Count))
            faults.Add(new(path, "too_few", FormattableString.Invariant($"Rank at least {question.Min ?? question.Options.Count} options; {seen.Count} are ranked.")));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => false;

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [];
}
