using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Data;

/// <summary>How a chunk ended.</summary>
enum ChunkEnd
{
    Whole,

    /// <summary>The connection ended, or another one took over.</summary>
    CutOff,
    TooLong,
    WrongChecksum,
}

/// <summary>
/// Writes one chunk at the end of an upload's file. Without a checksum, what arrived stays whatever happens; with one, it is
/// written beside the file until it is known to be right, so that a kill leaves nothing unchecked behind.
/// </summary>
sealed class UploadChunk(string path, UploadState state, long length)
{
    const int BufferBytes = 256 * 1024;

    internal static string AsideOf(string path) => path + ".part";

    /// <param name="breakOff">Ends the connection, so that reading the body fails.</param>
    internal async Task<ChunkEnd> Write(Stream body, UploadChecksum? checksum, Action breakOff)
    {
        state.Writes(breakOff);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return checksum is null ? await Straight(file, body) : await Checked(file, body, checksum);
        }
        finally
        {
            state.Writes(null);
        }
    }

    async Task<ChunkEnd> Straight(FileStream file, Stream body)
    {
        var from = file.Length;
        var end = await Append(file, body);
        if (end == ChunkEnd.TooLong)
        {
            state.Forget();
            file.SetLength(from);
        }
        Flush(file, state);
        return end;
    }

    async Task<ChunkEnd> Checked(FileStream file, Stream body, UploadChecksum checksum)
    {
        var aside = AsideOf(path);
        try
        {
            await using var part = new FileStream(aside, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            var end = await Pour(body, length - file.Length, async bytes =>
            {
                checksum.Add(bytes.Span);
                await part.WriteAsync(bytes);
            });
            if (end != ChunkEnd.Whole)
                return end;
            if (!checksum.Holds())
                return ChunkEnd.WrongChecksum;
            part.Position = 0;
            if (await Append(file, part) != ChunkEnd.Whole)
                throw new IOException($"The file {aside} can't be read again. The disk may be failing.");
            Flush(file, state);
            return ChunkEnd.Whole;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    async Task<ChunkEnd> Append(FileStream file, Stream from)
    {
        var at = file.Position = file.Length;
        try
        {
            return await Pour(from, length - at, async bytes =>
            {
                await file.WriteAsync(bytes);
                state.Hash(at, bytes.Span);
                at += bytes.Length;
            });
        }
        catch (IOException)
        {
            // A full disk took a part of the last piece; what was hashed is what counts.
            file.SetLength(at);
            throw;
        }
    }

    async Task<ChunkEnd> Pour(Stream from, long most, Func<ReadOnlyMemory<byte>, ValueTask> write)
    {
        var buffer = new byte[BufferBytes];
        for (long count = 0; ;)
        {
            int n;
            try
            {
                n = await from.ReadAsync(buffer);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                return ChunkEnd.CutOff;
            }
            if (n == 0)
                return ChunkEnd.Whole;
            if ((count += n) > most)
                return ChunkEnd.TooLong;
            state.Moved();
            await write(buffer.AsMemory(0, n));
        }
    }

    /// <summary>Makes what is there lasting. What a failed flush left is unknown, so nothing of it is kept.</summary>
    internal static void Flush(FileStream file, UploadState state)
    {
        try
        {
            DurableFile.Flush(file.SafeFileHandle);
        }
        catch (IOException)
        {
            state.Forget();
            file.SetLength(0);
            throw;
        }
    }
}
