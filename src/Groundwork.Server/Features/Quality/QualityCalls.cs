using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Projects;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Quality;

/// <summary>What was known of an answer when it came in.</summary>
public enum Known
{
    /// <summary>The same.</summary>
    Before,

    /// <summary>Nothing.</summary>
    New,

    /// <summary>Another answer.</summary>
    Otherwise,
}

/// <summary>The front door of Quality: what is believed about a task after one more answer, and answers known beforehand.</summary>
public static class QualityCalls
{
    /// <summary>
    /// Computes this one task's resolution from its answers and the abilities of the last fit. Touches no row
    /// that other tasks share.
    /// </summary>
    /// <param name="s">The session.</param>
    /// <param name="project">The task's project.</param>
    /// <param name="task">Which.</param>
    /// <param name="reviewed">Can a review have settled it? One answer more takes every verdict away.</param>
    /// <returns>
    /// Do the answers leave it open what is true? Null where several people marked objects, which is compared behind the submit, and where a review
    /// has settled the task: then what that says is believed.
    /// </returns>
    public static async ValueTask<bool?> Observe(Session s, string project, string task, bool reviewed = true)
    {
        if (reviewed && await StoredResolutions.Reviewed(s, task) is { } settled)
        {
            var asked = await ProjectCalls.Ontology(s, project);
            await StoredResolutions.Put(s, project, task, Resolution.Settled(asked, StoredAnswers.Head(settled)), 1, asked.Classes.Count > 0);
            return null;
        }
        var (method, version) = await s.One($"SELECT method, ontology_version FROM project WHERE id = {project} AND workspace = {s.Workspace}", r => Tuple.Create(r.Text(0), r.Long(1)))
            ?? throw new InvalidOperationException("A task has a project.");
        var ontology = (await ProjectCalls.Ontology(s, project, version))!;
        var answers = await StoredAnswers.OfTask(s, task);
        if (answers.Count == 0)
        {
            await s.Run($"DELETE FROM resolution WHERE task = {task} AND workspace = {s.Workspace}");
            return null;
        }
        var belief = await (await LastFit.Now(s, project, method)).Of(s, project, [.. answers.Select(a => a.Author)]);
        var resolution = Resolution.Of(ontology, method, answers, belief);
        await StoredResolutions.Put(s, project, task, resolution, answers.Count, ontology.Classes.Count > 0);
        return ontology.Classes.Count > 0 && answers.Count > 1 ? null : resolution.Disputed;
    }

    /// <summary>What a project's objects are resolved with, learned from exactly the answers below a transaction; null if it has no classes.</summary>
    public static async Task<ObjectFit?> LearnObjects(Db db, FolderBlobs blobs, string workspace, string project, long before, CancellationToken cancel) =>
        await db.Read(workspace, s => ObjectFits.Now(s, project), cancel) is { } with
            ? with with { Model = await ObjectFits.Learn(new ObjectAnswers(db, blobs, workspace, byOrigin: true), db, workspace, project, with, before, cancel) } : null;

    /// <inheritdoc cref="Proposals.Of"/>
    public static Task<Proposal?> Propose(Db db, FolderBlobs blobs, string workspace, string task, CancellationToken cancel) => Proposals.Of(db, blobs, workspace, task, cancel);

    /// <summary>The newest answer to a task that counts, by its transaction; 0 if none does.</summary>
    public static async ValueTask<long> AsOf(Session s, string task) => await StoredResolutions.Newest(s, task) ?? 0;

    /// <summary>Compares the objects of a project's tasks now, rather than when the leader comes to it.</summary>
    public static Task ResolveObjects(Db db, FolderBlobs blobs, string workspace, string project, CancellationToken cancel) =>
        new ProposeObjects(db, blobs).Run(workspace, project, anew: false, cancel);

    /// <summary>Notes the known answer to a question of a task: it measures, and no annotator can see it. A newer one takes its place.</summary>
    public static async ValueTask<Known> Know(Session s, string project, string task, string question, JsonElement value, string? import = null)
    {
        var text = Encoding.UTF8.GetString(new CanonicalJson().Value(value).Written);
        var before = await s.Text($"SELECT value FROM known_answer WHERE task = {task} AND question = {question} AND workspace = {s.Workspace}");
        if (before == text)
            return Known.Before;
        await s.Run($"""
            INSERT INTO known_answer (task, question, workspace, project, value, import)
            VALUES ({task}, {question}, {s.Workspace}, {project}, {new Json(text)}, {import})
            ON CONFLICT (task, question) DO UPDATE SET value = excluded.value, import = excluded.import
            """);
        return before is null ? Known.New : Known.Otherwise;
    }

    /// <summary>A full fit of everything that is settled now, and the questions it is about: what a snapshot freezes. Null if there is no such project.</summary>
    public static async Task<(ProjectFit Fit, OntologyDocument Ontology)?> Fit(Db db, string workspace, string project, CancellationToken cancel)
    {
        if (await ProjectVotes.Load(db, workspace, project, frozen: true, cancel) is not var (votes, ontology, method))
            return null;
        return (new ProjectFit(votes, method, take: true, cancel), ontology);
    }

    /// <inheritdoc cref="ProjectVotes.Settled"/>
    public static Task<bool> Settled(Db db, string workspace, string project, TimeSpan most, CancellationToken cancel) =>
        ProjectVotes.Settled(db, workspace, project, most, cancel);

    /// <inheritdoc cref="CarriedResolutions.Add"/>
    public static ValueTask Carry(Session s, string project, OntologyDocument ontology, IReadOnlyList<CarriedResolution> resolutions) => CarriedResolutions.Add(s, project, ontology, resolutions);
}
