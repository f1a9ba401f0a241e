using System.Runtime.CompilerServices;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Writes what is drawn in pictures as one COCO file of instances, and imports such files as labels.</summary>
public sealed class Coco : ISnapshotWriter, ILabelReader
{
    const int ScratchBuffer = 128 * 1024;

    /// <inheritdoc/>
    public string Name => "coco";

    /// <inheritdoc/>
    public string Title => "COCO";

    /// <inheritdoc/>
    public string Description => "Boxes, outlines, masks and keypoints of pictures in one JSON file; what detection and segmentation tools read.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".json"];

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => CocoWriter.Losses;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default)
    {
        await using var pictures = new BufferedStream(settings.Scratch(), ScratchBuffer);
        return await new CocoWriter(stream, pictures, header, settings.What).WriteAsync(rows, cancel);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        await using var spool = new BufferedStream(settings.Scratch(), ScratchBuffer);
        await foreach (var row in new CocoReader(source, spool, settings, cancel).ReadAsync())
            yield return row;
    }
}
