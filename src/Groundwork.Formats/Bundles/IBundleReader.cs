using Groundwork.Core;

namespace Groundwork.Formats.Bundles;

/// <summary>A kind of archive whose files are imported as if they had been chosen one by one.</summary>
public interface IBundleReader : ICatalogued
{
    /// <summary>File name endings with their dot, lower case, the usual one first.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether the stream must be seekable.</summary>
    bool Seeks { get; }

    /// <summary>Whether a file that begins like this is one, whatever it is called.</summary>
    /// <param name="beginning">Its first <see cref="Bundles.HeadBytes"/> bytes, or all of it.</param>
    bool Recognizes(ReadOnlySpan<byte> beginning);

    /// <summary>
    /// Gives the <see cref="BundleFile"/>s and <see cref="BundleFault"/>s of an archive in its own order. Damage is a fault and never an
    /// exception; a file that turns out bad while it is read fails with a <see cref="BundleFaultException"/>, and the next one can be read.
    /// </summary>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IAsyncEnumerable<BundleOutcome> ReadAsync(Stream stream, BundleLimits limits, CancellationToken cancel = default);
}

/// <summary>How much an archive may hold, measured on what is really unpacked.</summary>
public sealed record BundleLimits
{
    /// <summary>The most entries, folders and links counting.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>The longest name in bytes of UTF-8: it becomes an item's id.</summary>
    public int NameBytes { get; init; } = 1024;

    /// <summary>The longest single file.</summary>
    public long FileBytes { get; init; } = 64L << 30;

    /// <summary>The most that all files come to.</summary>
    public long TotalBytes { get; init; } = 1L << 40;

    /// <summary>How many times its packed size a file or a whole archive may come to, beyond <see cref="FreeBytes"/>.</summary>
    public int Ratio { get; init; } = 100;

    /// <summary>What a single file may come to however well it is packed; of a whole archive sixteen times as much.</summary>
    public long FreeBytes { get; init; } = 16L << 20;
}

/// <summary>A file of a bundle can't be read any further; the files around it are not affected.</summary>
public sealed class BundleFaultException(string reason, string todo, Exception? inner = null) : IOException($"{reason} {todo}", inner)
{
    /// <summary>What is wrong, as a sentence.</summary>
    public string Reason { get; } = reason;

    /// <summary>What to do about it, as a sentence.</summary>
    public string Todo { get; } = todo;
}
