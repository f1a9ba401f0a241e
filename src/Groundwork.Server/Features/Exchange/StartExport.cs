using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Begins to write a snapshot in a format. The file can be downloaded at once, while it is being written.</summary>
public sealed class StartExport : ISlice
{
    static readonly TimeSpan Waits = TimeSpan.FromMilliseconds(500);

    /// <param name="Format">The name of a format that snapshots are written in; without it the native one.</param>
    /// <param name="What">resolutions (what is believed of each task) or answers (what each person said).</param>
    /// <param name="Filter">Which rows, in the filter language of the lists.</param>
    public sealed record Request(string? Format = null, string? What = null, string? Filter = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/snapshots/{id}/exports", Handle).For(Roles.Readers, In.Snapshot).Heavy().ToRead()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Accepted<JobView.JobRow>, ProblemHttpResult>> Handle(
        string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, JobRunner runner, CancellationToken cancel)
    {
        if (await StoredSnapshot.Find(db, me.Workspace, id, cancel) is not { } snapshot)
            return Problem.NotFound("snapshot");
        var (wish, refused) = snapshot.Asked(request.Format, request.What, request.Filter);
        if ((refused ?? StoredSnapshot.Unwritable(wish!)) is { } no)
            return no;
        var options = new ExportJob.Options(id, wish!.Writer.Name, request.What ?? "resolutions", wish.Filter.IsEmpty ? null : request.Filter);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["snapshot"] = id, ["format"] = options.Format, ["what"] = options.What, ["file"] = snapshot.FileName(wish.Writer, options.What),
        };
        if (options.Filter is { } filter)
            facts["filter"] = filter;
        var (job, refusal) = await JobCalls.RunOnce(db, runner, me, key, new { id, request },
            new(ExportJob.Name, snapshot.ProjectId, snapshot.Name, JsonSerializer.Serialize(options), facts) { Total = snapshot.Manifest.Rows }, Waits, cancel);
        return job is null ? refusal! : TypedResults.Accepted($"/api/jobs/{job.Id}", job);
    }
}
