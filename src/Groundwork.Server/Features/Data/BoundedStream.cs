namespace Groundwork.Server.Features.Data;

/// <summary>A stream turned out to be longer than it may be.</summary>
sealed class FileTooLongException : IOException;

/// <summary>A stream whose beginning was read already, up to a length that it may not exceed, whatever was said about it.</summary>
sealed class BoundedStream(ReadOnlyMemory<byte> head, Stream rest, long most) : Stream
{
    ReadOnlyMemory<byte> head = head;
    long read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got;
        if (head.Length > 0)
        {
            got = Math.Min(head.Length, buffer.Length);
            head[..got].CopyTo(buffer);
            head = head[got..];
        }
        else
        {
            got = await rest.ReadAsync(buffer, cancellationToken);
        }
        return (read += got) > most ? throw new FileTooLongException() : got;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => read; set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
