using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>The versions of a project's ontology, parsed once: a version never changes.</summary>
static class ProjectOntology
{
    const int Kept = 500;
    static readonly ConcurrentDictionary<(string Workspace, string Project, long Version), OntologyDocument> Parsed = new();

    static readonly ConditionalWeakTable<Db, ConcurrentDictionary<(string Workspace, string Project), (long Changes, long? Version)>> Versions = [];

    /// <summary>
    /// Which version is the current one, and one version if it is parsed already: without asking the database, where this process alone changes
    /// projects and nothing has changed since. Null if there is no such project.
    /// </summary>
    internal static async Task<(long Current, OntologyDocument? AtHand)?> AtHand(Db db, string workspace, string project, long? version)
    {
        var versions = Versions.GetValue(db, static _ => new());
        var changes = db.Changes("Projects");
        long? current;
        if (changes is not null && versions.TryGetValue((workspace, project), out var known) && known.Changes == changes)
            current = known.Version;
        else
        {
            current = await db.Read(workspace, s => s.Long($"SELECT ontology_version FROM project WHERE id = {project} AND workspace = {s.Workspace}"));
            if (versions.Count >= Kept)
                versions.Clear();
            if (changes is { } now)
                versions[(workspace, project)] = (now, current);
        }
        return current is { } found ? (found, Parsed.GetValueOrDefault((workspace, project, version ?? found))) : null;
    }

    /// <summary>One version, or null if the project has no such version.</summary>
    public static async ValueTask<OntologyDocument?> Of(Session s, string project, long version)
    {
        var key = (s.Workspace ?? "", project, version);
        if (Parsed.TryGetValue(key, out var known))
            return known;
        var body = await s.Text($"SELECT body FROM ontology WHERE project = {project} AND version = {version} AND workspace = {s.Workspace}");
        if (body is null)
            return null;
        var faults = new List<Fault>();
        var read = OntologyReader.Read(Encoding.UTF8.GetBytes(body), faults)
            ?? throw new InvalidDataException($"The stored ontology {version} of project {project} is damaged: {faults[0].Message}");
        // What a unit reads may be its own and never be committed.
        if (s.Writes)
            return read;
        if (Parsed.Count >= Kept)
            Parsed.Clear();
        return Parsed.GetOrAdd(key, read);
    }

    /// <summary>What brings an answer from one version to a later one, step by step.</summary>
    public static async ValueTask<List<AnswerMigration>> Steps(Session s, string project, long from, long to)
    {
        var mappings = await s.All($"""
            SELECT version, mapping FROM ontology WHERE project = {project} AND workspace = {s.Workspace} AND version > {from} AND version <= {to} ORDER BY version
            """, r => (Version: r.Long(0), Mapping: r.TextOrNull(1)));
        var steps = new List<AnswerMigration>();
        foreach (var (version, mapping) in mappings)
            if (await Of(s, project, version - 1) is { } before && await Of(s, project, version) is { } after)
                steps.Add(new(before, after, mapping is null ? OntologyMapping.None : new(JsonSerializer.Deserialize<List<Rename>>(mapping)!)));
        return steps;
    }

    /// <summary>The version that new answers are given under.</summary>
    public static async ValueTask<OntologyDocument> Current(Session s, string project) =>
        await Of(s, project, await s.Long($"SELECT ontology_version FROM project WHERE id = {project} AND workspace = {s.Workspace}") ?? 0)
        ?? throw new InvalidOperationException("A project has at least one ontology version.");
}
