using System.Text.Json;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Reads a file of items into a dataset: the body is the file. The good rows go in, each bad row is
/// reported with what to do about it; a dry run only counts and shows.
/// </summary>
public sealed class ImportItems : ISlice
{
    public sealed record Mapping(string? Text, string? Id);
    public sealed record Sample(string? ExternalId, string Text, [Shape("Metadata")] JsonElement Metadata);
    public sealed record RowError(long Row, string Reason, string Todo);
    public sealed record Response(string? ImportId, string Format, IReadOnlyList<string> Columns, Mapping Mapping, List<Sample> Sample,
        long Imported, long Duplicates, long Failed, List<RowError> Errors, long MoreErrors);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/datasets/{id}/imports", Handle).For(Roles.Managers, In.Dataset)
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, [AsParameters] ItemFile file, bool? dryRun, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var (reader, refusal) = file.Reader();
        if (reader is null)
            return refusal!;
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("dataset");
        if (dryRun == true)
            return await ItemFile.Preview(db, me.Workspace, id, reader, await reader.OpenAsync(request.Body, file.Mapping, cancel), cancel);
        // The file itself is kept first: every item can be followed back to the bytes that it came from.
        var stored = await blobs.Put(me.Workspace, request.Body, cancel);
        await using var stream = blobs.Open(me.Workspace, stored.Sha256)!;
        var reading = await reader.OpenAsync(stream, file.Mapping, cancel);
        if (reading.Unreadable is { } why)
            return ItemFile.Unreadable(why);
        var origin = new ImportOrigin(file.FileName ?? "", reader.Name, stored.Sha256, stored.Size, file.Source ?? "", file.Licence ?? "",
            JsonSerializer.Serialize(reading.Mapping, JsonSerializerOptions.Web));
        return TypedResults.Ok(await Import(db, me, id, reader, reading, origin, cancel));
    }

    static async Task<Response> Import(Db db, CurrentMember me, string dataset, IItemReader reader, ItemReading reading, ImportOrigin origin, CancellationToken cancel)
    {
        var report = new ImportReport();
        var import = await db.Write(me.Workspace, s => DataCalls.BeginImport(s, me, dataset, origin), cancel);
        await foreach (var chunk in ItemFile.Chunks(reading.Rows, report, cancel))
            report.Added(await db.Write(me.Workspace, s => DataCalls.AddItems(s, dataset, import, chunk), cancel), chunk.Count);
        await db.Write(me.Workspace, s => DataCalls.EndImport(s, me, import, report.Outcome()), cancel);
        return report.Response(import, reader.Name, reading);
    }
}
