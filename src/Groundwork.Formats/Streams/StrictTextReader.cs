using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Groundwork.Formats.Streams;

/// <summary>
/// Decodes UTF-8 for parsers that want characters. A byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte
/// (as Python's surrogateescape), which no valid text contains, so that the cell with it is found after parsing.
/// </summary>
sealed class StrictTextReader(Utf8Source source, int maxRecordChars, CancellationToken cancel) : TextReader
{
    readonly byte[] _bytes = new byte[16 * 1024];
    readonly char[] _chars = new char[16 * 1024];
    int _bytesEnd, _charsAt, _charsEnd;
    bool _ended;
    long _sinceRecord;

    /// <summary>Says that a record has ended, so that the next one has its full length again.</summary>
    public void RecordEnded() => _sinceRecord = 0;

    /// <summary>Drops what is left of the current line; the next record begins behind it. False if there is nothing behind it.</summary>
    public async ValueTask<bool> SkipLineAsync()
    {
        RecordEnded();
        for (char? last = null; ; )
        {
            if (_charsAt == _charsEnd)
                await FillAsync();
            if (_charsAt == _charsEnd)
                return false;
            if (last == '\r' && _chars[_charsAt] == '\n')
                (last, _charsAt) = ('\n', _charsAt + 1);
            else if (last is not null)
                return true;
            else if (_chars.AsSpan(_charsAt, _charsEnd - _charsAt).IndexOfAny('\r', '\n') is var end and >= 0)
                (last, _charsAt) = (_chars[_charsAt + end], _charsAt + end + 1);
            else
                _charsAt = _charsEnd;
        }
    }

    /// <summary>The first characters, without consuming them.</summary>
    public async ValueTask<ReadOnlyMemory<char>> PeekAsync()
    {
        if (_charsAt == _charsEnd)
            await FillAsync();
        return _chars.AsMemory(_charsAt, _charsEnd - _charsAt);
    }

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        if (_charsAt == _charsEnd)
            await FillAsync();
        var count = Math.Min(buffer.Length, _charsEnd - _charsAt);
        _sinceRecord += count;
        if (_sinceRecord > maxRecordChars)
            throw new RecordTooLongException();
        _chars.AsSpan(_charsAt, count).CopyTo(buffer.Span);
        _charsAt += count;
        return count;
    }

    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count), cancel).AsTask();

    async ValueTask FillAsync()
    {
        _charsAt = _charsEnd = 0;
        while (_charsEnd == 0 && !(_ended && _bytesEnd == 0))
        {
            if (!_ended)
            {
                var read = await source.ReadAsync(_bytes.AsMemory(_bytesEnd), cancel);
                _bytesEnd += read;
                _ended = read == 0;
            }
            Decode();
        }
    }

    void Decode()
    {
        var at = 0;
        while (at < _bytesEnd && _charsEnd < _chars.Length)
        {
            var status = Utf8.ToUtf16(_bytes.AsSpan(at, _bytesEnd - at), _chars.AsSpan(_charsEnd), out var read, out var written,
                replaceInvalidSequences: false, isFinalBlock: _ended);
            at += read;
            _charsEnd += written;
            if (status == OperationStatus.InvalidData)
                _chars[_charsEnd++] = (char)(0xDC00 + _bytes[at++]);
            else if (status != OperationStatus.Done)
                break;
        }
        _bytes.AsSpan(at, _bytesEnd - at).CopyTo(_bytes);
        _bytesEnd -= at;
    }

    /// <summary>What makes a decoded cell unusable as text, or null.</summary>
    public static RowFault? Fault(long row, string column, string cell)
    {
        for (var at = 0; at < cell.Length; at++)
        {
            if (char.IsHighSurrogate(cell[at]) && at + 1 < cell.Length && char.IsLowSurrogate(cell[at + 1]))
                at++;
            else if (char.IsSurrogate(cell[at]))
                return new(row, string.Create(CultureInfo.InvariantCulture,
                    $"Byte {Encoding.UTF8.GetByteCount(cell.AsSpan(0, at)) + 1} of \"{column}\" is not UTF-8."),
                    "Open the file in the program it came from and save the file as UTF-8.");
            else if (cell[at] == '\0')
                return new(row, $"\"{column}\" contains a NUL character.", "Remove it and import the row again.");
        }
        return null;
    }
}

/// <summary>A record went on for longer than anything that is meant; caught where records are read.</summary>
sealed class RecordTooLongException : Exception;
