using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>What is written about an item: what is believed, or what one author says.</summary>
/// <param name="Document">What is said.</param>
/// <param name="Answer">The individual answer, or null for what is believed.</param>
/// <param name="Confidence">How sure each object is, by its id.</param>
sealed record Said(AnswerDocument Document, SnapshotAnswer? Answer, IReadOnlyDictionary<string, double>? Confidence)
{
    public static readonly LossKind Unsettled = new("Objects that nobody has settled",
        "What is believed has no objects here, though there are answers with some. Export the individual answers to have them.");

    public static readonly LossKind Origin = new("Where items are from", "Source, licence, consent and the time of collection are in the native export only.");

    public static readonly LossKind Beside = new("Splits and known answers", "Which split an item is in, and what was known of it beforehand, is in the native export only.");

    public static IEnumerable<Said> Of(SnapshotRow row, Wanted what) =>
        what == Wanted.Answers ? row.Answers.Select(a => new Said(a.Document, a, null))
        : row.Resolution is { } resolution ? [new Said(resolution.Settled, null, resolution.Confidence)] : [];

    /// <summary>Counts a row that says where its item is from, and one that says more of it than answers.</summary>
    public static void CountOrigin(LossCount losses, SnapshotRow row)
    {
        if (row.Provenance is { Source: not null } or { Licence: not null } or { Consent: not null } or { Collected: not null })
            losses.Add(Origin, row.ExternalId);
        if (row.Split is not null || row.Known.Count > 0)
            losses.Add(Beside, row.ExternalId);
    }

    /// <summary>Counts a row whose objects can't be exported because they are only in individual answers.</summary>
    public static void CountUnsettled(LossCount losses, SnapshotRow row, Wanted what)
    {
        if (what == Wanted.Resolutions && row.Resolution?.Document is null && row.Answers.Any(a => a.Counted && a.Document.Objects.Count > 0))
            losses.Add(Unsettled, row.ExternalId);
    }
}
