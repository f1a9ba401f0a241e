using System.Runtime.CompilerServices;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Imports tables with a header line as items, and writes snapshots as tables.</summary>
public sealed class Csv : IItemReader, ISnapshotWriter
{
    /// <inheritdoc/>
    public string Name => "csv";

    /// <inheritdoc/>
    public string Title => "CSV or TSV";

    /// <inheritdoc/>
    public string Description => "A table with a header line, separated by commas, semicolons, tabs or bars; what spreadsheets save.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".tab"];

    /// <inheritdoc/>
    public string MediaType => "text/csv";

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
            return ItemReading.Failed(why);
        var records = await CsvRecords.OpenAsync(source, cancel);
        if (records.HeaderFault is { } fault)
            return ItemReading.Failed(fault);
        if (records.Header.Count == 0)
            return ItemReading.Failed(new(0, "The file is empty.", "Choose a file with a header line and at least one row."));
        var mapping = Columns.Guess(wanted, records.Header);
        return new(records.Header, mapping, null, Rows(records, mapping, cancel));
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => CsvSnapshot.Losses;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default) =>
        CsvSnapshot.WriteAsync(stream, header, rows, settings, cancel);

    static async IAsyncEnumerable<RowOutcome> Rows(CsvRecords records, ItemMapping mapping, CancellationToken opened,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var owned = records;
        if (Columns.Fault(mapping, records.Header) is { } unclear)
        {
            yield return unclear;
            yield break;
        }
        for (var any = false;; any = true)
        {
            opened.ThrowIfCancellationRequested();
            cancel.ThrowIfCancellationRequested();
            var (cells, fault) = await records.NextAsync();
            if (fault is not null)
                yield return fault;
            else if (cells is null)
            {
                if (!any)
                    yield return new RowFault(0, "There is no row below the header line.", "Choose a file with at least one row, or add a header line if the first line is a row.");
                yield break;
            }
            else
                yield return Item(records, mapping, cells) switch
                {
                    RowFault wrong => wrong.Of(records.Raw),
                    var item => item,
                };
        }
    }

    static RowOutcome Item(CsvRecords records, ItemMapping mapping, string[] cells)
    {
        string? id = null, text = null, split = null;
        var metadata = Columns.Object(json =>
        {
            for (var at = 0; at < cells.Length; at++)
            {
                var name = records.Header[at];
                if (name == mapping.Text)
                    text = cells[at];
                else if (name == mapping.Id)
                    id = cells[at];
                else if (name == mapping.Split)
                    split = cells[at];
                else
                    json.WriteString(name, cells[at]);
            }
        });
        return Columns.Item(records.Row, id, text, metadata, split);
    }
}
