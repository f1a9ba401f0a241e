using System.Text.Json;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Makes a project of a native export, of this or another installation: the body is the file. Freezing that project gives a snapshot
/// with the hash that the file's has.
/// </summary>
public sealed class RestoreSnapshot : ISlice
{
    static readonly TimeSpan Waits = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/snapshot", Handle).For(Roles.Managers)
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(507);

    static async Task<Results<Accepted<JobView.JobRow>, ProblemHttpResult>> Handle(HttpRequest request, string name, string? fileName,
        CurrentMember me, Db db, FolderBlobs blobs, JobRunner runner, CancellationToken cancel)
    {
        var project = name.Trim();
        if (project.Length is 0 or > 120 || project.Any(char.IsControl))
            return Problem.Invalid("/name", "name", "Name the project with 1 to 120 characters.");
        if (await db.Read(me.Workspace, s => s.Any($"""
            SELECT 1 FROM dataset WHERE name = {project} AND workspace = {s.Workspace} UNION ALL SELECT 1 FROM project WHERE name = {project} AND workspace = {s.Workspace}
            """), cancel))
            return Problem.Conflict("name_taken", "The name is taken.", "A project or dataset has it, maybe in the trash. Choose another one.");
        var file = await blobs.Put(me.Workspace, request.Body, cancel);
        var job = await JobCalls.Run(db, runner, me, new(RestoreJob.Name, null, project,
            JsonSerializer.Serialize(new RestoreJob.Options(file.Sha256, file.Size, fileName ?? "snapshot.jsonl", project)),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = fileName ?? "" }), Waits, cancel);
        return TypedResults.Accepted($"/api/jobs/{job.Id}", job);
    }
}
