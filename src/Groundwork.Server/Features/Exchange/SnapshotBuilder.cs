using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Writes a snapshot: the native rows as one blob, page by page and as of one moment, with resolutions from
/// a full fit of exactly the answers that it holds. Whoever has the snapshot can compute them again.
/// </summary>
static class SnapshotBuilder
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    internal sealed record Manifest(int Version, string Project, string ProjectName, string Name, long OntologyVersion, JsonElement Ontology,
        string Method, long AsOf, long Rows, long Answers, string RowsSha256, long RowsSize);

    internal static async Task<FreezeSnapshot.Response?> Freeze(Db db, FolderBlobs blobs, CurrentMember me, string project, string name, CancellationToken cancel)
    {
        // A snapshot holds at least what was acknowledged before it was asked for.
        if (!await QualityCalls.Settled(db, me.Workspace, project, LongestWait, cancel))
            throw new StorageUnavailableException("The newest answers are not settled: a transaction has been running on the database server for long. End it and try again.");
        if (await QualityCalls.Fit(db, me.Workspace, project, cancel) is not var (fit, ontology))
            return null;
        var about = await db.Read(me.Workspace, s => s.One($"""
            SELECT p.name, p.ontology_version, o.body FROM project p
            JOIN ontology o ON o.project = p.id AND o.version = p.ontology_version AND o.workspace = p.workspace
            WHERE p.id = {project} AND p.workspace = {s.Workspace}
            """, r => Tuple.Create(r.Text(0), r.Long(1), r.Text(2))), cancel);
        if (about is not var (projectName, version, ontologyJson))
            return null;
        var objects = await QualityCalls.LearnObjects(db, blobs, me.Workspace, project, fit.AsOf, cancel);
        var pages = new SnapshotPages(db, blobs, me.Workspace, project, version, ontology, fit, objects);
        var rows = await WriteRows(blobs, me.Workspace, pages, new SnapshotHeader("", name, projectName, "", ontology, 0), cancel);
        var manifest = JsonSerializer.Serialize(new Manifest(1, project, projectName, name, version, JsonElement.Parse(ontologyJson), fit.Method.Name, fit.AsOf,
            pages.Rows, pages.Answers, rows.Sha256, rows.Size), JsonSerializerOptions.Web);
        var hash = AnswerDocument.HashOf(Encoding.UTF8.GetBytes(manifest));
        return await db.Write(me.Workspace, async s =>
        {
            var id = s.NewId();
            var shown = name.Length > 0 ? name : DateTimeOffset.FromUnixTimeMilliseconds(s.Now).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            await s.Run($"""
                INSERT INTO snapshot (id, workspace, project, name, hash, manifest, rows, answers, method, created, by_member)
                VALUES ({id}, {s.Workspace}, {project}, {shown}, {hash}, {new Json(manifest)}, {pages.Rows}, {pages.Answers}, {fit.Method.Name}, {s.Now}, {me.Id})
                """);
            await EventCalls.Record(s, me.Id, "snapshot.frozen", id, after: hash);
            return new FreezeSnapshot.Response(id, shown, hash, pages.Rows, pages.Answers, s.Now);
        }, cancel);
    }

    // The writer fills a pipe that the blob store empties: no snapshot is ever whole in memory.
    static async Task<BlobRef> WriteRows(FolderBlobs blobs, string workspace, SnapshotPages pages, SnapshotHeader header, CancellationToken cancel)
    {
        var native = (ISnapshotWriter)Catalog.Named<IFormat>("jsonl")!;
        var pipe = new Pipe();
        var storing = blobs.Put(workspace, pipe.Reader.AsStream(), cancel);
        Exception? failure = null;
        try
        {
            await native.WriteAsync(pipe.Writer.AsStream(leaveOpen: true), header, pages.Read(cancel), new WriteSettings(), cancel);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure);
        }
        return await storing;
    }
}
