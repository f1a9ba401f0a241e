using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>How a file of items is to be read, as a request says it; what it doesn't say is guessed.</summary>
public sealed class ItemFile
{
    const int ChunkRows = 200;

    public string? Format { get; set; }
    public string? FileName { get; set; }

    /// <summary>The column or member that holds the text.</summary>
    public string? Text { get; set; }

    /// <summary>The column or member that holds the id.</summary>
    public string? IdColumn { get; set; }

    public string? Source { get; set; }
    public string? Licence { get; set; }

    internal ItemMapping Mapping => new(NullIfEmpty(Text), NullIfEmpty(IdColumn));

    /// <summary>The reader that was asked for, or the one whose files end like this one; or why there is none.</summary>
    internal (IItemReader? Reader, ProblemHttpResult? Refusal) Reader()
    {
        var readers = Catalog.Of<IFormat>().OfType<IItemReader>().ToList();
        var extension = Path.GetExtension(FileName ?? "").ToLowerInvariant();
        var found = string.IsNullOrEmpty(Format) ? readers.Find(r => r.Extensions.Contains(extension, StringComparer.Ordinal)) : readers.Find(r => r.Name == Format);
        var names = string.Join(", ", readers.Select(r => r.Name));
        return (found, found is not null ? null : string.IsNullOrEmpty(Format)
            ? Problem.Invalid("/format", "unknown_format", $"The file's name doesn't say what it is. Choose the format: {names}.")
            : Problem.Invalid("/format", "unknown_format", $"The format is one of {names}."));
    }

    /// <summary>Counts and shows what an import would do, and writes nothing.</summary>
    /// <param name="dataset">Whose items count as duplicates; null for a dataset that isn't there yet.</param>
    internal static async Task<Results<Ok<ImportItems.Response>, ProblemHttpResult>> Preview(
        Db db, string workspace, string? dataset, IItemReader reader, ItemReading reading, CancellationToken cancel)
    {
        if (reading.Unreadable is { } why)
            return Unreadable(why);
        var report = new ImportReport();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var chunk in Chunks(reading.Rows, report, cancel))
        {
            var ids = chunk.Select(i => i.ExternalId).Distinct(StringComparer.Ordinal).Where(seen.Add).ToList();
            var known = await db.Read(workspace, s => s.Long(
                $"SELECT count(*) FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND external_id IN {new Ids(ids)}"), cancel) ?? 0;
            report.Added(ids.Count - (int)known, chunk.Count);
        }
        return TypedResults.Ok(report.Response(null, reader.Name, reading));
    }

    /// <summary>The good rows in chunks of one transaction each; the others go into the report.</summary>
    internal static async IAsyncEnumerable<List<NewItem>> Chunks(IAsyncEnumerable<RowOutcome> rows, ImportReport report,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var chunk = new List<NewItem>(ChunkRows);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (row is RowFault fault)
                report.Fail(fault);
            if (row is not ItemRow item)
                continue;
            report.Show(item);
            var payload = item.Payload.GetRawText();
            chunk.Add(new NewItem(item.Row, item.ExternalId ?? ContentId(payload), item.Modality, payload, item.Metadata.GetRawText()));
            if (chunk.Count < ChunkRows)
                continue;
            yield return chunk;
            chunk = new List<NewItem>(ChunkRows);
        }
        if (chunk.Count > 0)
            yield return chunk;
    }

    // Without an id of the user's, the same content is the same item: importing a file again adds nothing.
    static string ContentId(string payload) => "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)))[..24];

    internal static ProblemHttpResult Unreadable(RowFault why) => Problem.Of(422, "unreadable", why.Reason, why.Todo);

    static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
