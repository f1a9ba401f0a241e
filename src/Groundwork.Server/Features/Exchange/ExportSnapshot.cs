using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Downloads a snapshot in a format: what is believed, or every individual answer.</summary>
public sealed class ExportSnapshot : ISlice
{
    sealed record Found(string Name, string Hash, string Manifest, long Created);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}/export", Handle).For(Roles.Readers, In.Snapshot)
        .Produces<byte[]>(200, "application/octet-stream").ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, string? format, string? what, CancellationToken cancel)
    {
        if (Catalog.Named<IFormat>(format ?? "jsonl") is not ISnapshotWriter writer)
            return Problem.Invalid("/format", "unknown_format",
                $"The format is one of {string.Join(", ", Catalog.Of<IFormat>().OfType<ISnapshotWriter>().Select(f => f.Name))}.");
        if (what is not (null or "resolutions" or "answers"))
            return Problem.Invalid("/what", "what", "Ask for resolutions or answers.");
        var found = await db.Read(me.Workspace, s => s.One($"SELECT name, hash, manifest, created FROM snapshot WHERE id = {id} AND workspace = {s.Workspace}",
            r => new Found(r.Text(0), r.Text(1), r.Text(2), r.Long(3))), cancel);
        if (found is null)
            return Problem.NotFound("snapshot");
        var manifest = JsonSerializer.Deserialize<SnapshotBuilder.Manifest>(found.Manifest, JsonSerializerOptions.Web)!;
        var ontology = OntologyReader.Read(Encoding.UTF8.GetBytes(manifest.Ontology.GetRawText()), [])!;
        var header = new SnapshotHeader(id, found.Name, manifest.ProjectName, found.Hash, ontology, found.Created);
        var settings = new WriteSettings { What = what == "answers" ? Wanted.Answers : Wanted.Resolutions };
        var rows = blobs.Open(me.Workspace, manifest.RowsSha256)
            ?? throw new InvalidDataException($"The rows of snapshot {id} are missing from the blob store. Restore them from a backup.");
        return TypedResults.Stream(async body =>
        {
            await using (rows)
                await writer.WriteAsync(body, header, Read(rows, cancel), settings, cancel);
        }, writer.MediaType, FileName(manifest.ProjectName, found.Name, what ?? "resolutions", writer.Extensions[0]));
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

    static string FileName(params string[] parts)
    {
        var name = new string([.. string.Join('-', parts[..^1]).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries)) + parts[^1];
    }
}
