using System.Runtime.CompilerServices;
using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Formats.Bundles;
using Groundwork.Media;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Reads a bundle of files: rows of tables, images, and what can't be taken. The same bundle gives the same sequence
/// each time, so an import that was cut off goes on by leaving out as many as it has.
/// </summary>
sealed class ImportReading(ImportOptions options, Func<BundleFile, CancellationToken, Task<MediaOutcome>> media, Func<Stream> scratch, bool waits = true)
{
    /// <summary>The name of the format that stands for pictures.</summary>
    internal const string Image = "image";

    /// <summary>How the names of pictures end.</summary>
    internal static readonly string[] Images = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"];

    static readonly List<IItemReader> Readers = [.. Catalog.Of<IFormat>().OfType<IItemReader>()];

    /// <summary>The format, columns and mapping of the first table.</summary>
    internal string Format { get; private set; } = "";
    internal IReadOnlyList<string> Columns { get; private set; } = [];
    internal ItemMapping Mapping { get; private set; } = new();

    /// <summary>How many files were met.</summary>
    internal long Files { get; private set; }

    /// <summary>Everything in the bundle from the <paramref name="skip"/>th on.</summary>
    internal async IAsyncEnumerable<Incoming> Read(IAsyncEnumerable<BundleOutcome> bundle, ImportProgress progress, long skip, [EnumeratorCancellation] CancellationToken cancel)
    {
        var n = 0L;
        await foreach (var outcome in bundle.WithCancellation(cancel))
        {
            Files++;
            if (outcome is BundleFault refused)
            {
                if (n++ >= skip)
                    yield return new(refused.Name, null, new(0, refused.Reason, refused.Todo));
                continue;
            }
            await foreach (var each in One((BundleFile)outcome, progress, () => n < skip, cancel))
                if (n++ >= skip)
                    yield return each;
        }
    }

    async IAsyncEnumerable<Incoming> One(BundleFile file, ImportProgress progress, Func<bool> skipped, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (opened, kind, unopened) = await Open(file, cancel);
        if (opened is null)
        {
            yield return new(file.Name, null, unopened);
            yield break;
        }
        await using var stream = opened;
        if (kind is null)
        {
            Format = Format.Length == 0 ? Image : Format;
            yield return skipped() ? new(file.Name, null, null) : await Picture(file with { Open = _ => Task.FromResult<Stream>(stream) }, progress, cancel);
            yield break;
        }
        var reading = await kind.OpenAsync(stream, options.Mapping, scratch, waits, cancel);
        if (Columns.Count == 0)
            (Format, Columns, Mapping) = (kind.Name, reading.Columns, reading.Mapping);
        if (reading.Unreadable is { } why)
        {
            yield return new(file.Name, null, why);
            yield break;
        }
        await using var rows = reading.Rows.GetAsyncEnumerator(cancel);
        while (true)
        {
            Incoming? next;
            try
            {
                next = await rows.MoveNextAsync() ? Row(file, rows.Current, progress) : null;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or BundleFaultException)
            {
                // An archive that is broken in the middle: what was read of it counts.
                next = new(file.Name, null, Broken(e));
            }
            if (next is null)
                yield break;
            yield return next;
            if (next.Fault is { Row: 0 })
                yield break;
        }
    }

    // By its name, or by how it begins where the name says nothing. Null for an image.
    async Task<(Stream? Stream, IItemReader? Reader, RowFault? Fault)> Open(BundleFile file, CancellationToken cancel)
    {
        var extension = System.IO.Path.GetExtension(file.Name).ToLowerInvariant();
        var named = Readers.Find(r => r.Extensions.Contains(extension, StringComparer.Ordinal));
        var image = Images.Contains(extension, StringComparer.Ordinal);
        var asked = image ? null : Readers.Find(r => r.Name == options.Format) ?? named;
        try
        {
            var stream = await file.Open(cancel);
            if (image || asked is not null)
                return (stream, asked, null);
            var head = new byte[64];
            var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
            var whole = new PrefixedStream(head.AsMemory(0, length), stream);
            if (options.Format == Image || PictureType.Of(head.AsSpan(0, length)) is not null)
                return (whole, null, null);
            if (head.AsSpan(0, length).TrimStart(" \t\r\n\uFEFF"u8).StartsWith("{"u8))
                return (whole, Readers.Find(r => r.Name == "jsonl"), null);
            if (head.AsSpan(0, length).StartsWith("PAR1"u8))
                return (whole, Readers.Find(r => r.Name == "parquet"), null);
            await whole.DisposeAsync();
            return (null, null, new(0, "This kind of file can't be imported.",
                $"Import images (JPEG, PNG, WebP, GIF, BMP, TIFF) or tables and texts ({string.Join(", ", Readers.SelectMany(r => r.Extensions))}), or say which format it is."));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or BundleFaultException)
        {
            return (null, null, Broken(e));
        }
    }

    async Task<Incoming> Picture(BundleFile file, ImportProgress progress, CancellationToken cancel)
    {
        var taken = await media(file, cancel);
        return taken.Item is { } item
            ? new(file.Name, item with { File = progress.File?.N, Path = PathIn(file, progress), FileName = file.Name }, null)
            : new(file.Name, null, new(0, taken.Reason, taken.Todo));
    }

    static Incoming Row(BundleFile file, RowOutcome row, ImportProgress progress) => row is ItemRow item
        ? new(file.Name, new NewItem(item.Row, item.ExternalId, item.Modality, item.Payload.GetRawText(), item.Metadata.GetRawText())
        {
            Split = item.Split,
            File = progress.File?.N,
            Path = PathIn(file, progress),
            FileName = file.Name,
        }, null) { Text = item.Text ?? "" }
        : new(file.Name, null, (RowFault)row);

    static string? PathIn(BundleFile file, ImportProgress progress) => file.Name == progress.File?.Name ? null : file.Name;

    static RowFault Broken(Exception e) => e is BundleFaultException fault ? new(0, fault.Reason, fault.Todo) : new(0, $"The file is damaged: {e.Message.TrimEnd('.')}.", "Make the archive again, or send the file outside of it.");
}
