using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats.Streams;
using Groundwork.Tables;

namespace Groundwork.Formats;

/// <summary>Imports Parquet files as items or labels, and writes snapshots as typed tables for analysis.</summary>
public sealed class Parquet : IItemReader, ILabelReader, ISnapshotWriter
{
    const int FlushAt = 64 * 1024;

    /// <inheritdoc/>
    public string Name => "parquet";

    /// <inheritdoc/>
    public string Title => "Parquet";

    /// <inheritdoc/>
    public string Description => "A typed table for analysis in pandas, DuckDB, Spark and the like: columns with numbers, lists and records.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".parquet", ".pq"];

    /// <inheritdoc/>
    public string MediaType => "application/vnd.apache.parquet";

    /// <inheritdoc/>
    public bool NeedsWhole => true;

    /// <inheritdoc/>
    public string? Missing => ParquetFiles.Missing;

    /// <inheritdoc/>
    public string MissingTodo => ParquetFiles.MissingTodo;

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => ParquetTable.Losses;

    /// <inheritdoc/>
    public Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default) => OpenAsync(stream, wanted, ParquetSource.Unnamed, waits: true, cancel);

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, Func<Stream> scratch, bool waits, CancellationToken cancel = default)
    {
        var (source, fault) = await ParquetSource.OpenAsync(stream, scratch, itemsOnly: true, waits, cancel);
        if (source is null)
            return ItemReading.Failed(fault!);
        try
        {
            var reading = await new Jsonl().OpenAsync(source.Rows, wanted, cancel);
            if (reading.Unreadable is null)
                return reading with { Rows = source.Guarded(reading.Rows, cancel) };
            await source.DisposeAsync();
            return ItemReading.Failed(ParquetSource.NoRows);
        }
        catch (TableException e)
        {
            await source.DisposeAsync();
            return ItemReading.Failed(new(0, e.Message, e.Todo));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (source, fault) = await ParquetSource.OpenAsync(stream, settings.Scratch, itemsOnly: false, settings.Waits, cancel);
        if (source is null)
        {
            yield return fault!;
            yield break;
        }
        var rows = source.Rows.Ours is { } ours ? ParquetLabels.Ours(source.Rows, ours, cancel) : Labels.OfLines(source.Rows, settings.What, cancel);
        await foreach (var row in source.Guarded(rows, cancel))
            yield return row;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default)
    {
        var table = new ParquetTable(header, settings.What);
        var losses = new LossCount(Losses);
        // Nobody wants to know more than what would be lost.
        await using var writing = stream == Stream.Null ? null : await ParquetFiles.CreateAsync(stream, table.Columns, table.About(), cancel);
        var lines = new CanonicalJson();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            Said.CountUnsettled(losses, row, settings.What);
            if (writing is null)
                continue;
            table.Write(lines, row);
            if (lines.Written.Length < FlushAt)
                continue;
            await writing.WriteAsync(lines.WrittenMemory, cancel);
            lines.Clear();
        }
        if (writing is not null)
        {
            await writing.WriteAsync(lines.WrittenMemory, cancel);
            await writing.EndAsync(cancel);
        }
        return losses.List();
    }
}
