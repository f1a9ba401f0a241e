using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Keeps unfinished work, also on the correction of an answer: the differences since the last save, numbered, so that sending them twice does no harm.</summary>
public sealed class SaveDraft : ISlice
{
    public sealed record Request(long From, [Shape("DraftChange")] List<JsonElement> Changes, long? Revises = null, long? OntologyVersion = null);
    public sealed record Response(long Saved);

    const int MostChanges = 1000, MostBytes = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/drafts", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, FolderBlobs blobs)
    {
        var faults = new List<Fault>();
        if (request.From < 0)
            faults.Add(new("/from", "out_of_range", "Changes are numbered from 1: the first save says from 0."));
        if (request.Changes.Count > MostChanges)
            faults.Add(new("/changes", "too_many", $"Send at most {MostChanges} changes at a time."));
        for (var i = 0; i < request.Changes.Count && faults.Count < 100; i++)
            DraftFold.Check(request.Changes[i], $"/changes/{i}", faults);
        if (faults.Count == 0)
            StrictJson.Parse(JsonSerializer.SerializeToUtf8Bytes(request.Changes), MostBytes, AnswerReader.MaxDepth, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (saved, refusal, theirs) = await db.Write(me.Workspace, s => Save(s, me, id, request));
        return theirs is null ? refusal is null ? TypedResults.Ok(new Response(saved)) : refusal
            : Problem.Conflict("draft_conflict", "This task was changed in another window.", "Take over the saved state, or save yours on top of it.",
                ("saved", theirs.Saved), ("revision", theirs.Corrects?.Revision), ("document", await theirs.Document(blobs, me.Workspace)));
    }

    static async ValueTask<(long Saved, ProblemHttpResult? Refusal, Drafts? Theirs)> Save(Session s, CurrentMember me, string id, Request request)
    {
        if (await WorkCalls.Check(s, id, me.Id) is not { } lease)
            return (0, Problem.NotFound("assignment"), null);
        var answer = lease.State == "submitted" ? await AnnotationCalls.Latest(s, lease.Task, me.Id) : null;
        if (answer is not null && request.Revises is null)
            return (0, Problem.Conflict("already_submitted", "You have answered this task already.", "There is nothing left to save. Go on with the next task, or open this one again to correct it."), null);
        var saved = await s.Long($"SELECT max(n) FROM draft_change WHERE assignment = {id} AND workspace = {s.Workspace}") ?? 0;
        if (answer?.Revision != request.Revises || request.From > saved || !await Repeats(s, id, request, saved))
            return (0, null, await Drafts.Of(s, id, answer));
        for (var n = saved + 1; n <= request.From + request.Changes.Count; n++)
            await s.Run($"""
                INSERT INTO draft_change (assignment, n, workspace, change, saved, ontology_version)
                VALUES ({id}, {n}, {s.Workspace}, {new Json(Text(request, n))}, {s.Now}, {request.OntologyVersion})
                """);
        return (Math.Max(saved, request.From + request.Changes.Count), null, null);
    }

    // What overlaps with the stored changes must be the same changes: then it is a retry, else another tab's work.
    static async ValueTask<bool> Repeats(Session s, string id, Request request, long saved)
    {
        var known = await s.All($"""
            SELECT n, change FROM draft_change WHERE assignment = {id} AND workspace = {s.Workspace} AND n > {request.From}
            AND n <= {request.From + request.Changes.Count} ORDER BY n
            """, r => (N: r.Long(0), Change: r.Text(1)));
        return known.TrueForAll(k => k.Change == Text(request, k.N)) && (saved <= request.From + request.Changes.Count || known.Count == request.Changes.Count && known.Count > 0);
    }

    static string Text(Request request, long n) => request.Changes[(int)(n - request.From - 1)].GetRawText();
}
