using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Annotations;

/// <summary>An answer that is about to become a row.</summary>
public sealed record NewAnnotation(string Id, string Project, string Task, string? Assignment, string Author, string AuthorKind, long OntologyVersion,
    StoredDocument Document, long? StartedAt, long? ActiveMs, bool Late, bool Counted)
{
    /// <summary>The revision that this one takes the place of.</summary>
    public StandingAnswer? Before { get; init; }

    /// <summary>The import that it came in by.</summary>
    public string? Import { get; init; }

    /// <summary>When it was given, if that isn't now.</summary>
    public long? SubmittedAt { get; init; }

    /// <summary>The id that it has in the snapshot that it came in with.</summary>
    public string? Origin { get; init; }

    /// <summary>Which revision it is, where those before it didn't come in.</summary>
    public long? Revision { get; init; }

    /// <summary>Who brought it to another version of the questions, if that is what happened.</summary>
    public string? MigratedBy { get; init; }
}

/// <summary>An answer that counts, and where it came from.</summary>
public sealed record CountedAnswer(string Id, string Author, string? Assignment, string Hash);

/// <summary>What an author says of a task now: the last revision of their answer, as it is stored.</summary>
public sealed record StandingAnswer(string Id, long Revision, string Hash, string Head, long SubmittedAt, bool Late, bool Counted);

/// <summary>The front door of Annotations: answers that come in otherwise than through an editor.</summary>
public static class AnnotationCalls
{
    /// <summary>The kind of author of a document that a review made stand: no answer, and no vote.</summary>
    public const string Reviewed = "review";

    /// <summary>Adds an answer, for good, with its audit leaf.</summary>
    public static async ValueTask Add(Session s, NewAnnotation a)
    {
        var segments = a.Document.Segments.Count == 0 ? (Json?)null : new Json(JsonSerializer.Serialize(a.Document.Segments));
        await s.Run($"""
            INSERT INTO annotation (id, workspace, project, task, assignment, author, author_kind, parent, revision, ontology_version,
              body, segments, classes, hash, started, submitted, active_ms, late, counted, import, tx)
            VALUES ({a.Id}, {s.Workspace}, {a.Project}, {a.Task}, {a.Assignment}, {a.Author}, {a.AuthorKind}, {a.Before?.Id}, {(a.Before?.Revision ?? 0) + 1}, {a.OntologyVersion},
              {new Json(a.Document.Head)}, {segments}, {JsonSerializer.Serialize(a.Document.Classes)}, {a.Document.Hash}, {a.StartedAt}, {a.SubmittedAt ?? s.Now}, {a.ActiveMs}, {a.Late}, {a.Counted}, {a.Import}, {Dialect.Tx})
            """);
        await EventCalls.Record(s, a.MigratedBy ?? a.Author,
            a.MigratedBy is not null ? "annotation.migrated" : a.AuthorKind == Reviewed ? "annotation.reviewed" : a.Before is null ? "annotation.submitted" : "annotation.corrected", a.Id, a.Before?.Hash, a.Document.Hash, a.Project);
        if (a is { AuthorKind: Reviewed, MigratedBy: not null, Before: { } before })
            await WorkCalls.FollowReviewed(s, a.Task, before.Id, a.Id);
    }

    /// <summary>Adds answers that were given elsewhere, each with its audit leaf; none takes another's place.</summary>
    public static async ValueTask AddAll(Session s, IReadOnlyList<NewAnnotation> answers)
    {
        await s.PlanAnew();
        await s.Send($"""
            INSERT INTO annotation (id, workspace, project, task, author, author_kind, revision, ontology_version,
              body, segments, classes, hash, submitted, active_ms, late, counted, import, origin, tx)
            SELECT r.id, {s.Workspace}, r.project, r.task, r.author, r.kind, r.revision, r.version,
              r.body, r.segments, r.classes, r.hash, r.submitted, r.active, r.late, r.counted, r.import, r.origin, {Dialect.Tx}
            FROM {Rows.Of(answers).Text("id", a => a.Id).Text("project", a => a.Project).Text("task", a => a.Task).Text("author", a => a.Author).Text("kind", a => a.AuthorKind)
                .Integer("revision", a => a.Revision ?? 1).Integer("version", a => a.OntologyVersion).Json("body", a => a.Document.Head)
                .Json("segments", a => a.Document.Segments.Count == 0 ? null : JsonSerializer.Serialize(a.Document.Segments)).Text("classes", a => JsonSerializer.Serialize(a.Document.Classes)).Text("hash", a => a.Document.Hash)
                .Integer("submitted", a => a.SubmittedAt ?? s.Now).Integer("active", a => a.ActiveMs).Integer("late", a => a.Late ? 1 : 0).Integer("counted", a => a.Counted ? 1 : 0)
                .Text("import", a => a.Import).Text("origin", a => a.Origin)} WHERE true
            """);
        await EventCalls.RecordAll(s, "annotation.submitted", [.. answers.Select(a => (a.Author, a.Id, (string?)a.Project, a.Document.Hash))]);
    }

    /// <summary>What this author said of a task last, or null.</summary>
    public static ValueTask<StandingAnswer?> Latest(Session s, string task, string author) => s.One($"""
        SELECT id, revision, hash, body, submitted, late, counted FROM annotation
        WHERE task = {task} AND author = {author} AND workspace = {s.Workspace} ORDER BY revision DESC LIMIT 1
        """, r => new StandingAnswer(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Long(4), r.Bool(5), r.Bool(6)));

    /// <summary>The answers to a task that count now.</summary>
    public static ValueTask<List<CountedAnswer>> Counted(Session s, string task) => s.All($"""
        SELECT a.id, a.author, a.assignment, a.hash FROM annotation a WHERE a.task = {task} AND a.workspace = {s.Workspace} AND a.counted = 1
        AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace}) ORDER BY a.author
        """, r => new CountedAnswer(r.Text(0), r.Text(1), r.TextOrNull(2), r.Text(3)));

    /// <summary>Says of an answer that stands that it counts or doesn't, in a revision that is otherwise the same; null if it doesn't stand any more.</summary>
    /// <returns>The new revision.</returns>
    public static async ValueTask<string?> Recount(Session s, string by, string annotation, bool counts)
    {
        var id = s.NewId();
        if (await s.Run($"""
            INSERT INTO annotation (id, workspace, project, task, assignment, author, author_kind, parent, revision, ontology_version,
              body, segments, classes, hash, started, submitted, active_ms, late, counted, import, tx)
            SELECT {id}, a.workspace, a.project, a.task, a.assignment, a.author, a.author_kind, a.id, a.revision + 1, a.ontology_version,
              a.body, a.segments, a.classes, a.hash, a.started, a.submitted, NULL, a.late, {counts}, a.import, {Dialect.Tx} FROM annotation a
            WHERE a.id = {annotation} AND a.workspace = {s.Workspace} AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = a.workspace)
            """) == 0)
            return null;
        var (hash, project) = (await s.One($"SELECT hash, project FROM annotation WHERE id = {id} AND workspace = {s.Workspace}", r => Tuple.Create(r.Text(0), r.Text(1))))!;
        await EventCalls.Record(s, by, counts ? "annotation.restored" : "annotation.rejected", id, hash, hash, project);
        return id;
    }
}
