using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Groundwork.Formats.Bundles;

/// <summary>
/// Imports the files of a tar archive, also one packed with gzip, in one pass. Headers are read here because the framework's
/// reader takes a header's note of any length into memory, up to two gigabytes.
/// </summary>
public sealed class Tar : IBundleReader
{
    const int LongestNotes = 1 << 20, LongestName = 1 << 16;
    const string Again = "Upload the archive again; if that doesn't help, pack it again.";

    /// <inheritdoc/>
    public string Name => "tar";

    /// <inheritdoc/>
    public string Title => "Tar archive";

    /// <inheritdoc/>
    public string Description => "Any files in folders, one after the other, also packed with gzip.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".tar", ".tar.gz", ".tgz"];

    /// <inheritdoc/>
    public bool Seeks => false;

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> beginning)
    {
        if (!beginning.StartsWith([(byte)0x1F, (byte)0x8B]))
            return TarHeader.Read(beginning) is not null;
        var block = new byte[TarHeader.BlockBytes];
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(beginning.ToArray()), CompressionMode.Decompress);
            return unpacked.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) == block.Length && TarHeader.Read(block) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BundleOutcome> ReadAsync(Stream stream, BundleLimits limits, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var source = await TarSource.Open(stream, limits, cancel);
        using var walk = new Walk(source);
        var names = new BundleNames(limits);
        for (var count = 0; ; count++)
        {
            var (header, wrong) = await walk.Next(cancel);
            if (header is null)
            {
                if (wrong is not null)
                    yield return wrong;
                yield break;
            }
            if (count == limits.Entries)
            {
                yield return new BundleFault("", $"The archive has more than {limits.Entries:N0} entries; the rest is not read.", "Pack the files into several archives, or offer their folder on the server.");
                yield break;
            }
            var file = walk.Enter(header.Size);
            if (Judge(header, walk.Sparse, names, limits, file) is { } outcome)
                yield return outcome;
        }
    }

    static BundleOutcome? Judge(TarHeader header, bool sparse, BundleNames names, BundleLimits limits, Stream file)
    {
        // Volume labels and lists of folders are of use to backups only.
        if (header.Kind is '5' or 'V' or 'D' or 'g' || (header.Kind is '\0' or '0' && header.Name.EndsWith('/')))
            return names.Check(header.Name) is { Path: null, Fault: { } bad } && header.Kind == '5' && header.Name.Trim('.', '/').Length > 0 ? bad : null;
        var (path, fault) = names.Check(header.Name);
        if (path is null)
            return fault;
        var (reason, todo) = header.Kind switch
        {
            '1' => ("This is a second name of another file, without content of its own.", "Pack it with \"tar --hard-dereference\", or add the file itself."),
            '2' => ("This is a link, not a file; links are not followed.", "Pack the file that it points to, with \"tar --dereference\"."),
            '3' or '4' or '6' => ("This is no file but a device or a pipe.", "Leave it out."),
            '\0' or '0' or '7' when !sparse => header.Size > limits.FileBytes ? ($"This file is larger than {limits.FileBytes >> 30} GB.", "Split it.") : (null, null),
            'S' or '\0' or '0' or '7' => ("This file is stored with its holes left out, which is not read here.", "Pack it without \"tar --sparse\"."),
            _ => ("This is an entry of a kind that is not read here.", "Pack it with \"tar --format=posix\"."),
        };
        return reason is not null ? new BundleFault(path, reason, todo!)
            : names.CheckFile(path) ?? (BundleOutcome)new BundleFile(path, header.Size, _ => Task.FromResult(file));
    }

    /// <summary>Goes from header to header, reading the notes in between.</summary>
    sealed class Walk(TarSource source) : IDisposable
    {
        readonly byte[] block = new byte[TarHeader.BlockBytes];
        EntryStream? inside;

        public bool Sparse { get; private set; }

        public Stream Enter(long size) => inside = new EntryStream(source, size);

        public void Dispose() => inside?.Dispose();

        /// <summary>The next header with its notes applied; none at the end, with what is wrong if it comes too early.</summary>
        public async Task<(TarHeader? Header, BundleFault? Wrong)> Next(CancellationToken cancel)
        {
            try
            {
                return await Read(cancel);
            }
            catch (BundleFaultException e)
            {
                return (null, new BundleFault("", e.Reason, e.Todo));
            }
        }

        async Task<(TarHeader?, BundleFault?)> Read(CancellationToken cancel)
        {
            var (path, size) = ((string?)null, (long?)null);
            Sparse = false;
            for (var notes = 0; notes < 16; notes++)
            {
                if (inside is not null && !await inside.Leave(cancel))
                    return Wrong("The archive isn't whole: it ends in the middle of a file.");
                inside = null;
                var n = await source.Read(block, cancel);
                if (n == block.Length && !block.AsSpan().ContainsAnyExcept((byte)0))
                    return (null, null);
                if (n < block.Length)
                    return Wrong("The archive isn't whole: its end is missing.");
                if (TarHeader.Read(block) is not { } header)
                    return Wrong("The archive is damaged from here on.");
                if (header.Kind is not ('x' or 'L' or 'K'))
                    return size < 0 ? Wrong("The archive is damaged from here on.") : (header with { Name = path ?? header.Name, Size = Length(header, size) }, null);
                if (header.Size > (header.Kind == 'x' ? LongestNotes : LongestName))
                    return Wrong("A file's name or notes are longer than any should be; the rest of the archive is not read.");
                var content = new byte[header.Size];
                if (await Enter(header.Size).ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancel) < content.Length)
                    return Wrong("The archive isn't whole: it ends in the middle of a name.");
                if (header.Kind == 'L')
                    path = TarHeader.Text(content);
                else if (header.Kind == 'x')
                {
                    if (TarHeader.Notes(content) is not { } read)
                        return Wrong("The archive is damaged from here on.");
                    (path, size, Sparse) = (read.Path ?? path, read.Size ?? size, Sparse || read.Sparse);
                }
            }
            return Wrong("The archive is damaged from here on.");
        }

        // What isn't a file has no content, whatever its header says.
        static long Length(TarHeader header, long? size) => header.Kind is '1' or '2' or '3' or '4' or '5' or '6' ? 0 : size ?? header.Size;

        static (TarHeader?, BundleFault?) Wrong(string reason) => (null, new BundleFault("", reason, Again));
    }

    /// <summary>The content of one file, until the next is gone to.</summary>
    sealed class EntryStream(TarSource source, long size) : ForwardStream
    {
        readonly long padding = (TarHeader.BlockBytes - size % TarHeader.BlockBytes) % TarHeader.BlockBytes;
        long left = size;
        bool over;

        public override int Read(Span<byte> buffer) => Count(source.ReadNow(buffer[..Most(buffer.Length)]), Most(buffer.Length));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var most = Most(buffer.Length);
            return Count(await source.Read(buffer[..most], cancellationToken), most);
        }

        int Most(int wanted) => over ? throw new InvalidOperationException("The archive has been read on; this file is past.") : (int)Math.Min(wanted, left);

        int Count(int n, int wanted)
        {
            left -= n;
            return n == wanted ? n : throw new BundleFaultException("The archive isn't whole: it ends in the middle of this file.", Again);
        }

        public async ValueTask<bool> Leave(CancellationToken cancel)
        {
            over = true;
            return await source.Skip(left + padding, cancel);
        }
    }
}
