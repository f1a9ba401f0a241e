using System.Text.Json;
using Groundwork.Core.Search;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Search;

/// <summary>What "object" means in a filter of tasks: a class that somebody marked in an answer that counts; of what a review settled, one that stands there.</summary>
static class TaskObjects
{
    static Sql Speaks(Session s) => $"""
        (t.reviewed = a.id OR t.reviewed IS NULL AND a.counted = 1 AND a.author_kind NOT IN ('model', 'review')
          AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace}))
        """;

    /// <summary>The classes in each task that has any.</summary>
    internal static async ValueTask<Dictionary<long, SortedSet<string>>> Of(Session s, FolderBlobs blobs, string project, Numbers ordinals)
    {
        var found = new Dictionary<long, SortedSet<string>>();
        void Add(long ordinal, IEnumerable<string> classes) =>
            (found.TryGetValue(ordinal, out var some) ? some : found[ordinal] = new(StringComparer.Ordinal)).UnionWith(classes);

        await s.Each($"""
            SELECT t.ordinal, a.classes FROM task t JOIN annotation a ON a.task = t.id AND a.workspace = t.workspace AND a.classes <> '[]'
            WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal IN {ordinals} AND {Speaks(s)}
            """, r => Add(r.Long(0), JsonSerializer.Deserialize<List<string>>(r.Text(1))!));
        // Answers that are older than the column: their documents say it.
        foreach (var (ordinal, body) in await s.All($"""
            SELECT t.ordinal, a.body FROM task t JOIN annotation a ON a.task = t.id AND a.workspace = t.workspace AND a.classes IS NULL
            WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.ordinal IN {ordinals} AND a.body IS NOT NULL AND {Speaks(s)}
            """, r => (r.Long(0), r.Text(1))))
            if ((await WholeAnswer.Read(blobs, s.Workspace!, body)).Objects is { Count: > 0 } objects)
                Add(ordinal, objects.Select(o => o.Class));
        return found;
    }

    /// <summary>The classes of the ontology with their counts, whether any task has them or not, then those that later versions dropped.</summary>
    internal static async ValueTask<List<TableFields.Choice>> Choices(Session s, string project, List<TableFields.Choice> found)
    {
        var classes = (await ProjectCalls.Ontology(s, project)).Classes;
        return [.. classes.Select(c => new TableFields.Choice(c.Name, c.Title, found.Find(f => f.Value == c.Name)?.Count ?? 0)),
            .. found.Where(f => classes.All(c => c.Name != f.Value) && (f.Value.Length > 0 || classes.Count > 0))];
    }
}
