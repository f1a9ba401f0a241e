using System.IO.Compression;

namespace Groundwork.Formats.Bundles;

/// <summary>The bytes of a tar archive from its beginning to its end, unpacked where it is packed, and held to the limits.</summary>
sealed class TarSource : IDisposable
{
    const string Damaged = "The archive is damaged from here on.", Again = "Upload it again; if that doesn't help, pack it again.";

    readonly Stream bytes;
    readonly bool seeks, unpacks;
    readonly BundleBudget? budget;

    TarSource(Stream archive, bool packed, BundleLimits limits)
    {
        if (packed)
        {
            var counted = new CountedStream(archive);
            (bytes, unpacks) = (new GZipStream(counted, CompressionMode.Decompress, leaveOpen: true), true);
            budget = new BundleBudget(limits, () => counted.Count);
        }
        else
            (bytes, seeks) = (archive, archive.CanSeek);
    }

    public static async Task<TarSource> Open(Stream archive, BundleLimits limits, CancellationToken cancel)
    {
        var head = new byte[2];
        var n = await archive.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancel);
        if (archive.CanSeek)
            archive.Seek(-n, SeekOrigin.Current);
        return new TarSource(archive.CanSeek ? archive : new RejoinedStream(head.AsMemory(0, n), archive), head is [0x1F, 0x8B], limits);
    }

    /// <summary>As many bytes as there are, up to so many.</summary>
    public async ValueTask<int> Read(Memory<byte> into, CancellationToken cancel)
    {
        try
        {
            var n = await bytes.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, cancel);
            budget?.Take(n);
            return n;
        }
        catch (InvalidDataException e)
        {
            throw new BundleFaultException(Damaged, Again, e);
        }
    }

    /// <inheritdoc cref="Read"/>
    public int ReadNow(Span<byte> into)
    {
        try
        {
            var n = bytes.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
            budget?.Take(n);
            return n;
        }
        catch (InvalidDataException e)
        {
            throw new BundleFaultException(Damaged, Again, e);
        }
    }

    /// <summary>Passes over so many bytes; false if the archive ends before.</summary>
    public async ValueTask<bool> Skip(long count, CancellationToken cancel)
    {
        if (seeks)
        {
            if (count > bytes.Length - bytes.Position)
                return false;
            bytes.Position += count;
            return true;
        }
        var buffer = new byte[(int)Math.Min(count, 64 * 1024)];
        for (; count > 0; count -= buffer.Length)
        {
            buffer = count < buffer.Length ? new byte[count] : buffer;
            if (await Read(buffer, cancel) < buffer.Length)
                return false;
        }
        return true;
    }

    public void Dispose()
    {
        if (unpacks)
            bytes.Dispose();
    }

    sealed class CountedStream(Stream inner) : ForwardStream
    {
        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var n = inner.Read(buffer);
            Count += n;
            return n;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var n = await inner.ReadAsync(buffer, cancellationToken);
            Count += n;
            return n;
        }
    }
}
