using System.Collections.Concurrent;
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
    static readonly ConcurrentDictionary<(string Project, long Version), OntologyDocument> Parsed = new();

    /// <summary>One version, or null if the project has no such version.</summary>
    public static async ValueTask<OntologyDocument?> Of(Session s, string project, long version)
    {
        // The row is looked for even when the parsed form is at hand: only the row knows the workspace.
        var body = await s.Text($"SELECT body FROM ontology WHERE project = {project} AND version = {version} AND workspace = {s.Workspace}");
        if (body is null)
            return null;
        if (Parsed.TryGetValue((project, version), out var known))
            return known;
        var faults = new List<Fault>();
        var read = OntologyReader.Read(Encoding.UTF8.GetBytes(body), faults)
            ?? throw new InvalidDataException($"The stored ontology {version} of project {project} is damaged: {faults[0].Message}");
        if (Parsed.Count >= Kept)
            Parsed.Clear();
        return Parsed.GetOrAdd((project, version), read);
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
