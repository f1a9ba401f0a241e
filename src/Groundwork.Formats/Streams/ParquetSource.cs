using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Groundwork.Tables;

namespace Groundwork.Formats.Streams;

/// <summary>A Parquet file as it lies on a disk, where it can be read from its end, and its rows.</summary>
sealed class ParquetSource : IAsyncDisposable
{
    const int MagicBytes = 4, LeastBytes = 12;

    internal static readonly RowFault NoRows = new(0, "The table has no rows.", "Choose a file with at least one row.");

    readonly Stream? owned;

    ParquetSource(RowStream rows, Stream? copy) => (Rows, owned) = (rows, copy);

    /// <summary>A line of JSON for each row.</summary>
    internal RowStream Rows { get; }

    /// <summary>A file of its own, gone with its last user, for those who say of no better place.</summary>
    internal static FileStream Unnamed() => new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.DeleteOnClose,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    /// <summary>Opens a table, or says why it can't be.</summary>
    internal static async Task<(ParquetSource? Source, RowFault? Fault)> OpenAsync(Stream stream, Func<Stream> scratch, bool itemsOnly, bool waits, CancellationToken cancel)
    {
        if (stream is FileStream file)
            return await OpenAsync(file, null, itemsOnly, waits, cancel);
        var spooled = scratch() as FileStream ?? Unnamed();
        try
        {
            await stream.CopyToAsync(spooled, cancel);
            await spooled.FlushAsync(cancel);
            var opened = await OpenAsync(spooled, spooled, itemsOnly, waits, cancel);
            if (opened.Source is null)
                await spooled.DisposeAsync();
            return opened;
        }
        catch
        {
            await spooled.DisposeAsync();
            throw;
        }
    }

    static async Task<(ParquetSource? Source, RowFault? Fault)> OpenAsync(FileStream file, Stream? copy, bool itemsOnly, bool waits, CancellationToken cancel)
    {
        if (await Look(file, cancel) is { } fault)
            return (null, fault);
        try
        {
            return (new(await ParquetFiles.OpenAsync(file.Name, itemsOnly, waits, cancel), copy), null);
        }
        catch (TableException e)
        {
            return (null, new(0, e.Message, e.Todo));
        }
    }

    // What isn't Parquet at all, or not whole, needs no program to say so.
    static async Task<RowFault?> Look(FileStream file, CancellationToken cancel)
    {
        var (head, tail) = (new byte[LeastBytes], new byte[2 * MagicBytes]);
        var length = file.Length;
        if (length == 0)
            return new(0, "The file is empty.", "Choose a Parquet file.");
        var n = await RandomAccess.ReadAsync(file.SafeFileHandle, head, 0, cancel);
        if (head.AsSpan().StartsWith("PARE"u8))
            return new(0, "The file is encrypted.", "Save it without encryption; the server has no keys.");
        if (!head.AsSpan().StartsWith("PAR1"u8))
            return Utf8Source.KindOf(head.AsSpan(0, n)) is { } kind
                ? new(0, $"This file is not Parquet: it is {kind}.", "Save the data as Parquet, CSV or JSON Lines and import that.")
                : new(0, "This file is not Parquet.", "Choose the format that it is in, or save the data as Parquet.");
        if (length >= LeastBytes)
            await RandomAccess.ReadAsync(file.SafeFileHandle, tail, length - tail.Length, cancel);
        return length < LeastBytes || !tail.AsSpan(MagicBytes).SequenceEqual("PAR1"u8) || BinaryPrimitives.ReadUInt32LittleEndian(tail) > length - LeastBytes
            ? new(0, "The file is cut off: what says where its columns are stands at its end, and isn't there.", "Send the file again; it may not have been written to its end.") : null;
    }

    /// <summary>The rows, until the table turns out to be broken; and the end of everything that they took.</summary>
    internal async IAsyncEnumerable<RowOutcome> Guarded(IAsyncEnumerable<RowOutcome> rows, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var all = this;
        await using var each = rows.GetAsyncEnumerator(cancel);
        for (var any = false; ; any = true)
        {
            RowFault? broken = null;
            try
            {
                if (!await each.MoveNextAsync())
                {
                    if (!any)
                        broken = NoRows;
                    else
                        yield break;
                }
            }
            catch (TableException e)
            {
                broken = new(0, e.Message, e.Todo);
            }
            yield return broken ?? each.Current;
            if (broken is not null)
                yield break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Rows.DisposeAsync();
        if (owned is not null)
            await owned.DisposeAsync();
    }
}
