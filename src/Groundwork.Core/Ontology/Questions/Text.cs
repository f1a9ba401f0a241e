using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Questions;

/// <summary>Free text; limits count Unicode code points.</summary>
public sealed class Text : IQuestionKind
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Title => "Text";

    /// <inheritdoc/>
    public string Description => "Words of one's own: a transcription, a rewrite, a reason.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Members { get; } = ["min", "max"];

    /// <inheritdoc/>
    public Scale Scale => Scale.Open;

    /// <inheritdoc/>
    public void CheckDefinition(Question question, JsonPath path, List<Fault> faults) => Limits.CheckCounts(question, path, faults);

    /// <inheritdoc/>
    public void CheckAnswer(Question question, JsonElement answer, JsonPath path, List<Fault> faults)
    {
        if (answer.ValueKind != JsonValueKind.String)
        {
            faults.Add(new(path, "wrong_type", $"The answer must be a text, not {JsonMembers.Kind(answer)}."));
            return;
        }
        var length = Utf8Text.CodePoints(answer.GetString());
        if (length < question.Min)
            faults.Add(new(path, "too_short", FormattableString.Invariant($"Write at least {question.Min} characters; these are {length}.")));
        if (length > question.Max)
            faults.Add(new(path, "too_long", FormattableString.Invariant($"Write at most {question.Max} characters; these are {length}.")));
    }

    /// <inheritdoc/>
    public bool CanBe(Question question, JsonElement value) => false;

    /// <inheritdoc/>
    public IReadOnlyList<Label> Labels(Question question) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelsOf(Question question, JsonElement answer) => [];
}
