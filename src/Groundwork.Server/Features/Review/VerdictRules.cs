using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Modalities;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;

namespace Groundwork.Server.Features.Review;

/// <summary>What a reviewer says about one object.</summary>
/// <param name="Object">Its id, in the proposal or in what they made of it.</param>
/// <param name="Reason">What was wrong with it, of the project's reasons.</param>
/// <param name="Comment">In their own words.</param>
public sealed record ObjectNote(string Object, string? Reason = null, string? Comment = null);

/// <summary>What a verdict has to be like.</summary>
static class VerdictRules
{
    const int LongestComment = 2000, MostNotes = 50_000;

    internal static void Check(GiveVerdict.Request request, string? key, List<Fault> faults)
    {
        if (!OnceByKey.IsKey(key))
            faults.Add(new("/headers/Idempotency-Key", "key", $"Send a header {OnceByKey.Shape}, the same one when you send the same verdict again."));
        if (request.Verdict is not ("accept" or "correct" or "reject"))
            faults.Add(new("/verdict", "verdict", "The verdict is accept, correct or reject."));
        if (request.Verdict == "correct" && request.Document is not { ValueKind: JsonValueKind.Object })
            faults.Add(new("/document", "missing", "Send the document as it should be."));
        if (request.SendBackTo is not (null or "author" or "others"))
            faults.Add(new("/sendBackTo", "unknown", "A rejected answer goes back to its author or to others."));
        if (request.Notes?.Count > MostNotes)
            faults.Add(new("/notes", "too_many", $"A verdict has at most {MostNotes:N0} notes."));
        Comment(request.Comment, "/comment", faults);
        foreach (var (n, note) in (request.Notes ?? []).Take(MostNotes).Index())
        {
            if (note is null || string.IsNullOrEmpty(note.Object))
                faults.Add(new($"/notes/{n}/object", "missing", "Name the object that the note is about."));
            Comment(note?.Comment, $"/notes/{n}/comment", faults);
        }
    }

    /// <summary>Reasons come from the project's list, so that they can be counted.</summary>
    internal static void Reasons(GiveVerdict.Request request, Workflow workflow, List<Fault> faults)
    {
        var known = string.Join(", ", workflow.Reasons);
        if (request.Verdict == "reject" && string.IsNullOrEmpty(request.Reason))
            faults.Add(new("/reason", "missing", $"Say why, with one of: {known}."));
        if (!string.IsNullOrEmpty(request.Reason) && !workflow.Reasons.Contains(request.Reason, StringComparer.Ordinal))
            faults.Add(new("/reason", "unknown", $"The reason is one of: {known}."));
        foreach (var (n, note) in (request.Notes ?? []).Index())
            if (note.Reason is { Length: > 0 } reason && !workflow.Reasons.Contains(reason, StringComparer.Ordinal))
                faults.Add(new($"/notes/{n}/reason", "unknown", $"The reason is one of: {known}."));
    }

    /// <summary>The document that is to stand: whole and right by the questions that there are now, whoever proposed it.</summary>
    internal static AnswerDocument? Document(GiveVerdict.Request request, SeenProposal seen, OntologyDocument ontology, string modality, string payload, List<Fault> faults)
    {
        var found = new List<Fault>();
        var document = request.Verdict == "correct" ? AnswerReader.Read(Encoding.UTF8.GetBytes(request.Document!.Value.GetRawText()), found) : seen.Document();
        if (document is not null && found.Count == 0)
        {
            OntologyCheck.Check(document, ontology, found);
            Placement.Check(document, modality, payload, found);
        }
        faults.AddRange(found.Select(f => f with { Path = "/document" + f.Path }));
        return document;
    }

    static void Comment(string? comment, string path, List<Fault> faults)
    {
        if (comment is { Length: > LongestComment } || comment?.Contains('\0', StringComparison.Ordinal) == true)
            faults.Add(new(path, "too_long", $"A comment has at most {LongestComment:N0} characters."));
    }
}
