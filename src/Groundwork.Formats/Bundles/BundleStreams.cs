using Groundwork.Core;

namespace Groundwork.Formats.Bundles;

/// <summary>A stream that is only read forward.</summary>
abstract class ForwardStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public abstract override int Read(Span<byte> buffer);
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}

/// <summary>A part of a seekable stream that others read elsewhere in between.</summary>
sealed class PartStream(Stream whole, long from, long length) : ForwardStream
{
    long at;

    public override int Read(Span<byte> buffer)
    {
        var n = whole.Read(buffer[..Aim(buffer.Length)]);
        at += n;
        return n;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var n = await whole.ReadAsync(buffer[..Aim(buffer.Length)], cancellationToken);
        at += n;
        return n;
    }

    int Aim(int wanted)
    {
        if (whole.Position != from + at)
            whole.Position = from + at;
        return (int)Math.Min(wanted, length - at);
    }
}

/// <summary>What all files of an archive may still come to, and how many packed bytes that is measured by.</summary>
sealed class BundleBudget(BundleLimits limits, Func<long> packed)
{
    const int WholeArchive = 16;
    long unpacked;

    public bool IsSpent { get; private set; }

    public void Take(int count)
    {
        unpacked += count;
        if (unpacked <= Math.Min(limits.TotalBytes, WholeArchive * limits.FreeBytes + limits.Ratio * packed()))
            return;
        IsSpent = true;
        throw new BundleFaultException("The archive unpacks to far more than it should.", "It may be a trap. If it isn't, unpack it and import the files themselves.");
    }
}

/// <summary>The unpacked bytes of one file, held to what was stated and to the limits while they come.</summary>
/// <param name="inner">What unpacks.</param>
/// <param name="stated">The length that the archive states.</param>
/// <param name="most">The length that its packed size allows.</param>
/// <param name="crc">The checksum that the archive states.</param>
sealed class UnpackedStream(Stream inner, long stated, long most, uint crc, BundleBudget budget) : ForwardStream
{
    long count;
    uint found;
    bool ended;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || ended)
            return 0;
        int n;
        try
        {
            n = inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
        return Judge(buffer[..n]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || ended)
            return 0;
        int n;
        try
        {
            n = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
        return Judge(buffer.Span[..n]);
    }

    int Judge(ReadOnlySpan<byte> bytes)
    {
        count += bytes.Length;
        found = Crc32.Append(found, bytes);
        if (bytes.Length == 0)
        {
            ended = true;
            return count == stated && found == crc ? 0 : throw Damaged(null);
        }
        budget.Take(bytes.Length);
        if (count > stated)
            throw new BundleFaultException("This file is longer than the archive says.", "Pack it again, or import it unpacked.");
        return count <= most ? bytes.Length
            : throw new BundleFaultException("This file unpacks to far more than it should.", "It may be a trap. If it isn't, unpack it and import the file itself.");
    }

    static BundleFaultException Damaged(Exception? e) => new("This file is damaged in the archive.", "Pack it again, or import it unpacked.", e);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Some bytes that were read already, and then the rest.</summary>
sealed class RejoinedStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    ReadOnlyMemory<byte> left = first;

    public override int Read(Span<byte> buffer) => left.Length > 0 ? Give(buffer) : rest.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        left.Length > 0 ? ValueTask.FromResult(Give(buffer.Span)) : rest.ReadAsync(buffer, cancellationToken);

    int Give(Span<byte> buffer)
    {
        var n = Math.Min(buffer.Length, left.Length);
        left.Span[..n].CopyTo(buffer);
        left = left[n..];
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
