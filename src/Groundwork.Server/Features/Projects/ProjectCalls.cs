using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>The front door of Projects: making one, filling its queue, and its questions.</summary>
public static class ProjectCalls
{
    /// <summary>Tasks changed in one transaction.</summary>
    public const int Chunk = 200;

    /// <summary>Tasks made in one transaction.</summary>
    const int FeedChunk = 500;

    public sealed record NewProject(string Name, string Dataset, OntologyDocument Ontology, string Instructions, long Redundancy, string Method, Workflow? Workflow = null);

    /// <summary>Makes a project and its empty queue; null if the name is taken.</summary>
    public static async ValueTask<string?> Create(Session s, CurrentMember me, NewProject project)
    {
        var id = s.NewId();
        var workflow = project.Workflow is { } given ? new Json(JsonSerializer.Serialize(given, JsonSerializerOptions.Web)) : (Json?)null;
        if (await s.Run($"""
            INSERT INTO project (id, workspace, name, dataset, instructions, redundancy, method, workflow, ontology_version, state, created, by_member)
            VALUES ({id}, {s.Workspace}, {project.Name}, {project.Dataset}, {project.Instructions}, {project.Redundancy}, {project.Method}, {workflow}, 1, 'open', {s.Now}, {me.Id})
            ON CONFLICT DO NOTHING
            """) == 0)
            return null;
        var questions = await AddVersion(s, me, id, 1, project.Ontology);
        await WorkCalls.OpenQueue(s, id);
        await EventCalls.Record(s, me.Id, "project.created", id, after: questions, project: id);
        await EventCalls.Announce(s, "project.created", id, id);
        return id;
    }

    /// <summary>Turns all items of the project's dataset that have no task yet into tasks, chunk by chunk.</summary>
    public static async Task<long> Feed(Db db, string workspace, string project, CancellationToken cancel = default)
    {
        for (var total = 0L;;)
        {
            var made = await db.Write(workspace, async s =>
                await s.One($"SELECT dataset, redundancy FROM project WHERE id = {project} AND workspace = {s.Workspace}", r => Tuple.Create(r.Text(0), r.Long(1)))
                    is var (dataset, redundancy) ? await WorkCalls.Feed(s, project, dataset, redundancy, FeedChunk) : 0, cancel);
            total += made;
            if (made < FeedChunk)
                return total;
        }
    }

    /// <summary>One version of a project's questions, or null if there is none.</summary>
    public static ValueTask<OntologyDocument?> Ontology(Session s, string project, long version) => ProjectOntology.Of(s, project, version);

    /// <inheritdoc cref="ProjectOntology.AtHand"/>
    public static Task<(long Current, OntologyDocument? AtHand)?> OntologyAtHand(Db db, string workspace, string project, long? version) => ProjectOntology.AtHand(db, workspace, project, version);

    /// <summary>The version that new answers are given under.</summary>
    public static ValueTask<OntologyDocument> Ontology(Session s, string project) => ProjectOntology.Current(s, project);

    /// <summary>Reads questions out of a request; faults get paths in it.</summary>
    public static OntologyDocument? ReadOntology(JsonElement json, List<Fault> faults) => ProjectRules.Ontology(json, faults);

    /// <summary>The current version, its project locked; null if there is no such project.</summary>
    public static ValueTask<long?> LockVersion(Session s, string project) =>
        s.Long($"SELECT ontology_version FROM project WHERE id = {project} AND workspace = {s.Workspace} {Dialect.Lock}");

    /// <summary>Two people edited the questions at once.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult EditedMeanwhile(long version) => Problem.Conflict("edited_meanwhile",
        $"The questions were changed meanwhile: version {version} is there.", "Look at the new version and make your change to it.");

    /// <summary>Makes the next version of the questions of a locked project, with what became of the names of the one before.</summary>
    public static async ValueTask<long> NextVersion(Session s, CurrentMember me, string project, long version, OntologyDocument ontology, OntologyMapping mapping)
    {
        var next = version + 1;
        var questions = await AddVersion(s, me, project, next, ontology, mapping);
        await s.Run($"UPDATE project SET ontology_version = {next} WHERE id = {project} AND workspace = {s.Workspace}");
        await EventCalls.Raise(s, "ontology.changed", project, project);
        await EventCalls.Record(s, me.Id, "ontology.changed", project, after: questions, project: project);
        return next;
    }

    /// <summary>What brings an answer from one version of a project's questions to a later one.</summary>
    public static ValueTask<List<AnswerMigration>> Steps(Session s, string project, long from, long to) => ProjectOntology.Steps(s, project, from, to);

    /// <summary>The deleted projects that can be brought back.</summary>
    public static ValueTask<List<TrashedThing>> Deleted(Session s) => s.All($"""
        SELECT p.id, p.name, p.deleted, coalesce(m.name, '') FROM project p LEFT JOIN member m ON m.id = p.deleted_by AND m.workspace = p.workspace
        WHERE p.workspace = {s.Workspace} AND p.deleted IS NOT NULL AND p.purged IS NULL ORDER BY p.deleted DESC LIMIT 200
        """, r => new TrashedThing(ProjectTrash.Kind, r.Text(0), r.Text(1), r.Long(2), r.Text(3)));

    /// <summary>Brings a deleted project back; false if there is none.</summary>
    public static ValueTask<bool> Restore(Session s, CurrentMember me, string id) => ProjectTrash.Restore(s, me, id);

    /// <summary>The hash of the questions.</summary>
    internal static async ValueTask<string> AddVersion(Session s, CurrentMember me, string project, long version, OntologyDocument ontology, OntologyMapping? mapping = null)
    {
        var renames = mapping is { Renames.Count: > 0 } ? new Json(JsonSerializer.Serialize(mapping.Renames)) : (Json?)null;
        var bytes = OntologyWriter.Canonical(ontology);
        var hash = AnswerDocument.HashOf(bytes);
        await s.Run($"""
            INSERT INTO ontology (project, version, workspace, body, hash, created, by_member, mapping)
            VALUES ({project}, {version}, {s.Workspace}, {new Json(Encoding.UTF8.GetString(bytes))}, {hash}, {s.Now}, {me.Id}, {renames})
            """);
        return hash;
    }
}
