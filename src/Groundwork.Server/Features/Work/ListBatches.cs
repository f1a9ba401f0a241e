using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Lists a project's batches: what is due when, and how far each has come.</summary>
public sealed class ListBatches : ISlice
{
    /// <summary>A batch.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Unique in its project.</param>
    /// <param name="State">Only tasks of an open batch are given out.</param>
    /// <param name="Priority">Added to that of its tasks.</param>
    /// <param name="Deadline">When it is due; it doesn't stop by itself.</param>
    /// <param name="Overdue">The deadline has passed, and not all is done.</param>
    /// <param name="Note">What managers should know.</param>
    /// <param name="Tasks">How many tasks it has, those that are cancelled left out.</param>
    /// <param name="Done">How many of them are completed.</param>
    /// <param name="Available">How many still want answers that nobody is giving now.</param>
    /// <param name="Disputed">How many have answers that contradict each other.</param>
    /// <param name="CreatedAt">When it was made.</param>
    public sealed record Row(string Id, string Name, [OneOf("staging", "open", "paused", "closed")] string State, long Priority, long? Deadline, bool Overdue,
        string Note, long Tasks, long Done, long Available, long Disputed, long CreatedAt);
    public sealed record Response(List<Row> Items);

    const int Most = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/batches", Handle).For(Roles.Readers, In.Project).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => Load(s, id)) is { } rows ? TypedResults.Ok(new Response(rows)) : Problem.NotFound("project");

    static async ValueTask<List<Row>?> Load(Session s, string project)
    {
        if (!await s.Any($"SELECT 1 FROM project WHERE id = {project} AND workspace = {s.Workspace}"))
            return null;
        var counts = new Dictionary<(string Batch, string Name), long>();
        await s.Each($"""
            SELECT n.project, n.name, CAST(sum(n.v) AS BIGINT) FROM batch b JOIN (
              SELECT project, name, value AS v FROM counter WHERE workspace = {s.Workspace}
              UNION ALL SELECT project, name, delta FROM counter_delta WHERE workspace = {s.Workspace}) n ON n.project = b.id
            WHERE b.project = {project} AND b.workspace = {s.Workspace} GROUP BY n.project, n.name
            """, r => counts[(r.Text(0), r.Text(1))] = r.Long(2));
        return await s.All($"""
            SELECT id, name, state, priority, deadline, note, created FROM batch WHERE project = {project} AND workspace = {s.Workspace}
            ORDER BY CASE state WHEN 'closed' THEN 1 ELSE 0 END, created DESC, id LIMIT {(long)Most}
            """, r =>
        {
            long Of(string name) => counts.GetValueOrDefault((r.Text(0), name));
            long[] states = [Of("state:available"), Of("state:leased"), Of("state:answered"), Of("state:disputed"), Of("state:completed"), Of("state:in_review")];
            var (tasks, done, deadline) = (states.Sum(), states[4], r.LongOrNull(4));
            return new Row(r.Text(0), r.Text(1), r.Text(2), r.Long(3), deadline, deadline < s.Now && done < tasks, r.Text(5), tasks, done, states[0], states[3], r.Long(6));
        });
    }
}
