using System.Buffers;

namespace Groundwork.Formats.Streams;

/// <summary>Turns stored lines into those of the native export without reading what is in them.</summary>
static class NativeCopy
{
    const int Chunk = 256 * 1024;

    public static async Task WriteAsync(Stream rows, Stream stream, SnapshotHeader header, Action<long> written, CancellationToken cancel)
    {
        var (chunk, page) = (new byte[Chunk], new ArrayBufferWriter<byte>(2 * Chunk));
        var (origin, lines, at) = (NativeRows.Origin(header, first: true), 0L, 0);
        for (int n; (n = await rows.ReadAsync(chunk, cancel)) > 0;)
        {
            at = Turn(chunk.AsSpan(0, n), page, header, at, ref origin, ref lines);
            await stream.WriteAsync(page.WrittenMemory, cancel);
            page.ResetWrittenCount();
            written(lines);
        }
        if (at != 0)
            throw new InvalidDataException("A stored snapshot ends within a line.");
    }

    // At is the place in the current line, as far as its beginning goes: what follows is taken as it stands.
    static int Turn(ReadOnlySpan<byte> from, ArrayBufferWriter<byte> to, SnapshotHeader header, int at, ref byte[] origin, ref long lines)
    {
        var begin = NativeRows.Begin;
        while (from.Length > 0)
        {
            if (at < begin.Length)
            {
                var part = Math.Min(begin.Length - at, from.Length);
                if (!from[..part].SequenceEqual(begin.Slice(at, part)))
                    throw new InvalidDataException($"Line {lines + 1} of a stored snapshot is damaged.");
                to.Write(from[..part]);
                from = from[part..];
                if ((at += part) == begin.Length)
                    to.Write(origin);
                continue;
            }
            var end = from.IndexOf((byte)'\n') + 1;
            to.Write(end == 0 ? from : from[..end]);
            if (end == 0)
                return at;
            from = from[end..];
            at = 0;
            if (lines++ == 0)
                origin = NativeRows.Origin(header, first: false);
        }
        return at;
    }
}
