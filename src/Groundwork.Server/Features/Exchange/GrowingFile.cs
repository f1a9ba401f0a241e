using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// A file that is being written and read at once: whoever reads it to its end waits for more. A reader is told that the writer gave up,
/// so that nobody takes a part for the whole.
/// </summary>
sealed class GrowingFile : Stream
{
    readonly SafeFileHandle handle;
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Lock gate = new();
    TaskCompletionSource more = New();
    long length;
    int users = 1;
    bool ended, failed;

    internal GrowingFile(string path) => handle = File.OpenHandle(Path = path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);

    internal string Path { get; }

    /// <summary>How many bytes readers can have.</summary>
    internal long Written => Interlocked.Read(ref length);

    internal bool Ended => Volatile.Read(ref ended);
    internal bool Failed => Volatile.Read(ref failed);

    /// <summary>The hash of all of it, once.</summary>
    internal string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await RandomAccess.WriteAsync(handle, buffer, length, cancellationToken);
        hash.AppendData(buffer.Span);
        Grow(buffer.Length);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        RandomAccess.Write(handle, buffer, length);
        hash.AppendData(buffer);
        Grow(buffer.Length);
    }

    /// <summary>Says that it is whole, or never will be.</summary>
    internal void End(bool whole)
    {
        lock (gate)
        {
            if (ended)
                return;
            (failed, ended) = (!whole, true);
        }
        more.TrySetResult();
        Leave();
    }

    /// <summary>Keeps the file open for a reader; false if it is closed already.</summary>
    internal bool Join()
    {
        lock (gate)
            return users > 0 && ++users > 0;
    }

    internal void Leave()
    {
        lock (gate)
            if (--users > 0)
                return;
        handle.Dispose();
        hash.Dispose();
    }

    /// <summary>Waits until there is a byte at a place; false if the file ended before.</summary>
    internal async Task<bool> Reached(long place, CancellationToken cancel)
    {
        for (;;)
        {
            var next = Volatile.Read(ref more).Task;
            if (Written > place)
                return true;
            if (Ended)
                return Written > place;
            await next.WaitAsync(cancel);
        }
    }

    /// <summary>Reads what there is at a place.</summary>
    internal ValueTask<int> Read(Memory<byte> buffer, long place, CancellationToken cancel) =>
        RandomAccess.ReadAsync(handle, buffer[..(int)Math.Min(buffer.Length, Written - place)], place, cancel);

    void Grow(int by)
    {
        Interlocked.Add(ref length, by);
        Interlocked.Exchange(ref more, New()).TrySetResult();
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Written;
    public override long Position { get => Written; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
