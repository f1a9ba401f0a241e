using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>A frozen snapshot as it can be written in any format.</summary>
sealed record StoredSnapshot(string Id, string Name, string Hash, SnapshotBuilder.Manifest Manifest, long Created)
{
    internal string Project => Manifest.ProjectName;

    /// <summary>The format and the rows that are asked for, or why there are none.</summary>
    internal static (ISnapshotWriter? Writer, Wanted What, ProblemHttpResult? Refused) Asked(string? format, string? what)
    {
        if (Catalog.Named<IFormat>(format ?? "jsonl") is not ISnapshotWriter writer)
            return (null, default, Problem.Invalid("/format", "unknown_format",
                $"The format is one of {string.Join(", ", Catalog.Of<IFormat>().OfType<ISnapshotWriter>().Select(f => f.Name))}."));
        return what is null or "resolutions" or "answers" ? (writer, what == "answers" ? Wanted.Answers : Wanted.Resolutions, null)
            : (null, default, Problem.Invalid("/what", "what", "Ask for resolutions or answers."));
    }

    internal static Task<StoredSnapshot?> Find(Db db, string workspace, string id, CancellationToken cancel) =>
        db.Read(workspace, s => s.One($"SELECT name, hash, manifest, created FROM snapshot WHERE id = {id} AND workspace = {s.Workspace}",
            r => new StoredSnapshot(id, r.Text(0), r.Text(1), JsonSerializer.Deserialize<SnapshotBuilder.Manifest>(r.Text(2), JsonSerializerOptions.Web)!, r.Long(3))), cancel);

    internal Stream Open(FolderBlobs blobs, string workspace) => blobs.Open(workspace, Manifest.RowsSha256)
        ?? throw new InvalidDataException($"The rows of snapshot {Id} are missing from the blob store. Restore them from a backup.");

    internal async Task<IReadOnlyList<Loss>> Write(ISnapshotWriter writer, Stream to, Stream rows, FolderBlobs blobs, Wanted what, CancellationToken cancel)
    {
        var ontology = OntologyReader.Read(Encoding.UTF8.GetBytes(Manifest.Ontology.GetRawText()), [])!;
        var header = new SnapshotHeader(Id, Name, Project, Hash, ontology, Created);
        await using (rows)
            return await writer.WriteAsync(to, header, Read(rows, cancel), new() { What = what, Scratch = blobs.Scratch }, cancel);
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
