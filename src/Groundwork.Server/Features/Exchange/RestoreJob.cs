using System.Text.Json;
using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Features.Jobs;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Makes a project of a native export: its items, tasks, answers by their authors, and questions, so that freezing it gives the
/// snapshot that the file is of. The whole file is looked at before the first row is written.
/// </summary>
public sealed class RestoreJob(Db db, FolderBlobs blobs) : IJob
{
    internal const string Name = "restore";

    // A unit is as long as people who label beside it don't notice, and leaves them as much time again.
    const int MostRows = 100, MostAnswers = 400;
    const int FaultsShown = 5;

    /// <param name="Sha256">The file's blob.</param>
    /// <param name="Size">Its length.</param>
    /// <param name="File">Its name.</param>
    /// <param name="Project">The name of the project to make.</param>
    internal sealed record Options(string Sha256, long Size, string File, string Project);

    public string Kind => Name;

    public async Task<JobEnd> Run(JobRun run)
    {
        var options = JsonSerializer.Deserialize<Options>(run.Options)!;
        var (source, rows) = await Look(run, options);
        run.Total = rows;
        var place = run.Place is { } kept ? JsonSerializer.Deserialize<RestorePlace>(kept)! : null;
        var writes = new RestoreWrites(blobs, run, options, source);
        place ??= await db.Write(run.Workspace, writes.Begin, run.Cancel);
        var (read, chunk, answers) = (0L, new List<SnapshotRow>(), 0);
        await foreach (var row in Lines(run, options))
        {
            if (++read <= place.Rows)
                continue;
            chunk.Add(((SnapshotLine)row).Content);
            answers += chunk[^1].Answers.Count;
            if (chunk.Count < MostRows && answers < MostAnswers)
                continue;
            (place, answers) = (await Write(run, writes, place, chunk), 0);
        }
        place = await Write(run, writes, place, chunk);
        run.Done = place.Rows;
        return new JobEnd(s => writes.End(s, place));
    }

    async Task<RestorePlace> Write(JobRun run, RestoreWrites writes, RestorePlace place, List<SnapshotRow> chunk)
    {
        if (chunk.Count == 0)
            return place;
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var documents = await writes.Store(chunk);
        var next = await db.Write(run.Workspace, s => writes.Add(s, place, chunk, documents), run.Cancel);
        writes.Kept();
        chunk.Clear();
        run.Done = next.Rows;
        await Task.Delay(System.Diagnostics.Stopwatch.GetElapsedTime(since) / 4, run.Cancel);
        return next;
    }

    // What is wrong with the file is said before there is half a project.
    async Task<(RestoreSource Source, long Rows)> Look(JobRun run, Options options)
    {
        RestoreSource? source = null;
        var (rows, last, faults) = (0L, 0L, new List<string>());
        await foreach (var row in Lines(run, options))
        {
            if (row is SnapshotLine line)
            {
                source ??= RestoreSource.Of(line.Snapshot, faults);
                rows++;
                if (line.Content.Ordinal <= last)
                    faults.Add($"Line {row.Row}: the tasks are not in their order, or one is there twice.");
                last = line.Content.Ordinal;
            }
            else if (row is RowFault fault)
                faults.Add($"Line {row.Row}: {fault.Reason} {fault.Todo}");
            if (faults.Count >= FaultsShown || source is null)
                break;
        }
        if (source is null && faults.Count == 0)
            faults.Add("It has no lines.");
        return faults.Count == 0 ? (source!, rows) : throw new JobFailedException("The file is no whole native export.", string.Join(' ', faults));
    }

    async IAsyncEnumerable<RowOutcome> Lines(JobRun run, Options options)
    {
        await using var stream = blobs.Open(run.Workspace, options.Sha256) ?? throw new JobFailedException("The file is gone.", "Send it again.");
        await foreach (var row in ((ISnapshotReader)Catalog.Named<IFormat>("jsonl")!).ReadSnapshotAsync(stream, run.Cancel))
            yield return row;
    }
}
