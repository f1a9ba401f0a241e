using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Limits that count things: how many choices, how many characters.</summary>
static class Limits
{
    public static void CheckCounts(Question question, JsonPath path, List<Fault> faults)
    {
        foreach (var (name, value) in new[] { ("min", question.Min), ("max", question.Max) })
            if (value is { } count && (count != Math.Floor(count) || count < 0 || count > AnswerReader.MaxTextLength || (name == "max" && count < 1)))
                faults.Add(new(path.Step(name), "out_of_range",
                    $"\"{name}\" of a {question.Kind} counts and must be an integer from {(name == "max" ? 1 : 0)} to 1,000,000."));
    }
}
