using System.Text.Json;

namespace Groundwork.Tables;

/// <summary>A table that is being read: its rows are the lines of this stream, each a JSON object.</summary>
public sealed class RowStream : Stream
{
    // A name has an end, and so has a list of a thousand.
    const int MostHead = 4 * 1024 * 1024;

    readonly TableProcess process;
    readonly ReadingTurns turn;
    byte[] head = [];
    int at;
    bool ended;
    bool gone;

    /// <summary>For tests: the most memory that reading took so far.</summary>
    internal long PeakBytes => process.PeakBytes;

    RowStream(TableProcess process, ReadingTurns turn) => (this.process, this.turn) = (process, turn);

    /// <summary>The columns in their order.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>What a table that was written here says about itself, or null.</summary>
    public JsonElement? Ours { get; private set; }

    internal static async Task<RowStream> Begin(TableProcess process, ReadingTurns turn, CancellationToken cancel)
    {
        var reading = new RowStream(process, turn);
        var read = new byte[64 * 1024];
        var end = 0;
        for (var newline = -1; newline < 0;)
        {
            if (end == read.Length)
                Array.Resize(ref read, read.Length < MostHead ? 2 * read.Length : throw new TableException("The names of the columns are too long.", "Shorten them, or leave columns out."));
            var n = await process.Output.ReadAsync(read.AsMemory(end), cancel);
            if (n == 0)
            {
                await process.Ended(cancel);
                throw new TableException("The table ended before it began.", "Save it anew.");
            }
            newline = read.AsSpan(end, n).IndexOf((byte)'\n');
            if (newline >= 0)
                reading.Take(read, end + newline, end + n);
            end += n;
        }
        return reading;
    }

    void Take(byte[] read, int newline, int end)
    {
        var said = JsonElement.Parse(read.AsSpan(0, newline));
        Columns = [.. said.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)];
        Ours = said.TryGetProperty("ours", out var ours) ? ours : null;
        head = read[(newline + 1)..end];
    }

    /// <inheritdoc/>
    /// <exception cref="TableException">What comes can't be read.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at < head.Length)
        {
            var some = Math.Min(buffer.Length, head.Length - at);
            head.AsSpan(at, some).CopyTo(buffer.Span);
            at += some;
            return some;
        }
        var read = ended ? 0 : await process.Output.ReadAsync(buffer, cancellationToken);
        if (read == 0 && !ended && buffer.Length > 0)
        {
            ended = true;
            await process.Ended(cancellationToken);
        }
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref gone, true))
            return;
        // Gone when it is: whoever is next must find the memory free.
        try
        {
            await process.DisposeAsync();
        }
        finally
        {
            turn.Dispose();
        }
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
