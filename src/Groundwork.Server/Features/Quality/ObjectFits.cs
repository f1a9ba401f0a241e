using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>What was learned of a project's annotators as people who mark objects, and all that a task's objects are resolved with.</summary>
/// <param name="Ontology">The project's ontology now.</param>
/// <param name="Version">Its version.</param>
/// <param name="Method">How votes on classes and attributes become beliefs.</param>
/// <param name="Model">What was learned last.</param>
public sealed record ObjectFit(OntologyDocument Ontology, long Version, ITruthMethod Method, ConsensusModel Model)
{
    /// <summary>What is believed about the objects of a task.</summary>
    public ObjectResolution Resolve(TaskAnswers answers) => ObjectConsensus.Resolve(Ontology, Method, answers, Model);
}

/// <summary>Fits and keeps them.</summary>
static class ObjectFits
{
    const int Chunk = 50;

    /// <summary>What a project's objects are resolved with now; null if there is no such project, or it has no classes.</summary>
    internal static async ValueTask<ObjectFit?> Now(Session s, string project)
    {
        var found = await s.One($"""
            SELECT p.method, p.ontology_version, f.model FROM project p
            LEFT JOIN object_fit f ON f.project = p.id AND f.workspace = p.workspace AND f.method = p.method AND f.ontology_version = p.ontology_version
            WHERE p.id = {project} AND p.workspace = {s.Workspace}
            """, r => Tuple.Create(r.Text(0), r.Long(1), r.TextOrNull(2)));
        if (found is not var (method, version, model) || await ProjectCalls.Ontology(s, project) is not { Classes.Count: > 0 } ontology)
            return null;
        return new ObjectFit(ontology, version, Catalog.Named<ITruthMethod>(method) ?? new Majority(),
            model is null ? ConsensusModel.Unfitted : JsonSerializer.Deserialize<ConsensusModel>(model, JsonSerializerOptions.Web)!);
    }

    /// <summary>Learns from all answers below a transaction, in the order of their tasks.</summary>
    internal static async Task<ConsensusModel> Learn(ObjectAnswers answers, Db db, string workspace, string project, ObjectFit with, long before, CancellationToken cancel)
    {
        var (fit, seen) = (new ConsensusFit(with.Ontology, with.Method), 0L);
        for (var after = 0L;;)
        {
            var tasks = await db.Read(workspace, s => s.All($"""
                SELECT t.id, t.ordinal FROM task t WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal > {after} AND t.state <> 'cancelled'
                ORDER BY t.ordinal LIMIT {(long)Chunk}
                """, r => (Id: r.Text(0), Ordinal: r.Long(1))), cancel);
            foreach (var task in await answers.Read([.. tasks.Select(t => t.Id)], before, cancel))
                fit.Add(task.Answers);
            seen += tasks.Count;
            if (tasks.Count < Chunk)
            {
                LargeMemory.Return(seen);
                return fit.Model(cancel);
            }
            after = tasks[^1].Ordinal;
        }
    }
}
