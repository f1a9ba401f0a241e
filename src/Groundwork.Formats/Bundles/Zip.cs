using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Groundwork.Formats.Bundles;

/// <summary>Imports the files of a zip archive, stored or deflated, of any size.</summary>
public sealed class Zip : IBundleReader
{
    const int Stored = 0, Deflated = 8;
    const string Again = "Upload the archive again; if that doesn't help, pack it again.";

    // Documents that are zip archives inside are files and not bundles.
    static readonly string[] Documents = ["[Content_Types].xml", "_rels/", "docProps/", "xl/", "word/", "ppt/", "mimetype"];

    /// <inheritdoc/>
    public string Name => "zip";

    /// <inheritdoc/>
    public string Title => "Zip archive";

    /// <inheritdoc/>
    public string Description => "Any files in folders, packed; what most systems make of a folder.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".zip"];

    /// <inheritdoc/>
    public bool Seeks => true;

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith("PK\u0005\u0006"u8) || (beginning.StartsWith("PK\u0003\u0004"u8) && beginning.Length > 30 && !IsDocument(Encoding.Latin1.GetString(beginning[30..Math.Min(60, beginning.Length)])));

    static bool IsDocument(string name) => Array.Exists(Documents, d => name.StartsWith(d, StringComparison.Ordinal));

    /// <inheritdoc/>
    public async IAsyncEnumerable<BundleOutcome> ReadAsync(Stream stream, BundleLimits limits, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.CompletedTask;
        var (directory, wrong) = ZipDirectory.Find(stream);
        if (directory is null)
        {
            yield return new BundleFault("", wrong!, Again);
            yield break;
        }
        var (overlapping, count) = Overlaps(directory, limits);
        if (count > limits.Entries)
        {
            yield return new BundleFault("", $"The archive has more than {limits.Entries:N0} entries.", "Pack the files into several archives, or offer their folder on the server.");
            yield break;
        }
        var names = new BundleNames(limits);
        var packed = stream.Length;
        var budget = new BundleBudget(limits, () => packed);
        foreach (var line in directory.Entries())
        {
            cancel.ThrowIfCancellationRequested();
            if (budget.IsSpent || line is null)
            {
                yield return budget.IsSpent ? new BundleFault("", "The archive unpacks to far more than it should; the rest of it is not read.", "Unpack it and import the files themselves.")
                    : new BundleFault("", "The archive's list of contents is damaged from here on.", Again);
                yield break;
            }
            if (Judge(line.Value, stream, directory, names, overlapping, limits, budget) is { } outcome)
                yield return outcome;
        }
    }

    static BundleOutcome? Judge(ZipEntry entry, Stream stream, ZipDirectory directory, BundleNames names, HashSet<long> overlapping, BundleLimits limits, BundleBudget budget)
    {
        var (path, fault) = names.Check(entry.Name);
        if (path is null)
            return fault;
        if (entry.IsFolder)
            return null;
        var (reason, todo) = Refuse(entry, directory, overlapping, limits);
        if (reason is not null)
            return new BundleFault(path, reason, todo!);
        return names.CheckFile(path) ?? (BundleOutcome)new BundleFile(path, entry.Size, _ => Task.FromResult(Open(entry, stream, directory, limits, budget)));
    }

    static (string? Reason, string? Todo) Refuse(ZipEntry entry, ZipDirectory directory, HashSet<long> overlapping, BundleLimits limits) =>
        entry.IsLink ? ("This is a link, not a file; links are not followed.", "Pack the file that it points to.")
        : entry.IsSpecial ? ("This is no file but a device, pipe or socket.", "Leave it out.")
        : entry.IsEncrypted ? ("This file is encrypted.", "Unpack the archive with its password, and pack it without one.")
        : entry.Method is not (Stored or Deflated) ? ($"This file is packed by a method that is not read here ({MethodName(entry.Method)}).", "Pack it with the usual method (Deflate), or import it unpacked.")
        : overlapping.Contains(entry.Start) || entry.Start < 0 || entry.Packed < 0 || entry.End > directory.Start || entry.End < 0
            ? ("This file's bytes are also those of another, or lie outside of the archive.", "The archive is damaged or a trap. Pack the files again.")
        : entry.Method == Stored && entry.Size != entry.Packed ? ("This file has another length than the archive says.", "Pack it again, or import it unpacked.")
        : entry.Size > limits.FileBytes ? ($"This file is larger than {limits.FileBytes >> 30} GB.", "Split it.")
        : entry.Size > Most(entry, limits) ? ("This file unpacks to far more than it should.", "It may be a trap. If it isn't, unpack it and import the file itself.")
        : (null, null);

    static long Most(ZipEntry entry, BundleLimits limits) => Math.Min(limits.FileBytes, Math.Max(limits.FreeBytes, entry.Packed * limits.Ratio));

    static string MethodName(int method) => method switch { 9 => "Deflate64", 12 => "bzip2", 14 => "LZMA", 93 => "Zstandard", 95 => "XZ", 99 => "AES", _ => $"number {method}" };

    static Stream Open(ZipEntry entry, Stream stream, ZipDirectory directory, BundleLimits limits, BundleBudget budget)
    {
        if (ZipDirectory.DataOf(stream, entry.Start) is not { } from || from + entry.Packed > directory.Start)
            throw new BundleFaultException("This file isn't where the archive says.", Again);
        var packed = new PartStream(stream, from, entry.Packed);
        return new UnpackedStream(entry.Method == Stored ? packed : new DeflateStream(packed, CompressionMode.Decompress), entry.Size, Most(entry, limits), entry.Crc, budget);
    }

    // The tightest bombs let many entries share the same packed bytes.
    static (HashSet<long> Starts, int Count) Overlaps(ZipDirectory directory, BundleLimits limits)
    {
        var (starts, ends) = (new List<long>(), new List<long>());
        foreach (var line in directory.Entries().TakeWhile(e => e is not null).Take(limits.Entries + 1))
        {
            starts.Add(line!.Value.Start);
            ends.Add(line.Value.End);
        }
        var (from, to) = (starts.ToArray(), ends.ToArray());
        Array.Sort(from, to);
        var overlapping = new HashSet<long>();
        for (var (n, reached) = (0, long.MinValue); n < from.Length; n++)
        {
            if (from[n] < reached)
                overlapping.Add(from[n]);
            reached = Math.Max(reached, to[n]);
        }
        return (overlapping, from.Length);
    }
}
