using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>
/// Says what a project's answers are worth: for each question how far people agree (with intervals), how sure the
/// resolutions are, and for each annotator how often the others see it the same way.
/// </summary>
public sealed class GetQuality : ISlice
{
    public sealed record LabelShare(string Name, string Title, double Share);
    public sealed record Agreement(string Name, string Title, string Description, double? Value, double? Low, double? High, long N, string? Reason);
    public sealed record Bin(double From, double To, long Tasks);
    public sealed record Confidence(List<Bin> Bins, double? Mean);
    public sealed record QuestionQuality(string Name, string Title, string Kind, long Answered, List<LabelShare> Labels, List<Agreement> Agreement,
        Confidence Confidence, long Tied);
    public sealed record AnnotatorQuality(string Id, string Name, [OneOf("person", "service", "external", "model", "simulated")] string Kind, long Answers, long? MedianActiveMs, double? Agreement, double? Low, double? High, long N, double? Ability);
    public sealed record Response(long AsOf, string Method, long Answers, long Tasks, List<QuestionQuality> Questions, List<AnnotatorQuality> Annotators);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/quality", Handle).For(Roles.Readers, In.Project).Heavy().ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, CancellationToken cancel)
    {
        await ProjectVotes.Settled(db, me.Workspace, id, ProjectVotes.ReportWaits, cancel);
        if (await ProjectVotes.Load(db, me.Workspace, id, cancel: cancel) is not var (votes, _, method))
            return Problem.NotFound("project");
        var fit = new ProjectFit(votes, method, cancel: cancel);
        var questions = votes.Questions.Select(q => Describe(q, votes, fit, cancel)).ToList();
        var annotators = await Annotators(db, me.Workspace, id, votes, fit, cancel);
        return TypedResults.Ok(new Response(votes.At, method, votes.Answers, votes.TaskCount, questions, annotators));
    }

    static QuestionQuality Describe(ProjectVotes.QuestionVotes q, ProjectVotes votes, ProjectFit fit, CancellationToken cancel)
    {
        var table = q.Table(votes);
        var counts = new long[q.Labels.Count];
        foreach (var vote in q.Votes)
            counts[vote.Label]++;
        var bins = Enumerable.Range(0, 10).Select(i => new Bin(i / 10.0, (i + 1) / 10.0, 0)).ToList();
        double sum = 0;
        long answered = 0, tied = 0;
        for (var task = 0; task < table.TaskCount; task++)
        {
            if (table.LabelsOf(task).IsEmpty || fit.Of(q.Question.Name) is not { } model)
                continue;
            var confidence = model.Result.ConfidenceOf(task);
            var bin = Math.Min(9, (int)(confidence * 10));
            bins[bin] = bins[bin] with { Tasks = bins[bin].Tasks + 1 };
            sum += confidence;
            answered++;
            tied += model.Result.TopLabelsOf(task).Length > 1 ? 1 : 0;
        }
        return new QuestionQuality(q.Question.Name, q.Question.Title, q.Question.Kind, answered,
            [.. q.Labels.Select((l, i) => new LabelShare(l.Name, l.Title, q.Votes.Count == 0 ? 0 : (double)counts[i] / q.Votes.Count))],
            [.. AgreementReport.Of(q, table, cancel)], new Confidence(bins, answered == 0 ? null : sum / answered), tied);
    }

    static async Task<List<AnnotatorQuality>> Annotators(Db db, string workspace, string project, ProjectVotes votes, ProjectFit fit, CancellationToken cancel)
    {
        var known = (await db.Read(workspace, s => s.All($"""
            SELECT m.id, m.name, m.kind FROM member m WHERE m.workspace = {s.Workspace} AND m.id IN {new Ids(votes.Annotators)}
            """, r => (Id: r.Text(0), Name: r.Text(1), Kind: r.Text(2))), cancel)).ToDictionary(m => m.Id, StringComparer.Ordinal);
        // Correcting an answer is time spent on it.
        var times = (await db.Read(workspace, s => s.All($"""
            SELECT author, CAST(sum(active_ms) AS BIGINT) FROM annotation WHERE project = {project} AND workspace = {s.Workspace} AND active_ms IS NOT NULL GROUP BY author, task
            """, r => (Author: r.Text(0), Ms: r.Long(1))), cancel)).ToLookup(t => t.Author, t => t.Ms, StringComparer.Ordinal);
        var main = votes.Questions.Find(q => q.Votes.Count > 0);
        var scores = main is null ? [] : AnnotatorScore.Of(main.Table(votes));
        var ability = main is null ? null : fit.Of(main.Question.Name)?.Result.Ability;
        var answers = main is null ? new int[votes.Annotators.Count] : Count(votes, main);
        return [.. votes.Annotators.Select((member, i) =>
        {
            var score = i < scores.Length ? scores[i] : null;
            return new AnnotatorQuality(member, known[member].Name, known[member].Kind, answers[i], Median([.. times[member]]),
                score?.Value, score?.Low, score?.High, score?.N ?? 0, ability is not null && i < ability.Length ? ability[i] : null);
        }).OrderBy(a => a.Agreement ?? 2).ThenByDescending(a => a.Answers)];
    }

    static int[] Count(ProjectVotes votes, ProjectVotes.QuestionVotes question)
    {
        var counts = new int[votes.Annotators.Count];
        foreach (var vote in question.Votes)
            counts[vote.Annotator]++;
        return counts;
    }

    static long? Median(long[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? null : values[values.Length / 2];
    }
}
