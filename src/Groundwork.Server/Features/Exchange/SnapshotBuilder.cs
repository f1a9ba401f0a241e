using System.IO.Pipelines;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Writes a snapshot: the native rows as one blob, page by page and as of one moment, with resolutions from
/// a full fit of exactly the answers that it holds. Whoever has the snapshot can compute them again.
/// </summary>
public sealed class SnapshotBuilder(Db db, FolderBlobs blobs) : IJob
{
    internal const string Name = "freeze";

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="Project">Whose tasks.</param>
    /// <param name="Name">What to call the snapshot.</param>
    internal sealed record Options(string Project, string Name);

    sealed record About(string Name, long Version, string Ontology, string Instructions, long Redundancy, long Tasks);

    public string Kind => Name;

    public async Task<JobEnd> Run(JobRun run)
    {
        var (project, name) = JsonSerializer.Deserialize<Options>(run.Options)!;
        // A snapshot holds at least what was acknowledged before it was asked for.
        if (!await QualityCalls.Settled(db, run.Workspace, project, LongestWait, run.Cancel))
            throw new JobFailedException("The newest answers are not settled.", "A transaction has been running on the database server for long. End it and freeze again.");
        if (await QualityCalls.Fit(db, run.Workspace, project, run.Cancel) is not var (fit, ontology) || await Read(run.Workspace, project, run.Cancel) is not { } about)
            throw new JobFailedException("The project is gone.", "It was deleted meanwhile.");
        run.Total = about.Tasks;
        var objects = await QualityCalls.LearnObjects(db, blobs, run.Workspace, project, fit.AsOf, run.Cancel);
        LargeMemory.Return(about.Tasks);
        var words = new SnapshotWords(ontology);
        var pages = new SnapshotPages(db, blobs, run.Workspace, project, ontology, fit, objects, words, rows => run.Done = rows);
        var rows = await WriteRows(run.Workspace, pages, ontology, run.Cancel);
        run.Done = pages.Rows;
        var manifest = new SnapshotManifest(SnapshotManifest.Now, project, about.Name, name, about.Version, JsonElement.Parse(about.Ontology), fit.Method.Name, fit.AsOf,
            pages.Rows, pages.Answers, rows.Sha256, rows.Size) { Instructions = about.Instructions, Redundancy = about.Redundancy, Words = words.Counted, Predictions = pages.Predictions };
        return new JobEnd(s => Store(s, run, manifest));
    }

    Task<About?> Read(string workspace, string project, CancellationToken cancel) => db.Read(workspace, async s =>
    {
        var n = await EventCalls.Counters(s, project);
        var tasks = n.GetValueOrDefault("tasks") - n.GetValueOrDefault("state:cancelled");
        return await s.One($"""
            SELECT p.name, p.ontology_version, o.body, p.instructions, p.redundancy
            FROM project p JOIN ontology o ON o.project = p.id AND o.version = p.ontology_version AND o.workspace = p.workspace
            WHERE p.id = {project} AND p.workspace = {s.Workspace} AND p.deleted IS NULL
            """, r => new About(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Long(4), tasks));
    }, cancel);

    static async ValueTask<JobResult> Store(Session s, JobRun run, SnapshotManifest manifest)
    {
        var id = s.NewId();
        var hash = manifest.Hash();
        await s.Run($"""
            INSERT INTO snapshot (id, workspace, project, name, hash, manifest, rows, answers, predictions, method, created, by_member)
            VALUES ({id}, {s.Workspace}, {manifest.Project}, {manifest.Name}, {hash}, {new Json(manifest.Write())}, {manifest.Rows}, {manifest.Answers}, {manifest.Predictions}, {manifest.Method}, {s.Now}, {run.By})
            """);
        await EventCalls.Record(s, run.By, "snapshot.frozen", id, after: hash, project: manifest.Project);
        await EventCalls.Announce(s, "snapshot.frozen", manifest.Project, id);
        return new JobResult(id, new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["rows"] = manifest.Rows, ["answers"] = manifest.OfPeople, ["predictions"] = manifest.Predictions ?? 0, ["bytes"] = manifest.RowsSize,
        });
    }

    // The writer fills a pipe that the blob store empties: no snapshot is ever whole in memory.
    async Task<BlobRef> WriteRows(string workspace, SnapshotPages pages, OntologyDocument ontology, CancellationToken cancel)
    {
        var native = (ISnapshotWriter)Catalog.Named<IFormat>("jsonl")!;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024));
        var storing = Keep();
        Exception? failure = null;
        try
        {
            // What lies in the store says nothing of where it lies, so that equal rows are the same blob.
            await native.WriteAsync(pipe.Writer.AsStream(leaveOpen: true), new SnapshotHeader("", "", "", "", ontology, 0), pages.Read(cancel), new WriteSettings(), cancel);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure);
            // Its failure, if it has one, is that of the writer.
            await storing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return await storing;

        // Without a reader the writer would wait for ever for room in the pipe: it is told why nobody reads any more.
        async Task<BlobRef> Keep()
        {
            try
            {
                return await blobs.Put(workspace, pipe.Reader.AsStream(), cancel);
            }
            catch (Exception e)
            {
                await pipe.Reader.CompleteAsync(e);
                throw;
            }
        }
    }
}
