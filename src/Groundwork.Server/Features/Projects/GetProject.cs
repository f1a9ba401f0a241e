using System.Text.Json;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>Shows one project: its questions, how far it has come, what needs attention, what happened last.</summary>
public sealed class GetProject : ISlice
{
    public sealed record DatasetBrief(string Id, string Name);
    public sealed record Progress(long Tasks, long Available, long Leased, long Answered, long InReview, long Disputed, long Completed, long Cancelled, long Answers, long AnswersWanted);
    public sealed record Attention([OneOf("asked", "disputed", "in_review", "skipped", "empty")] string Kind, long Count);
    public sealed record Activity(long At, string Actor, [OneOf("answered", "corrected", "accepted", "settled", "rejected", "undone")] string Action);
    public sealed record Response(string Id, string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role, string State, string Instructions, long Redundancy, string Method, DatasetBrief Dataset,
        long OntologyVersion, [Shape("Ontology")] JsonElement Ontology, long CreatedAt, Workflow Workflow, Progress Progress, List<Attention> Attention, List<Activity> Activity);

    const long Latest = 10;

    sealed record Found(string Name, string State, string Instructions, long Redundancy, string Method, string Dataset, string DatasetName,
        long Version, string Ontology, long Created, string? Workflow);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}", Handle).For(Roles.Readers, In.Project).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => Load(s, me, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("project");

    static async ValueTask<Response?> Load(Session s, CurrentMember me, string id)
    {
        var p = await s.One($"""
            SELECT p.name, p.state, p.instructions, p.redundancy, p.method, d.id, d.name, p.ontology_version, o.body, p.created, p.workflow
            FROM project p JOIN dataset d ON d.id = p.dataset AND d.workspace = p.workspace
            JOIN ontology o ON o.project = p.id AND o.version = p.ontology_version AND o.workspace = p.workspace
            WHERE p.id = {id} AND p.workspace = {s.Workspace}
            """, r => new Found(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Text(4), r.Text(5), r.Text(6), r.Long(7), r.Text(8), r.Long(9), r.TextOrNull(10)));
        if (p is null)
            return null;
        var n = await EventCalls.Counters(s, id);
        // Tasks of deleted items are kept, and are cancelled; nobody counts them.
        var withdrawn = n.GetValueOrDefault("withdrawn");
        long State(string name) => n.GetValueOrDefault("state:" + name) - (name == "cancelled" ? withdrawn : 0);
        // A revision that only says whether an answer counts is a reviewer's doing, not its author's.
        var answers = await s.All($"""
            SELECT a.submitted, m.name, a.revision, a.tx FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
            WHERE a.project = {id} AND a.workspace = {s.Workspace} AND a.author_kind NOT IN ('model', 'review')
            AND NOT EXISTS (SELECT 1 FROM annotation b WHERE b.id = a.parent AND b.workspace = a.workspace AND b.submitted = a.submitted AND b.counted <> a.counted)
            ORDER BY a.tx DESC LIMIT {Latest}
            """, r => (Tx: r.Long(3), Did: new Activity(r.Long(0), r.Text(1), r.Long(2) > 1 ? "corrected" : "answered")));
        var verdicts = await s.All($"""
            SELECT v.created, m.name, v.verdict, v.tx FROM review v JOIN member m ON m.id = v.reviewer AND m.workspace = v.workspace
            WHERE v.project = {id} AND v.workspace = {s.Workspace} ORDER BY v.tx DESC LIMIT {Latest}
            """, r => (Tx: r.Long(3), Did: new Activity(r.Long(0), r.Text(1), r.Text(2) == "corrected" ? "settled" : r.Text(2))));
        var activity = answers.Concat(verdicts).OrderByDescending(a => a.Tx).Select(a => a.Did).Take((int)Latest).ToList();
        var attention = new List<Attention>
        {
            new("asked", n.GetValueOrDefault("issues:open")),
            new("disputed", State("disputed")),
            new("in_review", State("in_review")),
            new("skipped", n.GetValueOrDefault("skipped")),
            new("empty", n.GetValueOrDefault("tasks") == withdrawn ? 1 : 0),
        };
        attention.RemoveAll(a => a.Count == 0);
        return new Response(id, p.Name, me.RoleName, p.State, p.Instructions, p.Redundancy, p.Method, new DatasetBrief(p.Dataset, p.DatasetName), p.Version,
            JsonElement.Parse(p.Ontology), p.Created, WorkCalls.ReadWorkflow(p.Workflow),
            new Progress(n.GetValueOrDefault("tasks") - withdrawn, State("available"), State("leased"), State("answered"), State("in_review"), State("disputed"), State("completed"),
                State("cancelled"), n.GetValueOrDefault("answers"), n.GetValueOrDefault("wanted")),
            attention, activity);
    }
}
