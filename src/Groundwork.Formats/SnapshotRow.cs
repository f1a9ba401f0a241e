using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats;

/// <summary>What a whole snapshot has in common.</summary>
/// <param name="Id">The snapshot's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Project">The name of its project.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Ontology">The ontology whose questions become columns.</param>
/// <param name="CreatedAt">When it was frozen, Unix milliseconds.</param>
public sealed record SnapshotHeader(string Id, string Name, string Project, string Hash, OntologyDocument Ontology, long CreatedAt)
{
    /// <summary>The bytes that the hash is of; empty while it isn't known yet, or for snapshots of an earlier version.</summary>
    public ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>How many answers a task wanted; null if unknown.</summary>
    public long? Redundancy { get; init; }
}

/// <summary>One task of a snapshot with everything that it came from.</summary>
/// <param name="Ordinal">The task's ordinal in its project.</param>
/// <param name="ExternalId">The user's id of the item.</param>
/// <param name="Modality">The item's modality.</param>
/// <param name="Item">The item's payload.</param>
/// <param name="Metadata">The item's metadata, a JSON object.</param>
/// <param name="Provenance">Where the item came from.</param>
/// <param name="Resolution">The answer that the system stands behind, or null if there is none yet.</param>
/// <param name="Answers">All the answers that it was made from, and those that didn't count.</param>
public sealed record SnapshotRow(long Ordinal, string ExternalId, string Modality, JsonElement Item, JsonElement Metadata, SnapshotProvenance Provenance,
    SnapshotResolution? Resolution, IReadOnlyList<SnapshotAnswer> Answers)
{
    /// <summary>The item's split, if it has one.</summary>
    public string? Split { get; init; }

    /// <summary>Whether the answers agree: <c>resolved</c>, <c>disputed</c>, or <c>unanswered</c> where none counts.</summary>
    public string State { get; init; } = Answers.Any(a => a.Counted) ? "resolved" : "unanswered";

    /// <summary>Answers that were known beforehand, by question: what people are measured with.</summary>
    public IReadOnlyDictionary<string, JsonElement> Known { get; init; } = AnswerDocument.Empty.Answers;

    /// <summary>How sure all of it is: the lowest confidence of its questions and objects; null if nothing is believed.</summary>
    public double? Confidence =>
        Resolution?.Questions.Values.Select(q => (double?)q.Confidence).Concat(Resolution.Confidence?.Values.Select(c => (double?)c) ?? []).Min();
}

/// <summary>Where an item came from; null is unknown.</summary>
/// <param name="ImportId">The import that brought it.</param>
/// <param name="Source">Where that got it.</param>
/// <param name="Licence">Under which licence.</param>
/// <param name="Row">The row in the imported file.</param>
/// <param name="AssetSha256">The address of its bytes, <c>sha256:…</c>.</param>
/// <param name="Consent">On what the right to use it rests.</param>
/// <param name="Collected">When it was collected: an ISO date, or two with a slash between them.</param>
/// <param name="File">The name of the imported file.</param>
public sealed record SnapshotProvenance(string? ImportId, string? Source, string? Licence, long? Row, string? AssetSha256,
    string? Consent = null, string? Collected = null, string? File = null);

/// <summary>The answer that the system stands behind.</summary>
/// <param name="Method">The method that made it.</param>
/// <param name="Questions">The result by question.</param>
public sealed record SnapshotResolution(string Method, IReadOnlyDictionary<string, ResolvedQuestion> Questions)
{
    /// <summary>The objects, tracks and relations that are believed; null if nobody has settled them.</summary>
    public AnswerDocument? Document { get; init; }

    /// <summary>How sure each object is, from 0 to 1, by its id; null if that is unknown.</summary>
    public IReadOnlyDictionary<string, double>? Confidence { get; init; }

    /// <summary>What each object was made of, by its id, where several people answered.</summary>
    public IReadOnlyDictionary<string, ObjectSupport>? Support { get; init; }

    /// <summary>The review that settled it; null if it is what the answers say together.</summary>
    public SnapshotReview? Review { get; init; }

    /// <summary>The whole document that is believed: the settled objects, and of the questions those whose value stands alone.</summary>
    public AnswerDocument Settled
    {
        get
        {
            var document = Document ?? AnswerDocument.Empty;
            var answers = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var (name, value) in document.Answers)
                answers[name] = value;
            foreach (var (name, question) in Questions)
                if (question is { Value: { } value, Tied.Count: 0 })
                    answers[name] = value;
            return document with { Answers = answers };
        }
    }
}

/// <summary>Who settled a task, whatever its answers say.</summary>
/// <param name="AnnotationId">The document that they made stand.</param>
/// <param name="AuthorId">The reviewer.</param>
/// <param name="AuthorName">Their name.</param>
/// <param name="Kind">What they are: person, service, external, simulated.</param>
/// <param name="SubmittedAt">When, Unix milliseconds.</param>
public sealed record SnapshotReview(string AnnotationId, string AuthorId, string AuthorName, string Kind, long SubmittedAt);

/// <summary>What a resolved object was made of.</summary>
/// <param name="Votes">How many marked it.</param>
/// <param name="Seen">How many could have.</param>
/// <param name="From">The marks: whose, and which object of that answer.</param>
public sealed record ObjectSupport(int Votes, int Seen, IReadOnlyList<SupportingMark> From);

/// <summary>One person's mark of a resolved object.</summary>
/// <param name="AuthorId">Who made it.</param>
/// <param name="Object">Its id in their answer.</param>
/// <param name="Similarity">How alike it and the resolved geometry are, 0 … 1.</param>
public sealed record SupportingMark(string AuthorId, string Object, double Similarity);

/// <summary>The result of one question.</summary>
/// <param name="Value">The answer value, or null if there is none.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Tied">The values that are equally likely; empty if the value stands alone.</param>
/// <param name="Votes">How many answers it was made from.</param>
/// <param name="Distribution">Probabilities by label, or null for open answers.</param>
public sealed record ResolvedQuestion(JsonElement? Value, double Confidence, IReadOnlyList<JsonElement> Tied, int Votes,
    IReadOnlyDictionary<string, double>? Distribution);

/// <summary>One individual answer.</summary>
/// <param name="AnnotationId">Its id.</param>
/// <param name="AuthorId">The author's id.</param>
/// <param name="AuthorName">The author's name, or pseudonym where policy says so.</param>
/// <param name="Kind">The author's kind: person, service, external, simulated.</param>
/// <param name="SubmittedAt">Unix milliseconds.</param>
/// <param name="ActiveMs">How long the author worked on it, in milliseconds; null is unknown.</param>
/// <param name="Late">Whether it came after its lease had ended.</param>
/// <param name="Counted">Whether it counts towards the resolution.</param>
/// <param name="Revision">1 for the first submission, then counting up.</param>
/// <param name="Document">The answer itself.</param>
public sealed record SnapshotAnswer(string AnnotationId, string AuthorId, string AuthorName, string Kind, long SubmittedAt, long? ActiveMs,
    bool Late, bool Counted, int Revision, AnswerDocument Document);
