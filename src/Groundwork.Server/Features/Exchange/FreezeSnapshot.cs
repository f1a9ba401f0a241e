using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Freezes a project's tasks, answers and resolutions as they are now: the unit that is exported and compared. What takes long goes on as a job.</summary>
public sealed class FreezeSnapshot : ISlice
{
    static readonly TimeSpan Waits = TimeSpan.FromSeconds(2);

    /// <param name="Name">What to call it; without one it is called after the project and the day.</param>
    public sealed record Request(string? Name = null);
    /// <param name="Answers">What people said.</param>
    /// <param name="Predictions">What models said; null where nobody counted it apart, and it is among the answers.</param>
    public sealed record Response(string Id, string Name, string Hash, long Rows, long Answers, long? Predictions, long CreatedAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/snapshots", Handle).For(Roles.Managers, In.Project).Heavy()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Created<Response>, Accepted<JobView.JobRow>, ProblemHttpResult>> Handle(
        string id, Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, JobRunner runner, CancellationToken cancel)
    {
        var name = request.Name?.Trim() ?? "";
        if (name.Length > SnapshotNames.Longest || name.Any(char.IsControl))
            return Problem.Invalid("/name", "name", $"A snapshot's name has at most {SnapshotNames.Longest} characters.");
        if (name.Length == 0 && (name = await db.Read(me.Workspace, s => SnapshotNames.Next(s, id), cancel)) is null)
            return Problem.NotFound("project");
        var (job, refusal) = await JobCalls.RunOnce(db, runner, me, key, new { id, request }, Job(id, name), Waits, cancel);
        if (job is null)
            return refusal!;
        if (job.EndedAt is null)
            return TypedResults.Accepted($"/api/jobs/{job.Id}", job);
        if (job.Made is not { } made)
            return Problem.Conflict("job_" + job.State, job.Problem?.Title ?? "It was cancelled.", job.Problem?.Detail ?? "Freeze again.", ("job", job.Id));
        var snapshot = (await StoredSnapshot.Find(db, me.Workspace, made, cancel))!;
        return TypedResults.Created($"/api/snapshots/{made}", new Response(made, snapshot.Name, snapshot.Hash, snapshot.Manifest.Rows, snapshot.Manifest.OfPeople, snapshot.Manifest.Predictions, snapshot.Created));
    }

    /// <summary>Freezes a project, and waits so long for it.</summary>
    internal static Task<JobView.JobRow> Run(Db db, JobRunner runner, CurrentMember me, string project, string name, TimeSpan most, CancellationToken cancel) =>
        JobCalls.Run(db, runner, me, Job(project, name), most, cancel);

    static NewJob Job(string project, string name) => new(SnapshotBuilder.Name, project, name, JsonSerializer.Serialize(new SnapshotBuilder.Options(project, name)),
        new Dictionary<string, string>(StringComparer.Ordinal));
}
