using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Fills a workspace with three small finished-looking projects, so that there is something true on every screen.</summary>
public sealed class LoadSample : ISlice
{
    /// <summary>A project that was loaded, with a snapshot of it; null while that is still being frozen.</summary>
    public sealed record Loaded(string ProjectId, string ProjectName, long Tasks, long Answers, string? SnapshotId);

    /// <summary>A project that couldn't be, because this machine can't read pictures.</summary>
    public sealed record Omitted(string ProjectName, string Reason, string Todo);
    public sealed record Response(List<Loaded> Projects, List<Omitted> Omitted, long Annotators);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/sample", Handle).For(Roles.Managers).Heavy().ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(CurrentMember me, Db db, FolderBlobs blobs, MediaIntake media, JobRunner jobs, CancellationToken cancel) =>
        await SampleWorkspace.Load(db, blobs, media, jobs, me, cancel) is { Projects.Count: > 0 } loaded ? TypedResults.Ok(loaded)
            : Problem.Conflict("sample_loaded", "The sample is in this workspace already.", $"Open the project \"{SampleMessages.Name}\".");
}
