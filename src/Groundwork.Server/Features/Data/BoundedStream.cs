namespace Groundwork.Server.Features.Data;

/// <summary>A stream turned out to be longer than it may be.</summary>
sealed class FileTooLongException : IOException;

/// <summary>A stream up to a length that it may not exceed, whatever was said about it.</summary>
sealed class BoundedStream(Stream inner, long most) : ForwardStream(inner)
{
    long read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await Inner.ReadAsync(buffer, cancellationToken));

    public override int Read(Span<byte> buffer) => Counted(Inner.Read(buffer));

    int Counted(int got) => (read += got) > most ? throw new FileTooLongException() : got;
}
