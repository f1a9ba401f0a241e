using System.Text;

namespace Groundwork.Formats.Streams;

/// <summary>
/// Gives any text file as UTF-8: drops a byte order mark and converts UTF-16 that has one. What was not valid stays
/// not valid (a half character becomes the three bytes that no UTF-8 contains), so that the row with it is found.
/// </summary>
sealed class Utf8Source
{
    const int HeadBytes = 16 * 1024, LookBytes = 4096;

    static readonly (byte[] Magic, string What)[] Binaries =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive or an Excel workbook"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office file"),
        ([0x1F, 0x8B], "compressed with gzip"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF"),
        ([0x50, 0x41, 0x52, 0x31], "a Parquet file"),
        ([0x89, 0x50, 0x4E, 0x47], "an image"),
        ([0xFF, 0xD8, 0xFF], "an image"),
    ];

    readonly Stream _stream;
    readonly byte[] _raw = new byte[32 * 1024];
    int _at, _end;
    bool _utf16, _bigEndian, _ended;
    char _high;

    Utf8Source(Stream stream) => _stream = stream;

    /// <summary>Why this is no text, or null.</summary>
    public RowFault? Unreadable { get; private set; }

    /// <summary>Whether the text begins with a brace, as JSON Lines do; in UTF-16 there are zeros between.</summary>
    public bool BeginsWithBrace => _raw.AsSpan(_at, _end - _at).TrimStart(" \t\r\n\0"u8) is [(byte)'{', ..];

    /// <summary>Whether lines end with a carriage return alone, as on old Macs: there are some at the beginning, and no line feed.</summary>
    public bool EndsLinesWithReturn { get; private set; }

    public static async Task<Utf8Source> OpenAsync(Stream stream, CancellationToken cancel)
    {
        var source = new Utf8Source(stream);
        while (source._end < HeadBytes && !source._ended)
            await source.FillAsync(cancel);
        source.Look(source._raw.AsSpan(0, Math.Min(source._end, LookBytes)));
        source.EndsLinesWithReturn = source.HasReturnsOnly(source._raw.AsSpan(source._at, Math.Min(source._end, HeadBytes) - source._at));
        return source;
    }

    /// <summary>Reads some bytes of UTF-8; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancel)
    {
        while (true)
        {
            if (_at == _end)
            {
                _at = _end = 0;
                if (!_ended)
                    await FillAsync(cancel);
            }
            if (!_utf16)
            {
                var plain = Math.Min(_end - _at, into.Length);
                _raw.AsSpan(_at, plain).CopyTo(into.Span);
                _at += plain;
                return plain;
            }
            while (_end - _at == 1 && !_ended)
                await FillAsync(cancel);
            if (_at == _end && _high == 0)
                return 0;
            if (Convert(into.Span) is var written and > 0)
                return written;
        }
    }

    async ValueTask FillAsync(CancellationToken cancel)
    {
        if (_at > 0)
        {
            _raw.AsSpan(_at, _end - _at).CopyTo(_raw);
            _end -= _at;
            _at = 0;
        }
        var read = await _stream.ReadAsync(_raw.AsMemory(_end), cancel);
        _end += read;
        _ended = read == 0;
    }

    /// <summary>What a file is that begins like this and isn't text, in a few words; null if that isn't known.</summary>
    public static string? KindOf(ReadOnlySpan<byte> head)
    {
        foreach (var (magic, what) in Binaries)
            if (head.StartsWith(magic))
                return what;
        return null;
    }

    void Look(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            _at = 3;
        else if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            _at = 2;
            _utf16 = true;
            _bigEndian = head[0] == 0xFE;
            return;
        }
        if (KindOf(head) is { } what)
        {
            Unreadable = new(0, $"This file is not text: it is {what}.", "Export the data as CSV or JSON Lines in UTF-8 and import that.");
            return;
        }
        var nul = head.Count((byte)0);
        if (nul > 0 && nul * 10 >= head.Length)
            Unreadable = new(0, "This file is not text: much of it is NUL bytes.", "If it is text in UTF-16 or UTF-32, save it as UTF-8; otherwise export the data as CSV or JSON Lines.");
    }

    // A return at the very end of what is seen may belong to a line feed that isn't.
    bool HasReturnsOnly(ReadOnlySpan<byte> head)
    {
        var (width, low, some) = (_utf16 ? 2 : 1, _bigEndian ? 1 : 0, false);
        for (var at = 0; at + width <= head.Length; at += width)
            if (width == 1 || head[at + 1 - low] == 0)
            {
                if (head[at + low] == '\n')
                    return false;
                some |= head[at + low] == '\r' && (at + width < head.Length || head.Length < HeadBytes - 3);
            }
        return some;
    }

    int Convert(Span<byte> into)
    {
        var written = 0;
        while (_at < _end && written + 8 <= into.Length)
        {
            if (_end - _at == 1)
            {
                // Half a code unit at the end: a byte that UTF-8 never has.
                into[written++] = 0xFF;
                _at++;
                break;
            }
            var unit = (char)(_bigEndian ? _raw[_at] << 8 | _raw[_at + 1] : _raw[_at + 1] << 8 | _raw[_at]);
            _at += 2;
            if (_high != 0 && char.IsLowSurrogate(unit))
            {
                written += new Rune(_high, unit).EncodeToUtf8(into[written..]);
                _high = default;
                continue;
            }
            if (_high != 0)
                Lone(_high, into, ref written);
            _high = char.IsHighSurrogate(unit) ? unit : default;
            if (Rune.TryCreate(unit, out var rune))
                written += rune.EncodeToUtf8(into[written..]);
            else if (_high == 0)
                Lone(unit, into, ref written);
        }
        if (_at == _end && _ended && _high != 0)
        {
            Lone(_high, into, ref written);
            _high = default;
        }
        return written;
    }

    static void Lone(char surrogate, Span<byte> into, ref int written)
    {
        into[written++] = (byte)(0xE0 | surrogate >> 12);
        into[written++] = (byte)(0x80 | surrogate >> 6 & 0x3F);
        into[written++] = (byte)(0x80 | surrogate & 0x3F);
    }
}
