using Groundwork.Storage.Blobs;

namespace Groundwork.Storage.Tests.Files;

/// <summary>Stores a blob whose content doesn't end; says so when the first megabyte is written.</summary>
static class BlobChild
{
    public static async Task<int> PutForEver(string path)
    {
        await new FolderBlobs(path).Open().Put(Schemas.OneWorkspace, new EndlessStream());
        return 0;
    }

    sealed class EndlessStream : MemoryStream
    {
        int read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (read > 1024 * 1024)
            {
                Console.WriteLine("writing");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            read += buffer.Length;
            return buffer.Length;
        }
    }
}
