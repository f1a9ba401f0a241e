using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json;

namespace Groundwork.Server.Features.Data;

/// <summary>Begins an import of uploaded files or of a folder of the server; it goes on by itself. A dry run counts and shows, and writes nothing.</summary>
public sealed class StartImport : ISlice
{
    public sealed record Upload(string Id, string? Path = null);
    public sealed record Folder(string Root, string Path);
    public sealed record Request(string? DatasetId = null, string? DatasetName = null, List<Upload>? Uploads = null, Folder? Folder = null, string? Format = null,
        string? Text = null, string? IdColumn = null, string? Split = null, string? Source = null, string? Licence = null, string? Consent = null,
        string? Collected = null, bool? DryRun = null);
    public sealed record Response(string ImportId, string DatasetId);
    public sealed record Mapping(string? Text, string? Id, string? Split);
    public sealed record Sample(string? ExternalId, string Text, [Shape("Metadata")] JsonElement Metadata, string Modality, string File);
    public sealed record Preview(long Files, string Format, IReadOnlyList<string> Columns, Mapping Mapping, List<Sample> Sample,
        long Imported, long Duplicates, long Failed, List<ImportView.Fault> Errors, long MoreErrors, bool Partial);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports", Handle).For(Roles.Managers).Heavy()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Accepted<Response>, Ok<Preview>, ProblemHttpResult>> Handle(
        Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, ImportFiles bundles, FolderFiles folders, ImportRunner runner, CancellationToken cancel)
    {
        var options = new ImportOptions(request.Format, request.Text, request.IdColumn, request.Split);
        var from = new Provenance(request.Source ?? "", request.Licence ?? "", request.Consent ?? "", request.Collected ?? "");
        var faults = Faults(request, from, folders);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (files, dataset, refusal) = await db.Read(me.Workspace, s => Find(s, me, request), cancel);
        if (refusal is not null)
            return refusal;
        if (request.DryRun == true)
        {
            var progress = new ImportProgress();
            return Show(await ImportPreview.Of(db, me.Workspace, dataset, options, bundles.Of(me.Workspace, files, progress, cancel), bundles.Scratch, progress, whole: false, cancel));
        }
        var (started, changed) = await EventCalls.MakeOnce<Response>(db, me, nameof(StartImport), key, request, async s =>
            (dataset ?? await DataCalls.CreateDataset(s, me, request.DatasetName!.Trim())) is { } into && await ImportState.Add(s, me, into, options, from, files) is { } import
                ? (new Response(import, into), null)
                : (null, Problem.Conflict("dataset_changed", "A dataset of that name was made or deleted at this moment.", "Look at the datasets, and send it again.")), cancel);
        if (started is null)
            return changed!;
        runner.Nudge();
        return TypedResults.Accepted($"/api/imports/{started.ImportId}", started);
    }

    static List<Fault> Faults(Request request, Provenance from, FolderFiles folders)
    {
        var faults = ProvenanceRules.Faults(from);
        if (request.DatasetId is null == request.DatasetName is null)
            faults.Add(new("/datasetId", "dataset", "Say into which dataset: either its id, or a name."));
        else if (request.DatasetName is { } name)
            DatasetRules.Name(name, "/datasetName", faults);
        if (request.Uploads is not { Count: > 0 } == request.Folder is null)
            faults.Add(new("/uploads", "files", "Say what to import: either uploads, or a folder."));
        if (request.Folder is { } folder && !folders.Has(folder.Root, folder.Path))
            faults.Add(new("/folder", "no_folder", "The server offers no such folder, or can't read it. GET /api/folders lists those that it does."));
        var readers = Catalog.Of<IFormat>().OfType<IItemReader>().Select(r => r.Name).Append(ImportReading.Image).ToList();
        if (!string.IsNullOrEmpty(request.Format) && !readers.Contains(request.Format, StringComparer.Ordinal))
            faults.Add(new("/format", "unknown_format", $"The format is one of {string.Join(", ", readers)}."));
        return faults;
    }

    // What the request names has to be there, finished, and the caller's own.
    static async ValueTask<(List<ImportFile> Files, string? Dataset, ProblemHttpResult? Refusal)> Find(Session s, CurrentMember me, Request request)
    {
        var dataset = request.DatasetId is { } id ? await s.Text($"SELECT id FROM dataset WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL")
            : await s.Text($"SELECT id FROM dataset WHERE name = {request.DatasetName!.Trim()} AND workspace = {s.Workspace} AND deleted IS NULL");
        if (dataset is null && request.DatasetId is not null)
            return ([], null, Problem.NotFound("dataset"));
        if (request.Folder is { } folder)
            return ([new ImportFile(1, folder.Path.Length == 0 ? folder.Root : $"{folder.Root}/{folder.Path}", null, 0, folder.Root, folder.Path)], dataset, null);
        var asked = request.Uploads ?? [];
        var found = (await s.All($"""
            SELECT id, name, length, sha256 FROM upload WHERE workspace = {s.Workspace} AND member = {me.Id} AND id IN {new Ids([.. asked.Select(u => u.Id)])}
            """, r => (Id: r.Text(0), Name: r.Text(1), Length: r.Long(2), Sha256: r.TextOrNull(3)))).ToDictionary(u => u.Id, StringComparer.Ordinal);
        var files = new List<ImportFile>(asked.Count);
        foreach (var (upload, n) in asked.Select((u, n) => (u, n + 1L)))
        {
            if (!found.TryGetValue(upload.Id, out var file))
                return ([], null, Problem.NotFound("upload"));
            if (file.Sha256 is null)
                return ([], null, Problem.Conflict("upload_unfinished", $"The upload of {file.Name} isn't finished.", "Send the rest of it, then import it."));
            files.Add(new(n, string.IsNullOrEmpty(upload.Path) ? file.Name : upload.Path, file.Sha256, file.Length));
        }
        return (files, dataset, null);
    }

    static Ok<Preview> Show(ImportPreview seen) => TypedResults.Ok(new Preview(seen.Reading.Files, seen.Reading.Format, seen.Reading.Columns,
        new(seen.Reading.Mapping.Text, seen.Reading.Mapping.Id, seen.Reading.Mapping.Split),
        [.. seen.Samples.Select(s => new Sample(s.ExternalId, s.Text, s.Metadata, s.Modality, s.File))],
        seen.Imported, seen.Duplicates, seen.Failed, seen.Faults, seen.Failed - seen.Faults.Count, seen.Partial));
}
