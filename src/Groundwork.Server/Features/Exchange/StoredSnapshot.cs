using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>A frozen snapshot as it can be written in any format.</summary>
sealed record StoredSnapshot(string Id, string ProjectId, string Name, string Hash, SnapshotManifest Manifest, long Created)
{
    // Another version of the program may write other bytes of the same snapshot.
    static readonly Guid Writers = typeof(ISnapshotWriter).Assembly.ManifestModule.ModuleVersionId;

    internal string Project => Manifest.ProjectName;

    /// <summary>What is wanted of a snapshot.</summary>
    internal sealed record Wish(ISnapshotWriter Writer, Wanted What, ExportFilter Filter);

    /// <summary>What a request asks for, or why that can't be had.</summary>
    internal (Wish? Wish, ProblemHttpResult? Refused) Asked(string? format, string? what, string? filter)
    {
        var faults = new List<Fault>();
        if (Catalog.Named<IFormat>(format ?? "jsonl") is not ISnapshotWriter writer)
        {
            faults.Add(new("/format", "unknown_format", $"The format is one of {string.Join(", ", Catalog.Of<IFormat>().OfType<ISnapshotWriter>().Select(f => f.Name))}."));
            writer = null!;
        }
        if (what is not (null or "resolutions" or "answers"))
            faults.Add(new("/what", "what", "Ask for resolutions or answers."));
        var read = ExportFilter.Read(filter, Ontology(), faults);
        return faults.Count > 0 ? (null, Problem.Invalid(faults)) : (new(writer, what == "answers" ? Wanted.Answers : Wanted.Resolutions, read!), null);
    }

    /// <summary>Why a format can't be written on this machine, or null.</summary>
    internal static ProblemHttpResult? Unwritable(Wish wish) =>
        wish.Writer.Missing is { } missing ? Problem.Conflict("format_missing", missing, wish.Writer.MissingTodo) : null;

    internal static Task<StoredSnapshot?> Find(Db db, string workspace, string id, CancellationToken cancel) =>
        db.Read(workspace, s => s.One($"SELECT name, hash, manifest, created, project FROM snapshot WHERE id = {id} AND workspace = {s.Workspace}",
            r => new StoredSnapshot(id, r.Text(4), r.Text(0), r.Text(1), SnapshotManifest.Parse(r.Text(2)), r.Long(3))), cancel);

    internal OntologyDocument Ontology() => OntologyReader.Read(Encoding.UTF8.GetBytes(Manifest.Ontology.GetRawText()), [])!;

    /// <summary>What tells a file of this snapshot from any other: the same wish gives the same bytes as long as this is the same.</summary>
    internal string Tag(ExportJob.Options wish) =>
        AnswerDocument.HashOf(Encoding.UTF8.GetBytes($"{Writers} {Id} {Hash} {wish.Format} {wish.What} {wish.Filter}"))["sha256:".Length..][..32];

    internal string FileName(ISnapshotWriter writer, string what)
    {
        var name = new string([.. string.Join('-', Project, Name, what).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries)) + writer.Extensions[0];
    }

    /// <summary>Writes what is wanted, and says how many rows it read, how many it wrote, and what the format couldn't hold.</summary>
    internal async Task<(long Rows, IReadOnlyList<Loss> Losses)> Write(Wish wish, Stream to, FolderBlobs blobs, string workspace, Action<long> progress, CancellationToken cancel)
    {
        await using var rows = blobs.Open(workspace, Manifest.RowsSha256)
            ?? throw new InvalidDataException($"The rows of snapshot {Id} are missing from the blob store. Restore them from a backup.");
        var header = new SnapshotHeader(Id, Name, Project, Hash, Ontology(), Created) { Manifest = Manifest.Content(), Redundancy = Manifest.Redundancy };
        if (wish is { Writer: Jsonl, Filter.IsEmpty: true } && Manifest.Version == SnapshotManifest.Now)
        {
            await Jsonl.CopyAsync(rows, to, header, progress, cancel);
            return (Manifest.Rows, []);
        }
        var written = 0L;
        var losses = await wish.Writer.WriteAsync(to, header, Chosen(cancel), new() { What = wish.What, Scratch = blobs.Scratch }, cancel);
        return (written, losses);

        async IAsyncEnumerable<SnapshotRow> Chosen([EnumeratorCancellation] CancellationToken cancel)
        {
            var read = 0L;
            await foreach (var row in Read(rows, cancel))
            {
                progress(++read);
                if (!wish.Filter.Passes(row))
                    continue;
                written++;
                yield return row;
            }
        }
    }

    static async IAsyncEnumerable<SnapshotRow> Read(Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var native = (ISnapshotReader)Catalog.Named<IFormat>("jsonl")!;
        await foreach (var row in native.ReadSnapshotAsync(stream, cancel))
            yield return row switch
            {
                SnapshotLine line => line.Content,
                RowFault fault => throw new InvalidDataException($"Line {fault.Row} of a stored snapshot is damaged: {fault.Reason}"),
                _ => throw new InvalidDataException("A stored snapshot holds something else than rows."),
            };
    }
}
