using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Lists a project's tasks: those that a filter finds, in the order that is asked for.</summary>
public sealed class ListTasks : ISlice
{
    public sealed record Row(string Id, long Ordinal, string ExternalId, string Modality, string ItemId, string Text,
        [OneOf("available", "leased", "answered", "in_review", "disputed", "completed", "cancelled")] string State, string? Batch, long Answers, long Wants, double? Confidence,
        [Shape("Answers")] JsonElement? Value, long ChangedAt, long Priority, List<string> Assigned);
    public sealed record Response(List<Row> Items, string? Next, long Count, bool Exact);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/tasks", Handle).For(Roles.Readers, In.Project).Heavy().ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string id, [AsParameters] TableQuery query, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("project");
        var faults = new List<Fault>();
        if (Asked.Read(query, TaskFields.Declared, faults) is not { } asked)
            return Problem.Invalid(faults);
        var page = await TableReading.List(cache, cache.Tasks(me.Workspace, id), asked, (s, ordinals) => Rows(s, id, ordinals), cancel);
        return TypedResults.Ok(new Response(page.Rows, page.Next, page.Count, page.Exact));
    }

    static async ValueTask<List<Row>> Rows(Session s, string project, IReadOnlyList<long> ordinals)
    {
        var found = new Dictionary<long, Row>();
        var assigned = (await s.All($"""
            SELECT r.ordinal, m.name FROM reservation r JOIN member m ON m.id = r.member AND m.workspace = r.workspace
            WHERE r.workspace = {s.Workspace} AND r.task IN (SELECT id FROM task WHERE project = {project} AND workspace = {s.Workspace} AND ordinal IN {new Numbers(ordinals)}) ORDER BY m.name
            """, r => (Ordinal: r.Long(0), Name: r.Text(1)))).ToLookup(r => r.Ordinal, r => r.Name);
        await s.Each($"""
            SELECT t.id, t.ordinal, i.external_id, i.modality, i.id, substr(i.payload ->> 'text', 1, CAST({Excerpt.Longest + 1L} AS INTEGER)), t.state, b.name, t.answers, t.wants,
              r.confidence, r.body, t.changed, t.priority
            FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace
            LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace LEFT JOIN batch b ON b.id = t.batch AND b.workspace = t.workspace
            WHERE t.workspace = {s.Workspace} AND t.project = {project} AND t.ordinal IN {new Numbers(ordinals)}
            """, r => found[r.Long(1)] = new Row(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Text(4), Excerpt.Of(r.TextOrNull(5)), r.Text(6), r.TextOrNull(7), r.Long(8), r.Long(9),
                r.DoubleOrNull(10), r.TextOrNull(11) is { } body ? Values(body) : null, r.Long(12), r.Long(13), [.. assigned[r.Long(1)]]));
        return [.. ordinals.Where(found.ContainsKey).Select(o => found[o])];
    }

    // Of what is believed, only the values: the rest is on the task's own page.
    static JsonElement Values(string body) => JsonSerializer.SerializeToElement(
        JsonElement.Parse(body).EnumerateObject().ToDictionary(q => q.Name, q => q.Value.GetProperty("value"), StringComparer.Ordinal));
}
