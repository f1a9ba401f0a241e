using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Groundwork.Tables;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes a snapshot into a file, which can be downloaded from its first byte on.</summary>
public sealed class ExportJob(Db db, FolderBlobs blobs, ExportFiles files) : IJob
{
    internal const string Name = "export";

    /// <summary>How long the file is kept.</summary>
    internal const long KeptMs = 7L * 24 * 3600 * 1000;

    /// <param name="Snapshot">Its id.</param>
    /// <param name="Format">The name of the format.</param>
    /// <param name="What">resolutions or answers.</param>
    /// <param name="Filter">Which rows; null for all.</param>
    internal sealed record Options(string Snapshot, string Format, string What, string? Filter);

    /// <summary>The file, when it is whole.</summary>
    internal sealed record Made(string Sha256, long Size)
    {
        internal static Made Of(string result) => JsonSerializer.Deserialize<Made>(result)!;
    }

    public string Kind => Name;

    public async Task<JobEnd> Run(JobRun run)
    {
        var options = JsonSerializer.Deserialize<Options>(run.Options)!;
        var snapshot = await StoredSnapshot.Find(db, run.Workspace, options.Snapshot, run.Cancel);
        var (wish, refused) = snapshot?.Asked(options.Format, options.What, options.Filter) ?? default;
        if (snapshot is null || wish is null)
            throw new JobFailedException("What was asked for can't be written.", refused is null ? "The snapshot is gone." : "This version of the program doesn't have that format. Choose another one.");
        run.Total = snapshot.Manifest.Rows;
        var file = files.Begin(run.Id);
        var whole = false;
        try
        {
            var (rows, _) = await snapshot.Write(wish, file, blobs, run.Workspace, read => run.Done = read, run.Cancel);
            run.Cancel.ThrowIfCancellationRequested();
            var made = new Made(file.Sha256(), file.Written);
            await blobs.Adopt(run.Workspace, file.Path, made.Sha256);
            whole = true;
            run.Done = snapshot.Manifest.Rows;
            return new JobEnd(async s =>
            {
                await EventCalls.Record(s, run.By, "snapshot.exported", snapshot.Id, after: "sha256:" + made.Sha256, project: snapshot.ProjectId);
                await EventCalls.Announce(s, "export.ready", snapshot.ProjectId, run.Id, new Json(JsonSerializer.Serialize(new { snapshotId = snapshot.Id, bytes = made.Size })));
                return new JobResult(run.Id, new Dictionary<string, long>(StringComparer.Ordinal) { ["rows"] = rows, ["bytes"] = made.Size }, JsonSerializer.Serialize(made), KeptMs);
            });
        }
        catch (TableException e)
        {
            throw new JobFailedException(e.Message, e.Todo);
        }
        finally
        {
            files.End(run.Id, file, whole);
        }
    }
}
