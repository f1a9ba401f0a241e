using System.Threading.Channels;
using Groundwork.Formats;

namespace Groundwork.Server.Features.Data;

/// <summary>What an import writes in one unit: so many rows, or so much text.</summary>
sealed class ImportChunk
{
    const int MostChars = 400_000;

    internal List<NewItem> Items { get; } = [];
    internal List<(string File, RowFault Fault)> Faults { get; } = [];

    /// <summary>How much of the import's files was read when the chunk was full.</summary>
    internal long Bytes { get; private set; }

    internal int Count => Items.Count + Faults.Count;

    long chars;

    void Add(Incoming each)
    {
        if (each.Item is { } item)
        {
            // The hash is made here, beside the writing.
            chars += item.Payload.Length + item.Metadata.Length + item.Content.Length;
            Items.Add(item);
        }
        else
        {
            chars += each.Fault!.Raw?.Length ?? 0;
            Faults.Add((each.File, each.Fault));
        }
    }

    /// <summary>Cuts what comes in into chunks of at most so many rows, ahead of whoever writes them.</summary>
    internal static async Task Fill(ChannelWriter<ImportChunk> chunks, IAsyncEnumerable<Incoming> rows, ImportProgress progress, Func<int> mostRows, CancellationToken cancel)
    {
        Exception? failure = null;
        try
        {
            var chunk = new ImportChunk();
            await foreach (var each in rows.WithCancellation(cancel))
            {
                chunk.Add(each);
                if (chunk.Count < mostRows() && chunk.chars < MostChars)
                    continue;
                chunk.Bytes = progress.Bytes;
                await chunks.WriteAsync(chunk, cancel);
                chunk = new ImportChunk();
            }
            chunk.Bytes = progress.Bytes;
            if (chunk.Count > 0)
                await chunks.WriteAsync(chunk, cancel);
        }
        catch (Exception e)
        {
            failure = e;
        }
        finally
        {
            chunks.Complete(failure);
        }
    }
}
