using System.Text.Json;
using Groundwork.Server.Features.Events;
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

    /// <summary>Who brought it to another version of the questions, if that is what happened.</summary>
    public string? MigratedBy { get; init; }
}

/// <summary>What an author says of a task now: the last revision of their answer, as it is stored.</summary>
public sealed record StandingAnswer(string Id, long Revision, string Hash, string Head, long SubmittedAt, bool Late, bool Counted);

/// <summary>The front door of Annotations: answers that come in otherwise than through an editor.</summary>
public static class AnnotationCalls
{
    /// <summary>Adds an answer, for good, with its audit leaf.</summary>
    public static async ValueTask Add(Session s, NewAnnotation a)
    {
        var segments = a.Document.Segments.Count == 0 ? (Json?)null : new Json(JsonSerializer.Serialize(a.Document.Segments));
        await s.Run($"""
            INSERT INTO annotation (id, workspace, project, task, assignment, author, author_kind, parent, revision, ontology_version,
              body, segments, hash, started, submitted, active_ms, late, counted, import, tx)
            VALUES ({a.Id}, {s.Workspace}, {a.Project}, {a.Task}, {a.Assignment}, {a.Author}, {a.AuthorKind}, {a.Before?.Id}, {(a.Before?.Revision ?? 0) + 1}, {a.OntologyVersion},
              {new Json(a.Document.Head)}, {segments}, {a.Document.Hash}, {a.StartedAt}, {a.SubmittedAt ?? s.Now}, {a.ActiveMs}, {a.Late}, {a.Counted}, {a.Import}, {Dialect.Tx})
            """);
        await EventCalls.Record(s, a.MigratedBy ?? a.Author,
            a.MigratedBy is not null ? "annotation.migrated" : a.Before is null ? "annotation.submitted" : "annotation.corrected", a.Id, a.Before?.Hash, a.Document.Hash);
    }

    /// <summary>What this author said of a task last, or null.</summary>
    public static ValueTask<StandingAnswer?> Latest(Session s, string task, string author) => s.One($"""
        SELECT id, revision, hash, body, submitted, late, counted FROM annotation
        WHERE task = {task} AND author = {author} AND workspace = {s.Workspace} ORDER BY revision DESC LIMIT 1
        """, r => new StandingAnswer(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Long(4), r.Bool(5), r.Bool(6)));
}
