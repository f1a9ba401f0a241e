using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Groundwork.Storage.Backups;

/// <summary>
/// Writes a backup, front to back, into a stream: a tar archive with the rows of each table as compressed lines of JSON in pieces of a
/// few megabytes, the keys, the files, and at the end what is to be in it. It holds one piece in memory, however large all is.
/// </summary>
public sealed class BackupWriter(Stream to, BackupHead head) : IDisposable
{
    const int PieceBytes = 8 << 20;

    readonly List<BackupPart> parts = [];
    readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);
    readonly List<string> missing = [];
    readonly IncrementalHash blobNames = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    (long Count, long Bytes) blobs;

    public Task Begin(CancellationToken cancel) => Part(BackupNames.Head, JsonSerializer.SerializeToUtf8Bytes(head, BackupNames.Json), cancel);

    /// <summary>All rows of all tables.</summary>
    public async Task Tables(FrozenDb db, CancellationToken cancel)
    {
        foreach (var table in head.Tables)
            await Table(db, table, cancel);
    }

    async Task Table(FrozenDb db, BackupTable table, CancellationToken cancel)
    {
        var (pieces, count) = (0, 0L);
        using var piece = new MemoryStream();
        var zip = new GZipStream(piece, CompressionLevel.Fastest, leaveOpen: true);
        var raw = 0L;
        await using var json = new Utf8JsonWriter(Stream.Null, RowLine.How);
        using var line = new MemoryStream();
        await db.Rows(table, async row =>
        {
            line.SetLength(0);
            json.Reset(line);
            RowLine.Write(json, row, table.Columns);
            await json.FlushAsync(cancel);
            line.WriteByte((byte)'\n');
            zip.Write(line.GetBuffer(), 0, (int)line.Length);
            raw += line.Length;
            count++;
            if (raw >= PieceBytes)
                await Cut();
        }, cancel);
        if (raw > 0)
            await Cut();
        await zip.DisposeAsync();
        rows[table.Name] = count;

        async Task Cut()
        {
            await zip.DisposeAsync();
            await Part(BackupNames.Part(table.Name, ++pieces), piece.GetBuffer().AsMemory(0, (int)piece.Length), cancel);
            piece.SetLength(0);
            raw = 0;
            zip = new GZipStream(piece, CompressionLevel.Fastest, leaveOpen: true);
        }
    }

    /// <summary>A key file of the data folder.</summary>
    public Task Key(string name, byte[] content, CancellationToken cancel) => Part(BackupNames.Keys + name, content, cancel);

    /// <summary>A file of a workspace.</summary>
    /// <exception cref="DamagedBackupException">It isn't what its name says: it was damaged on its disk.</exception>
    public async Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel)
    {
        var name = $"{BackupNames.Blobs}{workspace}/{sha256}";
        var size = content.Length;
        await Header(name, size, cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var left = size;
        for (int n; (n = await content.ReadAsync(buffer, cancel)) > 0; left -= n)
        {
            hash.AppendData(buffer, 0, n);
            await to.WriteAsync(buffer.AsMemory(0, n), cancel);
        }
        if (left != 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
            throw new DamagedBackupException($"blobs/{workspace}/{sha256[..2]}/{sha256}", "the file on this server's disk isn't what it was when it was stored. Bring it back from an earlier backup, then make this one again.");
        await Pad(size, cancel);
        blobNames.AppendData(Encoding.ASCII.GetBytes(name + "\n"));
        blobs = (blobs.Count + 1, blobs.Bytes + size);
    }

    /// <summary>A file that a row names and that isn't there.</summary>
    public void Missing(string workspace, string name) => missing.Add($"{workspace}/{name}");

    /// <summary>Says what is in it. Without this it is no backup.</summary>
    public async Task End(CancellationToken cancel)
    {
        var all = new BackupManifest(head.Id, [.. parts], rows, new(blobs.Count, blobs.Bytes, Convert.ToHexStringLower(blobNames.GetHashAndReset())), missing);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(all, BackupNames.Json);
        await Part(BackupNames.Manifest, bytes, cancel);
        await Part(BackupNames.Sum, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes)) + "\n"), cancel);
        await to.WriteAsync(new byte[TarHeader.Block * 2], cancel);
        await to.FlushAsync(cancel);
    }

    async Task Part(string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        await Header(name, content.Length, cancel);
        await to.WriteAsync(content, cancel);
        await Pad(content.Length, cancel);
        parts.Add(new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span))));
    }

    async Task Header(string name, long size, CancellationToken cancel) => await to.WriteAsync(new TarHeader(name, size, head.Created / 1000).Bytes(), cancel);

    async Task Pad(long size, CancellationToken cancel) => await to.WriteAsync(new byte[new TarHeader("", size, 0).Padding], cancel);

    public void Dispose() => blobNames.Dispose();
}
