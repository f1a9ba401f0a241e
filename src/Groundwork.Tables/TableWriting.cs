namespace Groundwork.Tables;

/// <summary>A table that is being written: rows go in, and its bytes come out meanwhile.</summary>
public sealed class TableWriting : IAsyncDisposable
{
    readonly TableProcess process;
    readonly CancellationTokenSource stop;
    readonly Task copying;

    /// <summary>For tests: the most memory that writing took so far.</summary>
    internal long PeakBytes => process.PeakBytes;

    internal TableWriting(TableProcess process, Stream to, CancellationToken cancel)
    {
        this.process = process;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        copying = process.Output.CopyToAsync(to, 128 * 1024, stop.Token);
    }

    /// <summary>Adds rows: lines of JSON, each a list with a cell for each column.</summary>
    /// <exception cref="TableException">They can't be written.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancel = default)
    {
        try
        {
            var writing = process.Input.WriteAsync(lines, cancel).AsTask();
            // Where the bytes go may have failed: rows would wait forever.
            if (await Task.WhenAny(writing, copying) == copying)
                await copying;
            await writing;
            await process.Input.FlushAsync(cancel);
        }
        catch (IOException)
        {
            // It has ended, and says why.
            await process.Ended(cancel);
            throw;
        }
    }

    /// <summary>Says that these were all rows, and waits until the table is whole.</summary>
    /// <exception cref="TableException">It can't be written.</exception>
    public async Task EndAsync(CancellationToken cancel = default)
    {
        await WriteAsync("end\n"u8.ToArray(), cancel);
        process.Input.Close();
        await copying;
        await process.Ended(cancel);
    }

    /// <summary>Ends it; a table that isn't whole by then never will be.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await process.DisposeAsync();
        await copying.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        stop.Dispose();
    }
}
