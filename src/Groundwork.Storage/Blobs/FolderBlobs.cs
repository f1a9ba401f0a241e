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
    readonly TimeProvider clock;
    readonly Lock[] stripes = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    public FolderBlobs(string root, TimeProvider? clock = null)
    {
        this.root = root;
        this.clock = clock ?? TimeProvider.System;
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
            if (Renewed(final))
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
        if (Renewed(final))
        {
            DurableFile.FlushFolder(Path.GetDirectoryName(final)!);
            File.Delete(path);
            return new BlobRef(sha256, size);
        }
        DurableFile.CreateFolder(Path.GetDirectoryName(final)!);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
            DurableFile.Flush(file);
        if (DurableFile.TryMove(path, final))
        {
            Renewed(final);
            return new BlobRef(sha256, size);
        }
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

    /// <summary>
    /// The blobs of one of a workspace's 256 folders that nobody stored (again) since a moment: what the garbage
    /// collector may look at. Writers store first and name the blob in a row later, so what is young may yet get its row.
    /// </summary>
    public IEnumerable<BlobRef> Older(string workspace, byte folder, DateTimeOffset than)
    {
        var place = new DirectoryInfo(Path.Combine(FolderOf(workspace), folder.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return place.Exists
            ? place.EnumerateFiles().Where(f => f.Name.Length == 64 && f.LastWriteTimeUtc < than.UtcDateTime).Select(f => new BlobRef(f.Name, f.Length))
            : [];
    }

    /// <summary>Removes a blob unless somebody stored it again since that moment; whether it is gone.</summary>
    public bool Remove(string workspace, string sha256, DateTimeOffset olderThan)
    {
        var path = PathOf(workspace, sha256);
        lock (StripeOf(path))
        {
            if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) >= olderThan.UtcDateTime)
                return false;
            File.Delete(path);
            return true;
        }
    }

    /// <summary>How many bytes a workspace's blobs take.</summary>
    public long Size(string workspace)
    {
        var place = new DirectoryInfo(FolderOf(workspace));
        return place.Exists ? place.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0;
    }

    // A blob that is stored again is as young as a new one, in the eyes of the garbage collector.
    bool Renewed(string final)
    {
        lock (StripeOf(final))
        {
            if (!File.Exists(final))
                return false;
            File.SetLastWriteTimeUtc(final, clock.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    Lock StripeOf(string path) => stripes[(uint)string.GetHashCode(path, StringComparison.Ordinal) % (uint)stripes.Length];

    string FolderOf(string workspace) => Guid.TryParse(workspace, out var id)
        ? Path.Combine(root, id.ToString()) : throw new ArgumentException("Not a workspace's id.", nameof(workspace));

    /// <summary>A file to write into and read from that is gone when it is closed, on the disk that the blobs are on.</summary>
    public FileStream Scratch() => new(Path.Combine(incoming, Guid.NewGuid().ToString("N")), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        BufferSize = 0,
        Options = FileOptions.DeleteOnClose,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    string PathOf(string workspace, string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower) && Guid.TryParse(workspace, out var id)
            ? Path.Combine(root, id.ToString(), sha256[..2], sha256)
            : throw new ArgumentException("Not a blob's address.", nameof(sha256));
}
