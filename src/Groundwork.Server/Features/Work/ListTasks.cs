using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Lists a project's tasks in their order, by state or by words in the text.</summary>
public sealed class ListTasks : ISlice
{
    public sealed record Row(string Id, long Ordinal, string ExternalId, string Text, [OneOf("available", "leased", "answered", "disputed", "completed", "cancelled")] string State,
        long Answers, long Wants, double? Confidence, [Shape("Answers")] JsonElement? Value);
    public sealed record Response(List<Row> Items, string? Next, long About);

    static readonly string[] States = ["available", "leased", "answered", "disputed", "completed", "cancelled"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/tasks", Handle).For(Roles.Readers, In.Project).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? state, string? q, string? after, int? limit)
    {
        if (state is not null && !States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", $"The state is one of {string.Join(", ", States)}.");
        var most = Paging.Limit(limit);
        var words = SearchText.Pattern(q);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"))
                return Problem.NotFound("project");
            Sql byState = state is null ? Sql.Nothing : $"AND t.state = {state}";
            Sql byWords = words is null ? Sql.Nothing : $"AND (i.payload ->> 'text' {Dialect.Like} {words} ESCAPE '\\' OR i.external_id {Dialect.Like} {words} ESCAPE '\\')";
            var rows = await s.All($"""
                SELECT t.id, t.ordinal, i.external_id, i.payload ->> 'text', t.state, t.answers, t.wants, r.confidence, r.body
                FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace
                LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace
                WHERE t.workspace = {s.Workspace} AND t.project = {id} AND t.ordinal > {Paging.Position(after)} {byState} {byWords}
                ORDER BY t.ordinal LIMIT {most + 1L}
                """, r => new Row(r.Text(0), r.Long(1), r.Text(2), Excerpt.Of(r.TextOrNull(3)), r.Text(4), r.Long(5), r.Long(6), r.DoubleOrNull(7),
                    r.TextOrNull(8) is { } body ? Values(body) : null));
            var n = await EventCalls.Counters(s, id);
            var about = n.GetValueOrDefault(state is null ? "tasks" : "state:" + state);
            return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture)), about));
        });
    }

    // Of what is believed, only the values: the rest is on the task's own page.
    static JsonElement Values(string body) => JsonSerializer.SerializeToElement(
        JsonElement.Parse(body).EnumerateObject().ToDictionary(q => q.Name, q => q.Value.GetProperty("value"), StringComparer.Ordinal));
}
