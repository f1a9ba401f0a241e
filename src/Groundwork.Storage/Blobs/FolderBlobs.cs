using System.Security.Cryptography;

namespace Groundwork.Storage.Blobs;

/// <summary>What a stored blob is called and how long it is.</summary>
public readonly record struct BlobRef(string Sha256, long Size);

/// <summary>
/// Bytes by their SHA-256, each workspace in a folder of its own: the same bytes in two workspaces are
/// two files, so nobody learns what another workspace holds. Written before any row that names them.
/// </summary>
public sealed class FolderBlobs
{
    readonly string root;
    readonly string incoming;

    public FolderBlobs(string root)
    {
        this.root = root;
        incoming = Path.Combine(root, "incoming");
    }

    /// <summary>Makes the store ready and clears what a killed process was still writing: it was never acknowledged and has no name.</summary>
    public FolderBlobs Open()
    {
        DurableFile.CreateFolder(incoming);
        foreach (var left in Directory.EnumerateFiles(incoming))
            File.Delete(left);
        return this;
    }

    /// <summary>Stores a stream and returns when it is durable. The same bytes again cost only the reading.</summary>
    public async Task<BlobRef> Put(string workspace, Stream content, CancellationToken cancel = default)
    {
        var temporary = Path.Combine(incoming, Guid.NewGuid().ToString("N"));
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 * 1024];
            long size = 0;
            for (int n; (n = await content.ReadAsync(buffer, cancel)) > 0; size += n)
            {
                hash.AppendData(buffer, 0, n);
                await file.WriteAsync(buffer.AsMemory(0, n), cancel);
            }
            var name = Convert.ToHexStringLower(hash.GetHashAndReset());
            var final = PathOf(workspace, name);
            if (File.Exists(final))
            {
                // Whoever wrote it may not have come to flush its name yet.
                DurableFile.FlushFolder(Path.GetDirectoryName(final)!);
            }
            else
            {
                DurableFile.CreateFolder(Path.GetDirectoryName(final)!);
                DurableFile.Publish(file, final);
            }
            return new BlobRef(name, size);
        }
        finally
        {
            await file.DisposeAsync();
            File.Delete(temporary);
        }
    }

    /// <summary>Stores bytes that are already in memory.</summary>
    public Task<BlobRef> Put(string workspace, byte[] content, CancellationToken cancel = default) =>
        Put(workspace, new MemoryStream(content, writable: false), cancel);

    /// <summary>
    /// Takes a finished file over under its hash, which the caller has computed, without copying it where a name can do; the
    /// file has gone from its old place when this returns. A kill in between leaves it whole in the one place or the other.
    /// </summary>
    public async Task<BlobRef> Adopt(string workspace, string path, string sha256, CancellationToken cancel = default)
    {
        var final = PathOf(workspace, sha256);
        var size = new FileInfo(path).Length;
        if (File.Exists(final))
        {
            DurableFile.FlushFolder(Path.GetDirectoryName(final)!);
            File.Delete(path);
            return new BlobRef(sha256, size);
        }
        DurableFile.CreateFolder(Path.GetDirectoryName(final)!);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
            DurableFile.Flush(file);
        if (DurableFile.TryMove(path, final))
            return new BlobRef(sha256, size);
        await using (var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            var copied = await Put(workspace, content, cancel);
            if (copied.Sha256 != sha256)
                throw new IOException($"The file {path} changed while it was taken over. Its disk may be failing; nothing was acknowledged.");
        }
        File.Delete(path);
        return new BlobRef(sha256, size);
    }

    /// <summary>Is there a blob of this name and length?</summary>
    public bool Has(string workspace, string sha256, long size) =>
        new FileInfo(PathOf(workspace, sha256)) is { Exists: true } file && file.Length == size;

    /// <summary>Opens a blob for reading, or null if this workspace has none of that name.</summary>
    public Stream? Open(string workspace, string sha256)
    {
        var path = PathOf(workspace, sha256);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous) : null;
    }

    string PathOf(string workspace, string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower) && Guid.TryParse(workspace, out var id)
            ? Path.Combine(root, id.ToString(), sha256[..2], sha256)
            : throw new ArgumentException("Not a blob's address.", nameof(sha256));
}
