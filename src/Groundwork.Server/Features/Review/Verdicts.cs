using System.Text.Json;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>What became of one object in a verdict, with what was said about it.</summary>
public sealed record JudgedObject(string Id, [OneOf("accepted", "corrected", "rejected", "added")] string Outcome, string? Reason, string? Comment);

/// <summary>An answer that a verdict took out of the count.</summary>
sealed record RejectedRow(string Answer, string Revision, string Author, string? Assignment);

/// <summary>Where the task stood before a verdict.</summary>
sealed record BeforeVerdict(string State, int Stage, string? Reviewed);

/// <summary>A verdict that is about to become a row.</summary>
sealed record NewVerdict(string Verdict, string? Stage, TaskStanding Before, string? Annotation, IReadOnlyList<JudgedObject> Objects, IReadOnlyList<RejectedRow> Rejected, string? Reason, string? Comment)
{
    internal string? Undoes { get; init; }

    /// <summary>What was proposed, where something else came of it.</summary>
    internal StoredDocument? Proposal { get; init; }
}

/// <summary>The steps of which verdicts are made, within one unit whose task is locked.</summary>
static class Verdicts
{
    /// <summary>A document stands for the task from now on, whatever the answers say.</summary>
    internal static async ValueTask<(string Annotation, string State)> Stand(Session s, CurrentMember me, string task, TaskStanding standing, long ontologyVersion, StoredDocument document)
    {
        var annotation = s.NewId();
        await AnnotationCalls.Add(s, new NewAnnotation(annotation, standing.Project, task, null, me.Id, AnnotationCalls.Reviewed, ontologyVersion, document, null, null, false, false)
        {
            Before = await AnnotationCalls.Latest(s, task, me.Id),
        });
        var state = await WorkCalls.Reviewed(s, task, annotation);
        await QualityCalls.Observe(s, standing.Project, task);
        return (annotation, state);
    }

    /// <summary>Answers count no more, and their places are open again: for their authors, or for others.</summary>
    internal static async ValueTask<(List<RejectedRow> Rejected, string State)> Reject(Session s, CurrentMember me, string task, TaskStanding standing, List<CountedAnswer> answers, bool toAuthors)
    {
        var rejected = new List<RejectedRow>(answers.Count);
        foreach (var answer in answers)
            rejected.Add(new RejectedRow(answer.Id, (await AnnotationCalls.Recount(s, me.Id, answer.Id, counts: false))!, answer.Author, answer.Assignment));
        var state = await WorkCalls.SendBack(s, task, [.. rejected.Select(r => new RejectedAnswer(r.Author, r.Assignment))], toAuthors);
        await QualityCalls.Observe(s, standing.Project, task);
        // What is left of the answers is looked at anew, objects too.
        await EventCalls.Raise(s, "annotation.submitted", standing.Project, task);
        return (rejected, state);
    }

    internal static async ValueTask<string> Note(Session s, CurrentMember me, string task, NewVerdict verdict)
    {
        var id = s.NewId();
        var number = (await s.Long($"SELECT max(number) FROM review WHERE task = {task} AND workspace = {s.Workspace}") ?? 0) + 1;
        var before = new BeforeVerdict(verdict.Before.State, verdict.Before.Stage, verdict.Before.Reviewed);
        await s.Run($"""
            INSERT INTO review (id, workspace, project, task, number, reviewer, stage, verdict, undoes, annotation, before, objects, rejected, reason, comment,
              proposal, proposal_segments, created, tx)
            VALUES ({id}, {s.Workspace}, {verdict.Before.Project}, {task}, {number}, {me.Id}, {verdict.Stage}, {verdict.Verdict}, {verdict.Undoes}, {verdict.Annotation},
              {Json(before)}, {Json(verdict.Objects)}, {Json(verdict.Rejected)}, {Given(verdict.Reason)}, {Given(verdict.Comment)},
              {(verdict.Proposal is { } p ? new Json(p.Head) : (Json?)null)}, {(verdict.Proposal is { Segments.Count: > 0 } large ? Json(large.Segments) : (Json?)null)}, {s.Now}, {Dialect.Tx})
            """);
        await EventCalls.Record(s, me.Id, "review." + verdict.Verdict, id, project: verdict.Before.Project);
        await EventCalls.Raise(s, "review.given", verdict.Before.Project, task, Json(new { ReviewId = id, verdict.Verdict }));
        await EventCalls.Count(s, verdict.Before.Project, "reviews:" + verdict.Verdict, 1);
        await Claims.Close(s, task);
        return id;
    }

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    static Json Json<T>(T value) => new(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
}
