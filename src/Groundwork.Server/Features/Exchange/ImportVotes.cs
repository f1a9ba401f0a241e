using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Quality;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Takes in votes that were collected elsewhere, as a project of its own: each task an item, each worker an author
/// by name, each vote an answer, each gold label a known answer.
/// </summary>
public sealed class ImportVotes : ISlice
{
    public sealed record RowError(long Row, string Reason, string Todo);
    public sealed record Response(string ProjectId, string DatasetId, long Tasks, long Answers, long Annotators, long Labels, long Known,
        long Failed, List<RowError> Errors, long MoreErrors);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/votes", Handle).For(Roles.Managers).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(HttpRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs,
        string name, string? method, string? fileName, string? source, string? licence, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        if (name.Trim().Length is 0 or > 120 || name.Any(char.IsControl))
            faults.Add(new("/name", "name", "Give the project a name of 1 to 120 characters."));
        if (method is not null && Catalog.Named<ITruthMethod>(method) is null)
            faults.Add(new("/method", "unknown_method", $"The method is one of {string.Join(", ", Catalog.Of<ITruthMethod>().Select(m => m.Name))}."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (once, wrong) = OnceByKey.Of(me, nameof(ImportVotes), key, new { name, method, fileName, source, licence, request.ContentLength });
        if (wrong is not null)
            return wrong;
        if (once is not null && await db.Read(me.Workspace, s => once.Before<Response>(s), cancel) is { } before)
            return before.Refusal is { } other ? other : TypedResults.Ok(before.First);
        if (await db.Read(me.Workspace, s => s.Any($"""
            SELECT 1 FROM project WHERE workspace = {s.Workspace} AND name = {name.Trim()} AND deleted IS NULL
            UNION ALL SELECT 1 FROM dataset WHERE workspace = {s.Workspace} AND name = {name.Trim()} AND deleted IS NULL
            """), cancel))
            return Problem.Conflict("name_taken", "There is a project or dataset of that name.", "Choose another name.");
        var reader = (IVoteReader)Catalog.Named<IFormat>("votes")!;
        var file = await blobs.Put(me.Workspace, request.Body, cancel);
        var survey = await VoteSurvey.Of(reader, () => blobs.Open(me.Workspace, file.Sha256)!, cancel);
        if (survey.Votes == 0)
            return Problem.Of(422, "unreadable", survey.Faults.Count > 0 ? survey.Faults[0].Reason : "The file has no votes.",
                survey.Faults.Count > 0 ? survey.Faults[0].Todo : "Give it a header line worker,task,label and a line for each vote.");
        if (survey.Labels.Count is < 2 or > VoteSurvey.MostLabels)
            return Problem.Of(422, "labels", $"The file has {survey.Labels.Count} different labels.",
                $"A choice needs 2 to {VoteSurvey.MostLabels} of them. Check that the right column is called label.");
        var intake = new VoteIntake(db, me, name.Trim(), method ?? ITruthMethod.Default, survey, new(fileName ?? "", "votes", file.Sha256, file.Size, new(source ?? "", licence ?? "")));
        var (project, dataset) = await intake.Begin(cancel);
        await using (var stream = blobs.Open(me.Workspace, file.Sha256)!)
            await intake.TakeIn(reader.ReadVotesAsync(stream, cancel), cancel);
        var response = new Response(project, dataset, survey.Tasks, survey.Votes, survey.Workers, survey.Labels.Count, survey.Known,
            survey.FaultCount, survey.Faults, survey.FaultCount - survey.Faults.Count);
        await intake.End(async s => _ = once is null ? response : await once.Keep(s, response), cancel);
        return TypedResults.Ok(response);
    }
}

/// <summary>A first pass over a file of votes: its labels, and how much of everything there is.</summary>
sealed class VoteSurvey
{
    internal const int MostLabels = 500;
    const int FaultsShown = 100;

    internal SortedSet<string> Labels { get; } = new(StringComparer.Ordinal);
    internal List<ImportVotes.RowError> Faults { get; } = [];
    internal long FaultCount { get; private set; }
    internal long Votes { get; private set; }
    internal long Tasks { get; private set; }
    internal long Workers { get; private set; }
    internal long Known { get; private set; }

    internal static async Task<VoteSurvey> Of(IVoteReader reader, Func<Stream> open, CancellationToken cancel)
    {
        var survey = new VoteSurvey();
        var tasks = new Dictionary<string, bool>(StringComparer.Ordinal);
        var workers = new HashSet<string>(StringComparer.Ordinal);
        await using var stream = open();
        await foreach (var row in reader.ReadVotesAsync(stream, cancel))
            if (row is VoteRow vote)
            {
                survey.Votes++;
                survey.Labels.Add(vote.Label);
                workers.Add(vote.Worker);
                tasks[vote.Task] = tasks.GetValueOrDefault(vote.Task) || vote.Gold is not null;
                if (vote.Gold is not null)
                    survey.Labels.Add(vote.Gold);
            }
            else if (row is RowFault fault && survey.FaultCount++ < FaultsShown)
                survey.Faults.Add(new(fault.Row, fault.Reason, fault.Todo));
        (survey.Tasks, survey.Workers, survey.Known) = (tasks.Count, workers.Count, tasks.Values.Count(known => known));
        return survey;
    }
}
