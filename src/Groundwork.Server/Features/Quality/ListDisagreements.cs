using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>Lists answered tasks with what each person said, the least certain first: by one question, or by each task's worst.</summary>
public sealed class ListDisagreements : ISlice
{
    public sealed record Vote(string AuthorId, string Author, JsonElement Value);
    public sealed record Row(string TaskId, string ItemId, long Ordinal, string ExternalId, string Text, ImageSize? Image, string State, string Question, double Confidence, bool Tied,
        JsonElement Value, List<Vote> Votes);
    public sealed record Response(List<Row> Items, string? Next);

    sealed record Found(string Task, string Item, long Ordinal, string ExternalId, string Text, ImageSize? Image, string State, double Confidence, JsonElement Questions);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/disagreements", Handle).For(Roles.Readers, In.Project).Heavy().ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? question, string? after, int? limit)
    {
        var most = Math.Min(Paging.Limit(limit ?? 50), 200);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"))
                return Problem.NotFound("project");
            var found = await Least(s, id, string.IsNullOrEmpty(question) ? null : question, Place(after), most + 1);
            var next = Paging.Next(found, most, r => string.Create(CultureInfo.InvariantCulture, $"{r.Confidence:R}:{r.Task}"));
            var votes = await Votes(s, [.. found.Select(r => r.Task)]);
            return TypedResults.Ok(new Response([.. found.Select(f => Describe(f, question, votes)).OfType<Row>()], next));
        });
    }

    // Two answers at least: one person can't disagree with anybody.
    static ValueTask<List<Found>> Least(Session s, string project, string? question, (double Confidence, string Task) after, int most)
    {
        Sql confidence = $"r.confidence";
        if (question is not null)
            confidence = $"CAST(r.body -> {question} ->> 'confidence' AS DOUBLE PRECISION)";
        return s.All($"""
            SELECT r.task, t.ordinal, i.external_id, i.payload ->> 'text', t.state, {confidence}, r.body, i.id, i.modality, i.payload
            FROM resolution r JOIN task t ON t.id = r.task AND t.workspace = r.workspace JOIN item i ON i.id = t.item AND i.workspace = t.workspace
            WHERE r.project = {project} AND r.workspace = {s.Workspace} AND r.answers > 1
            AND ({confidence} > {after.Confidence} OR ({confidence} = {after.Confidence} AND r.task > {after.Task}))
            ORDER BY 6, r.task LIMIT {(long)most}
            """, r => new Found(r.Text(0), r.Text(7), r.Long(1), r.Text(2), Excerpt.Of(r.TextOrNull(3)), ImageSize.Of(r.Text(8), r.Text(9)), r.Text(4), r.Double(5), JsonElement.Parse(r.Text(6))));
    }

    static async ValueTask<ILookup<string, (Vote Who, JsonElement Answers)>> Votes(Session s, IReadOnlyCollection<string> tasks) =>
        (await s.All($"""
            SELECT a.task, m.id, m.name, a.body FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
            WHERE a.task IN {new Ids(tasks)} AND a.workspace = {s.Workspace} AND a.counted = 1
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace}) ORDER BY m.name, m.id
            """, r => (Task: r.Text(0), Who: new Vote(r.Text(1), r.Text(2), default), Answers: JsonElement.Parse(r.Text(3)).GetProperty("answers"))))
        .ToLookup(v => v.Task, v => (v.Who, v.Answers), StringComparer.Ordinal);

    static Row? Describe(Found f, string? asked, ILookup<string, (Vote Who, JsonElement Answers)> votes)
    {
        var questions = f.Questions.EnumerateObject().Where(q => string.IsNullOrEmpty(asked) || q.Name == asked).ToList();
        // Where people only marked, there is no question to show.
        if (questions.Count == 0)
            return null;
        var (name, resolved) = questions.OrderBy(q => q.Value.GetProperty("confidence") is { ValueKind: JsonValueKind.Number } c ? c.GetDouble() : 2)
            .Select(q => (q.Name, q.Value)).First();
        return new Row(f.Task, f.Item, f.Ordinal, f.ExternalId, f.Text, f.Image, f.State, name, f.Confidence, resolved.GetProperty("tied").ValueKind == JsonValueKind.Array,
            resolved.GetProperty("value"),
            [.. votes[f.Task].Where(v => v.Answers.TryGetProperty(name, out _)).Select(v => v.Who with { Value = v.Answers.GetProperty(name) })]);
    }

    static (double, string) Place(string? after) => after?.Split(':', 2) is [var confidence, var task]
        && double.TryParse(confidence, CultureInfo.InvariantCulture, out var value) ? (value, task) : (-1, "");
}
