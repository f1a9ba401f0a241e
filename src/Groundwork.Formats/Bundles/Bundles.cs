using System.Runtime.CompilerServices;
using Groundwork.Core;

namespace Groundwork.Formats.Bundles;

/// <summary>Opens the archives among files, so that an import sees only files.</summary>
public static class Bundles
{
    /// <summary>How many bytes of a file's beginning say what it is.</summary>
    public const int HeadBytes = 4096;

    /// <summary>The files themselves, and in place of each archive what is in it.</summary>
    /// <param name="files">Files and faults, in their order.</param>
    /// <param name="several">Whether names are to begin with the archive's own, because there are other files beside it.</param>
    /// <param name="limits">For each archive.</param>
    /// <param name="spool">An empty file to write and read that goes when it is closed, for an archive whose stream can't be read twice.</param>
    public static async IAsyncEnumerable<BundleOutcome> Expand(IAsyncEnumerable<BundleOutcome> files, bool several, BundleLimits limits, Func<Stream> spool,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var each in files.WithCancellation(cancel))
            if (each is BundleFile file)
                await foreach (var inner in Expand(file, several ? file.Name + "/" : "", limits, spool, cancel))
                    yield return inner;
            else
                yield return each;
    }

    /// <summary>One file, or what is in it if it is an archive by its content, whatever it is called.</summary>
    /// <param name="prefix">What names in an archive begin with.</param>
    public static async IAsyncEnumerable<BundleOutcome> Expand(BundleFile file, string prefix, BundleLimits limits, Func<Stream> spool, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (opened, fault) = await Open(file, cancel);
        if (opened is null)
        {
            yield return fault!;
            yield break;
        }
        await using var first = opened;
        if (first.Reader is not { } reader)
        {
            yield return file with { Open = first.Take };
            yield break;
        }
        await using var stream = await first.ForReader(reader, spool, cancel);
        var any = false;
        await foreach (var outcome in reader.ReadAsync(stream, limits, cancel))
        {
            any = true;
            yield return outcome switch
            {
                { Name: "" } => outcome with { Name = file.Name },
                _ => outcome with { Name = prefix + outcome.Name },
            };
        }
        if (!any)
            yield return new BundleFault(file.Name, "There are no files in this archive.", "Choose another one.");
    }

    static async Task<(Opened? Opened, BundleFault? Fault)> Open(BundleFile file, CancellationToken cancel)
    {
        try
        {
            var stream = await file.Open(cancel);
            var head = new byte[HeadBytes];
            var n = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
            return (new Opened(file, stream, head.AsMemory(0, n)), null);
        }
        catch (BundleFaultException e)
        {
            return (null, new BundleFault(file.Name, e.Reason, e.Todo));
        }
    }

    /// <summary>A file whose beginning has been looked at, and that is handed on without being opened once more.</summary>
    sealed class Opened(BundleFile file, Stream stream, ReadOnlyMemory<byte> head) : IAsyncDisposable
    {
        Stream? left = stream;

        public IBundleReader? Reader { get; } = Catalog.Of<IBundleReader>().FirstOrDefault(r => r.Recognizes(head.Span));

        public Task<Stream> Take(CancellationToken cancel)
        {
            if (left is not { } taken)
                return file.Open(cancel);
            left = null;
            return Task.FromResult(Whole(taken));
        }

        Stream Whole(Stream taken)
        {
            if (!taken.CanSeek)
                return new RejoinedStream(head, taken);
            taken.Position = 0;
            return taken;
        }

        public async Task<Stream> ForReader(IBundleReader reader, Func<Stream> spool, CancellationToken cancel)
        {
            var whole = Whole(left!);
            left = null;
            if (!reader.Seeks || whole.CanSeek)
                return whole;
            await using (whole)
            {
                var copy = spool();
                try
                {
                    await whole.CopyToAsync(copy, cancel);
                    copy.Position = 0;
                    return copy;
                }
                catch
                {
                    await copy.DisposeAsync();
                    throw;
                }
            }
        }

        public ValueTask DisposeAsync() => left?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
