using Groundwork.Formats;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Reads a file of items into a dataset, for scripts: the body is the file, and the answer comes when the import has ended.
/// The good rows go in, each bad row is reported with what to do about it; a dry run only counts and shows.
/// </summary>
public sealed class ImportItems : ISlice
{
    public sealed record Mapping(string? Text, string? Id);
    public sealed record Sample(string? ExternalId, string Text, [Shape("Metadata")] JsonElement Metadata);
    public sealed record RowError(long Row, string Reason, string Todo);
    public sealed record Response(string? ImportId, string Format, IReadOnlyList<string> Columns, Mapping Mapping, List<Sample> Sample,
        long Imported, long Duplicates, long Failed, List<RowError> Errors, long MoreErrors);

    const int SamplesShown = 5;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/datasets/{id}/imports", Handle).For(Roles.Managers, In.Dataset).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422).ProducesProblem(507);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, HttpRequest request, [AsParameters] ItemFile file, bool? dryRun,
        [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, FolderBlobs blobs, ImportRunner runner, CancellationToken cancel)
    {
        var (reader, refusal) = file.Reader();
        if (refusal is not null)
            return refusal;
        if (ProvenanceRules.Faults(file.Provenance) is { Count: > 0 } faults)
            return Problem.Invalid(faults);
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL"), cancel))
            return Problem.NotFound("dataset");
        if (dryRun == true)
            return await Preview(db, blobs, me.Workspace, id, file, reader, request.Body, cancel);
        // The file itself is kept first: every item can be followed back to the bytes that it came from.
        var stored = await blobs.Put(me.Workspace, request.Body, cancel);
        var (reading, samples) = await Beginning(blobs, me.Workspace, stored, file, reader, cancel);
        if (reading?.Unreadable is { } why)
            return ItemFile.Unreadable(why);
        var (import, gone) = await EventCalls.MakeOnce<string>(db, me, nameof(ImportItems), key, new { id, file, stored.Sha256 }, async s =>
            await ImportState.Add(s, me, id, file.Options(reader), file.Provenance, [new ImportFile(1, file.Name, stored.Sha256, stored.Size)]) is { } made
                ? (made, null) : (null, Problem.NotFound("dataset")), cancel);
        if (import is null)
            return gone!;
        runner.Nudge();
        var end = await ImportWatch.End(db, me.Workspace, import, cancel);
        return end is { EndedAt: null, Problem: { } waits } ? Problem.Of(507, "storage_full", waits.Title, waits.Detail, ("importId", import))
            : TypedResults.Ok(new Response(import, reader?.Name ?? ImportReading.Image, reading?.Columns ?? [], new(reading?.Mapping.Text, reading?.Mapping.Id), samples,
                end.Imported, end.Duplicates, end.Failed, [.. end.Errors.Select(e => new RowError(e.Row, e.Reason, e.Todo))], end.MoreErrors));
    }

    internal static async Task<Results<Ok<Response>, ProblemHttpResult>> Preview(Db db, FolderBlobs blobs, string workspace, string? dataset, ItemFile file, IItemReader? reader, Stream body, CancellationToken cancel)
    {
        var seen = await ImportPreview.Of(db, workspace, dataset, file.Options(reader), One(file.Name, body), blobs.Scratch, new(), whole: true, cancel);
        return seen is { Reading.Columns.Count: 0, Faults: [{ Row: 0 } why] } ? ItemFile.Unreadable(new(0, why.Reason, why.Todo))
            : TypedResults.Ok(new Response(null, seen.Reading.Format, seen.Reading.Columns, new(seen.Reading.Mapping.Text, seen.Reading.Mapping.Id),
                [.. seen.Samples.Select(s => new Sample(s.ExternalId, s.Text, s.Metadata))],
                seen.Imported, seen.Duplicates, seen.Failed, [.. seen.Faults.Select(e => new RowError(e.Row, e.Reason, e.Todo))], seen.Failed - seen.Faults.Count));
    }

    static async IAsyncEnumerable<BundleOutcome> One(string name, Stream body)
    {
        yield return new BundleFile(name, null, _ => Task.FromResult(body));
        await Task.CompletedTask;
    }

    static async Task<(ItemReading?, List<Sample>)> Beginning(FolderBlobs blobs, string workspace, BlobRef stored, ItemFile file, IItemReader? reader, CancellationToken cancel)
    {
        if (reader is null)
            return (null, [new Sample(file.Name, "", JsonElement.Parse("{}"))]);
        await using var stream = blobs.Open(workspace, stored.Sha256)!;
        var reading = await reader.OpenAsync(stream, file.Options(reader).Mapping, blobs.Scratch, waits: false, cancel);
        var samples = new List<Sample>();
        await foreach (var row in reading.Rows.Take(SamplesShown * 10).WithCancellation(cancel))
            if (row is ItemRow item && samples.Count < SamplesShown)
                samples.Add(new Sample(item.ExternalId, item.Text ?? "", item.Metadata));
        return (reading, samples);
    }
}
