using System.Buffers;
using System.Globalization;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Reads lines of bounded length; one that is too long is counted and passed over without being kept.</summary>
sealed class LineReader(Utf8Source source, int maxBytes)
{
    readonly byte[] _chunk = new byte[32 * 1024];
    readonly ArrayBufferWriter<byte> _line = new(4096);
    int _at, _end;

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The length of the current line in bytes, also if it is too long.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the current line was too long; its bytes are gone.</summary>
    public bool TooLong => Length > maxBytes + 1;

    /// <summary>The current line without its end, until the next one is read.</summary>
    public ReadOnlyMemory<byte> Line =>
        _line.WrittenSpan.EndsWith("\r"u8) ? _line.WrittenMemory[..^1] : _line.WrittenMemory;

    /// <summary>Goes on to the next line; false at the end.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        _line.ResetWrittenCount();
        Length = 0;
        while (true)
        {
            if (_at == _end)
            {
                _at = 0;
                _end = await source.ReadAsync(_chunk, cancel);
                if (_end == 0)
                {
                    if (Length == 0)
                        return false;
                    Number++;
                    return true;
                }
            }
            var rest = _chunk.AsSpan(_at, _end - _at);
            var newline = source.EndsLinesWithReturn ? rest.IndexOfAny((byte)'\n', (byte)'\r') : rest.IndexOf((byte)'\n');
            var part = newline < 0 ? rest : rest[..newline];
            Length += part.Length;
            if (!TooLong)
                _line.Write(part);
            _at += part.Length;
            if (newline < 0)
                continue;
            _at++;
            Number++;
            return true;
        }
    }

    /// <summary>What makes the current line unusable as text, or null.</summary>
    public RowFault? Fault() => Wrong()?.Of(Line.Span);

    RowFault? Wrong()
    {
        if (TooLong)
            return new(Number, string.Create(CultureInfo.InvariantCulture, $"This line has {Length} bytes; at most {maxBytes} can be read."),
                "Split the text into several items, or keep the large part as a file of its own.");
        var invalid = Utf8Text.IndexOfInvalid(Line.Span);
        if (invalid >= 0)
            return new(Number, string.Create(CultureInfo.InvariantCulture, $"Byte {invalid + 1} of this line is not UTF-8."),
                "Open the file in the program it came from and save the file as UTF-8.");
        var nul = Line.Span.IndexOf((byte)0);
        return nul < 0
            ? null
            : new(Number, string.Create(CultureInfo.InvariantCulture, $"Byte {nul + 1} of this line is a NUL character."), "Remove it and import the row again.");
    }
}
