using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Formats;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Chooses rows of a snapshot by what is frozen in them, in the filter language of the lists.</summary>
sealed class ExportFilter
{
    /// <summary>In front of a question's name.</summary>
    internal const string Answer = "answer.";

    static readonly FilterField[] Fixed =
    [
        new("state", "State", FieldKind.Choice),
        new("confidence", "Confidence", FieldKind.Number),
        new("class", "Class", FieldKind.Choice),
        new("split", "Split", FieldKind.Choice),
        new("modality", "Kind", FieldKind.Choice),
        new("source", "Source", FieldKind.Choice),
        new("licence", "Licence", FieldKind.Choice),
        new("consent", "Consent", FieldKind.Choice),
    ];

    readonly IReadOnlyList<FilterCondition> conditions;

    ExportFilter(IReadOnlyList<FilterCondition> conditions) => this.conditions = conditions;

    internal bool IsEmpty => conditions.Count == 0;

    /// <summary>What a snapshot can be narrowed by: questions without labels of their own can't.</summary>
    internal static IReadOnlyList<FilterField> Fields(OntologyDocument ontology) => [.. Fixed,
        .. ontology.Questions.Where(q => q.Asks.Scale is Scale.Nominal or Scale.Ordinal or Scale.NominalSet).Select(q => new FilterField(Answer + q.Name, q.Title, FieldKind.Choice))];

    internal static ExportFilter? Read(string? json, OntologyDocument ontology, List<Fault> faults) =>
        FilterReader.Read(json, Fields(ontology), faults) is { } conditions ? new(conditions) : null;

    internal bool Passes(SnapshotRow row)
    {
        foreach (var condition in conditions)
            if (!Holds(condition, row))
                return false;
        return true;
    }

    static bool Holds(FilterCondition condition, SnapshotRow row) => condition switch
    {
        OneOfWords words => Has(words.Words, WordsOf(words.Field.Name, row)) != words.Negated,
        InRange range => row.Confidence is { } confidence && OrderedNumber.Of(confidence) is var number && number >= range.Low && number <= range.High,
        _ => false,
    };

    static bool Has(IReadOnlyList<string> wanted, IReadOnlyCollection<string> words) =>
        words.Count == 0 ? wanted.Contains("", StringComparer.Ordinal) : wanted.Any(w => words.Contains(w, StringComparer.Ordinal));

    /// <summary>What a row has of a field; nothing stands for rows without any.</summary>
    internal static IReadOnlyCollection<string> WordsOf(string field, SnapshotRow row) => field switch
    {
        "state" => [row.State],
        "class" => [.. (row.Resolution?.Document?.Objects ?? []).Select(o => o.Class).Distinct(StringComparer.Ordinal)],
        "split" => One(row.Split),
        "modality" => [row.Modality],
        "source" => One(row.Provenance.Source),
        "licence" => One(row.Provenance.Licence),
        "consent" => One(row.Provenance.Consent),
        _ => row.Resolution?.Questions.TryGetValue(field[Answer.Length..], out var question) == true ? Labels(question) : [],
    };

    static string[] One(string? word) => string.IsNullOrEmpty(word) ? [] : [word];

    // Values that tie are no answer, as they aren't in a table.
    static string[] Labels(ResolvedQuestion question) => question is not { Value: { } value, Tied.Count: 0 } ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(CsvTable.Flat)] : [CsvTable.Flat(value)];
}
