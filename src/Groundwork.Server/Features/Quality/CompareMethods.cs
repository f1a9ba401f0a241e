using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>Compares every truth method on a project's votes, with its accuracy where the answers are known.</summary>
public sealed class CompareMethods : ISlice
{
    public sealed record Row(string Question, string Name, string Title, bool InUse, double? Accuracy, double? Low, double? High, long Known, long Tied,
        long Iterations, bool Converged, double MeanConfidence);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/methods", Handle).For(Roles.Readers, In.Project).Heavy().ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, CancellationToken cancel)
    {
        await ProjectVotes.Settled(db, me.Workspace, id, ProjectVotes.ReportWaits, cancel);
        if (await ProjectVotes.Load(db, me.Workspace, id, cancel: cancel) is not var (votes, _, inUse))
            return Problem.NotFound("project");
        var known = await db.Read(me.Workspace, s => s.All($"""
            SELECT t.ordinal, k.question, k.value FROM known_answer k JOIN task t ON t.id = k.task AND t.workspace = k.workspace WHERE k.project = {id} AND k.workspace = {s.Workspace}
            """, r => (Task: r.Long(0), Question: r.Text(1), Value: JsonElement.Parse(r.Text(2)))), cancel);
        var rows = new List<Row>();
        foreach (var question in votes.Questions.Where(q => q.Votes.Count > 0))
        {
            var truth = new int[votes.TaskCount];
            Array.Fill(truth, Accuracy.Unknown);
            foreach (var (task, _, value) in known.Where(k => k.Question == question.Question.Name))
                if (votes.TaskAt(task) is { } at && question.Question.Asks.LabelsOf(question.Question, value) is [var name])
                    truth[at] = question.Labels.Select((l, i) => (l.Name, i)).Where(l => l.Name == name).Select(l => l.i).DefaultIfEmpty(Accuracy.Unknown).First();
            var table = question.Table(votes);
            foreach (var method in Catalog.Of<ITruthMethod>())
            {
                var result = method.Infer(table, null, cancel);
                var accuracy = Accuracy.Of(result, truth);
                var confidence = Enumerable.Range(0, table.TaskCount).Where(t => !table.LabelsOf(t).IsEmpty).Select(result.ConfidenceOf).DefaultIfEmpty(0).Average();
                rows.Add(new Row(question.Question.Name, method.Name, method.Title, method.Name == inUse, accuracy.Value, accuracy.Low, accuracy.High, accuracy.N,
                    accuracy.Tied, result.Iterations, result.Converged, confidence));
            }
        }
        return TypedResults.Ok(new Response(rows));
    }
}
