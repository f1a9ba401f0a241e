using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Makes a project of a native export, of this or another installation: the body is the file. Freezing that project gives a snapshot
/// with the hash that the file's has.
/// </summary>
public sealed class RestoreSnapshot : ISlice
{
    static readonly TimeSpan Waits = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/snapshot", Handle).For(Roles.Managers).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(409).ProducesProblem(507);

    static async Task<Results<Accepted<JobView.JobRow>, ProblemHttpResult>> Handle(HttpRequest request, string name, string? fileName,
        [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs, JobRunner runner, CancellationToken cancel)
    {
        var project = name.Trim();
        if (project.Length is 0 or > 120 || project.Any(char.IsControl))
            return Problem.Invalid("/name", "name", "Name the project with 1 to 120 characters.");
        // Said before the file is sent, unless that may be what the same key has made.
        if (key is null && await db.Read(me.Workspace, s => Taken(s, project), cancel) is { } taken)
            return taken;
        var file = await blobs.Put(me.Workspace, request.Body, cancel);
        var (id, refusal) = await EventCalls.MakeOnce<string>(db, me, nameof(RestoreSnapshot), key, new { project, fileName, file.Sha256 }, async s =>
            await Taken(s, project) is { } refused ? (null, refused) : (await JobCalls.Start(s, me, new(RestoreJob.Name, null, project,
                JsonSerializer.Serialize(new RestoreJob.Options(file.Sha256, file.Size, fileName ?? "snapshot.jsonl", project)),
                new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = fileName ?? "" })), null), cancel);
        return id is null ? refusal! : TypedResults.Accepted($"/api/jobs/{id}", await JobCalls.Wait(db, runner, me, id, Waits, cancel));
    }

    static async ValueTask<ProblemHttpResult?> Taken(Session s, string name) => await s.Any($"""
        SELECT 1 FROM dataset WHERE name = {name} AND workspace = {s.Workspace} UNION ALL SELECT 1 FROM project WHERE name = {name} AND workspace = {s.Workspace}
        """) ? Problem.Conflict("name_taken", "The name is taken.", "A project or dataset has it, maybe in the trash. Choose another one.") : null;
}
