using System.Diagnostics;
using System.Text.Json;
using Groundwork.Formats;
using Groundwork.Formats.Bundles;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Counts and shows what an import would do, and writes nothing.</summary>
sealed class ImportPreview
{
    const int ChunkRows = 500, SamplesShown = 5;
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    internal sealed record Sample(string? ExternalId, string Text, JsonElement Metadata, string Modality, string File);

    internal ImportReading Reading { get; }
    internal List<Sample> Samples { get; } = [];
    internal List<ImportView.Fault> Faults { get; } = [];
    internal long Imported { get; private set; }
    internal long Duplicates { get; private set; }
    internal long Failed { get; private set; }

    /// <summary>Whether it stopped before the end, because that would have taken too long.</summary>
    internal bool Partial { get; private set; }

    readonly ItemIntake.Met met;

    ImportPreview(ImportOptions options, string? dataset, Func<Stream> scratch)
    {
        // An image is only looked for, not looked at: its name is all that is known of it.
        Reading = new ImportReading(options, (file, _) => Task.FromResult(new MediaOutcome(new NewItem(0, file.Name, ImportReading.Image, "{}", "{}"))), scratch, waits: false);
        met = new() { Known = dataset is null ? null : new KnownContents(dataset) };
    }

    /// <param name="db">The database.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="dataset">Whose items count as duplicates; null for a dataset that isn't there yet.</param>
    /// <param name="options">How the files are to be read.</param>
    /// <param name="bundle">The files.</param>
    /// <param name="scratch">Gives a new, empty file.</param>
    /// <param name="progress">Which file is being read.</param>
    /// <param name="whole">Whether to read to the end however long it takes.</param>
    /// <param name="cancel">Whether anybody still waits.</param>
    internal static async Task<ImportPreview> Of(Db db, string workspace, string? dataset, ImportOptions options, IAsyncEnumerable<BundleOutcome> bundle,
        Func<Stream> scratch, ImportProgress progress, bool whole, CancellationToken cancel)
    {
        var preview = new ImportPreview(options, dataset, scratch);
        var since = Stopwatch.GetTimestamp();
        var chunk = new List<NewItem>(ChunkRows);
        await foreach (var each in preview.Reading.Read(bundle, progress, 0, cancel))
        {
            preview.Show(each, chunk);
            if (chunk.Count == ChunkRows)
                await preview.Count(db, workspace, dataset, chunk, cancel);
            if (!whole && Stopwatch.GetElapsedTime(since) > Longest)
            {
                preview.Partial = true;
                break;
            }
        }
        await preview.Count(db, workspace, dataset, chunk, cancel);
        return preview;
    }

    void Show(Incoming each, List<NewItem> chunk)
    {
        if (each.Fault is { } fault)
            Fail(each.File, fault);
        if (each.Item is not { } item)
            return;
        if (Samples.Count < SamplesShown)
            Samples.Add(new(item.ExternalId, each.Text, JsonElement.Parse(item.Metadata), item.Modality, each.File));
        chunk.Add(item);
    }

    void Fail(string file, RowFault fault)
    {
        if (Failed++ < ImportFaults.Shown)
            Faults.Add(new(file, fault.Row, fault.Reason, fault.Todo));
    }

    async Task Count(Db db, string workspace, string? dataset, List<NewItem> chunk, CancellationToken cancel)
    {
        if (met.Known is { } known && chunk.Exists(i => i.ExternalId is null))
            await known.Load(db, workspace, cancel);
        var (added, refused) = await db.Read(workspace, s => ItemIntake.News(s, dataset, chunk, met), cancel);
        foreach (var (item, fault) in refused)
            Fail(item.FileName, fault);
        Imported += added.Count;
        Duplicates += chunk.Count - added.Count - refused.Count;
        chunk.Clear();
    }
}
