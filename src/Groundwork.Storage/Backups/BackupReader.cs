using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Groundwork.Storage.Backups;

/// <summary>Takes what is in a backup, in the archive's order. What it is given was not yet checked to its end.</summary>
public interface IBackupTaker
{
    Task Begin(BackupHead head, CancellationToken cancel);
    Task Rows(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);
    Task Key(string name, byte[] content, CancellationToken cancel);
    Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel);
}

/// <summary>
/// Reads a backup and checks all of it on the way: every byte is either in a header that follows from its contents, in something whose
/// hash is known, or nothing. What is changed, left out, added or cut off is found, and where.
/// </summary>
public sealed class BackupReader(Stream from)
{
    const int RowsAtOnce = 500;

    readonly List<BackupPart> parts = [];
    readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);
    (long Count, long Bytes) blobs;
    long at;

    BackupHead? head;

    /// <summary>How many bytes were read.</summary>
    public long Read => at;

    /// <summary>Reads it to its end.</summary>
    /// <param name="taker">Who takes what is in it; null to check it alone.</param>
    /// <param name="progress">Told now and then how many bytes were read.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="DamagedBackupException">Something isn't as it was written.</exception>
    /// <exception cref="UnreadableBackupException">It is no backup, or one that this program can't read.</exception>
    public async Task<(BackupHead Head, BackupManifest Manifest)> All(IBackupTaker? taker, Action<long>? progress, CancellationToken cancel)
    {
        using var names = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[]? manifest = null;
        long? time = null;
        for (; ; progress?.Invoke(at))
        {
            var header = await Header(cancel);
            time ??= header.Time;
            if (header.Time != time)
                throw Damaged(header.Name, "its time isn't that of the other parts");
            if (head is null != (header.Name == BackupNames.Head) || manifest is not null != (header.Name == BackupNames.Sum))
                throw Damaged(header.Name, "it isn't where it belongs");
            if (header.Name.StartsWith(BackupNames.Blobs, StringComparison.Ordinal))
            {
                await Blob(header, names, taker, cancel);
                continue;
            }
            var content = await Whole(header, cancel);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            if (header.Name == BackupNames.Sum)
            {
                if (Encoding.ASCII.GetString(content) != Convert.ToHexStringLower(SHA256.HashData(manifest!)) + "\n")
                    throw Damaged(BackupNames.Manifest, "it hasn't the hash that stands behind it");
                break;
            }
            if (header.Name == BackupNames.Manifest)
            {
                manifest = content;
                continue;
            }
            parts.Add(new(header.Name, header.Size, sha256));
            if (header.Name == BackupNames.Head)
            {
                head = HeadOf(content, time.Value);
                if (taker is not null)
                    await taker.Begin(head, cancel);
            }
            else if (header.Name.StartsWith(BackupNames.Keys, StringComparison.Ordinal))
            {
                if (taker is not null)
                    await taker.Key(header.Name[BackupNames.Keys.Length..], content, cancel);
            }
            else if (header.Name.StartsWith(BackupNames.Tables, StringComparison.Ordinal) && header.Name.Split('/') is [_, var table, _])
                await Rows(header.Name, head!.Tables.FirstOrDefault(t => t.Name == table) ?? throw Damaged(header.Name, "there is no such table"), content, sha256, taker, cancel);
            else
                throw Damaged(header.Name, "nothing of this name belongs into a backup");
        }
        await End(cancel);
        return (head!, Compare(manifest!, Convert.ToHexStringLower(names.GetHashAndReset())));
    }

    async Task<TarHeader> Header(CancellationToken cancel)
    {
        var bytes = await Exactly(TarHeader.Block, head is null ? "the beginning" : "the archive", cancel);
        return TarHeader.Read(bytes) is { } header && (head is not null || header.Name == BackupNames.Head) ? header
            : head is null ? throw new UnreadableBackupException("This isn't a backup of Groundwork, or its very beginning is damaged.")
            : throw new DamagedBackupException($"at byte {at - TarHeader.Block}", bytes.AsSpan().ContainsAnyExcept((byte)0) ? "the header here was changed" : "the archive ends here, without saying what is to be in it");
    }

    async Task<byte[]> Whole(TarHeader header, CancellationToken cancel)
    {
        // Pieces are of a few megabytes, or of one row; what claims to be longer than that is damaged.
        if (header.Size > 1 << 30)
            throw Damaged(header.Name, "it says that it is longer than any part is");
        var content = await Exactly((int)header.Size, header.Name, cancel);
        await Padding(header, cancel);
        return content;
    }

    async Task Padding(TarHeader header, CancellationToken cancel)
    {
        if ((await Exactly(header.Padding, header.Name, cancel)).AsSpan().ContainsAnyExcept((byte)0))
            throw Damaged(header.Name, $"the bytes behind it, up to byte {at}, aren't empty");
    }

    async Task Rows(string name, BackupTable table, byte[] content, string sha256, IBackupTaker? taker, CancellationToken cancel)
    {
        var waiting = new List<object?[]>();
        var count = 0L;
        try
        {
            using var lines = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress), new UTF8Encoding(false, throwOnInvalidBytes: true));
            while (await lines.ReadLineAsync(cancel) is { } line)
            {
                count++;
                if (taker is null)
                    continue;
                waiting.Add(RowLine.Read(Encoding.UTF8.GetBytes(line), table.Columns));
                if (waiting.Count == RowsAtOnce)
                {
                    await taker.Rows(table, waiting, cancel);
                    waiting.Clear();
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or DecoderFallbackException)
        {
            throw Damaged(name, $"it can't be read from row {count} on; its SHA-256 is {sha256}");
        }
        if (waiting.Count > 0)
            await taker!.Rows(table, waiting, cancel);
        rows[table.Name] = rows.GetValueOrDefault(table.Name) + count;
    }

    async Task Blob(TarHeader header, IncrementalHash names, IBackupTaker? taker, CancellationToken cancel)
    {
        if (header.Name.Split('/') is not [_, var workspace, { Length: 64 } sha256] || !Guid.TryParse(workspace, out _) || !sha256.All(char.IsAsciiHexDigitLower))
            throw Damaged(header.Name, "this is no name of a file");
        await using var content = new Content(from, header.Size);
        if (taker is not null)
            await taker.Blob(workspace, sha256, content, cancel);
        await content.CopyToAsync(Stream.Null, cancel);
        at += header.Size - content.Left;
        if (content.Left > 0)
            throw Damaged(header.Name, $"the archive ends in it, at byte {at}");
        if (content.Sha256() is var found && found != sha256)
            throw Damaged(header.Name, $"its SHA-256 is {found}: it was changed");
        await Padding(header, cancel);
        names.AppendData(Encoding.ASCII.GetBytes(header.Name + "\n"));
        blobs = (blobs.Count + 1, blobs.Bytes + header.Size);
    }

    async Task End(CancellationToken cancel)
    {
        if ((await Exactly(TarHeader.Block * 2, "the end", cancel)).AsSpan().ContainsAnyExcept((byte)0) || await from.ReadAsync(new byte[1], cancel) != 0)
            throw new DamagedBackupException($"at byte {at}", "there is something behind the end");
    }

    BackupManifest Compare(byte[] content, string names)
    {
        var manifest = Parsed<BackupManifest>(content, BackupNames.Manifest);
        foreach (var (stands, found) in manifest.Parts.Zip(parts))
            if (stands != found)
                throw Damaged(found.Name, stands.Name == found.Name ? $"its SHA-256 is {found.Sha256} and should be {stands.Sha256}: it was changed" : $"{stands.Name} should be here");
        if (manifest.Parts.Count != parts.Count)
            throw Damaged(BackupNames.Manifest, $"it names {manifest.Parts.Count} parts, and there are {parts.Count}");
        foreach (var table in head!.Tables)
            if (manifest.Rows.GetValueOrDefault(table.Name) != rows.GetValueOrDefault(table.Name))
                throw Damaged(BackupNames.Tables + table.Name, $"it has {rows.GetValueOrDefault(table.Name)} rows and should have {manifest.Rows.GetValueOrDefault(table.Name)}");
        if (manifest.Id != head.Id || manifest.Blobs != new BackupBlobs(blobs.Count, blobs.Bytes, names))
            throw Damaged(BackupNames.Manifest, $"it names {manifest.Blobs.Count} files, and those in the archive ({blobs.Count}) aren't the same");
        return manifest;
    }

    static BackupHead HeadOf(byte[] content, long time)
    {
        int? format;
        try
        {
            format = JsonElement.Parse(content).GetProperty("format").GetInt32();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged(BackupNames.Head, "it can't be read");
        }
        if (format > BackupHead.Now)
            throw new UnreadableBackupException($"The backup was made by a newer program (its form is version {format}, this program reads {BackupHead.Now}). Restore it with the program that made it, or a later one.");
        var read = Parsed<BackupHead>(content, BackupNames.Head);
        return read.Created / 1000 == time ? read : throw Damaged(BackupNames.Head, "it isn't of the time that the archive says");
    }

    static T Parsed<T>(byte[] content, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, BackupNames.Json) ?? throw Damaged(name, "it is empty");
        }
        catch (JsonException)
        {
            throw Damaged(name, "it can't be read");
        }
    }

    async Task<byte[]> Exactly(int count, string where, CancellationToken cancel)
    {
        var bytes = new byte[count];
        var n = await from.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancel);
        at += n;
        return n == count ? bytes : at == n && head is null ? throw new UnreadableBackupException("This isn't a backup of Groundwork: it is too short.")
            : throw new DamagedBackupException(where, $"the archive is cut off at byte {at}");
    }

    static DamagedBackupException Damaged(string where, string what) => new(where, what);

    /// <summary>The next bytes of a stream, hashed as they are read.</summary>
    sealed class Content(Stream from, long size) : Stream
    {
        readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        long read;

        internal long Left => size - read;

        internal string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var n = await from.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Left)], cancellationToken);
            hash.AppendData(buffer.Span[..n]);
            read += n;
            return n;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => size;
        public override long Position { get => read; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
