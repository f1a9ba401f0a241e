using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Goes through a JSON file of any size from value to value; one value at a time is in memory.</summary>
sealed class JsonCursor(Utf8Source source, int maxBytes, CancellationToken cancel)
{
    const int MaxDepth = 64;

    readonly byte[] _chunk = new byte[32 * 1024];
    readonly ArrayBufferWriter<byte> _value = new(4096);
    int _at, _end;
    long _before;

    /// <summary>The bytes of the value that was read last.</summary>
    public ReadOnlyMemory<byte> Value => _value.WrittenMemory;

    /// <summary>Why nothing more can be read, or null.</summary>
    public RowFault? Broken { get; private set; }

    /// <summary>The length of the value that was read last, also if it was too long to be kept.</summary>
    public long Length { get; private set; }

    /// <summary>The next byte that is no white space, or -1 at the end.</summary>
    public async ValueTask<int> PeekAsync()
    {
        while (true)
        {
            while (_at < _end && _chunk[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _at++;
            if (_at < _end)
                return _chunk[_at];
            if (!await FillAsync())
                return -1;
        }
    }

    /// <summary>Opens the list or object that begins here.</summary>
    public async ValueTask<bool> OpenAsync(char bracket)
    {
        if (await PeekAsync() != bracket)
            return false;
        _at++;
        return true;
    }

    /// <summary>Reads the next element of an opened list into <see cref="Value"/>; false at its end, or if it is broken.</summary>
    public async ValueTask<bool> ElementAsync(bool first, long row)
    {
        if (!await NextAsync(first, ']', row))
            return false;
        return await ValueAsync(row);
    }

    /// <summary>Goes on to the value of the next member of an opened object; null at its end, or if it is broken.</summary>
    public async ValueTask<string?> MemberAsync(bool first, long row)
    {
        if (!await NextAsync(first, '}', row))
            return null;
        if (await PeekAsync() != '"' || !await ValueAsync(row) || Parse([]) is not { ValueKind: JsonValueKind.String } name)
            return Stop(await PeekAsync() < 0, row) ? "" : null;
        if (await PeekAsync() != ':')
            return Stop(_at == _end, row) ? "" : null;
        _at++;
        return name.GetString();
    }

    /// <summary>Reads the value that begins here; false if there is none, or if the file ends in it.</summary>
    public async ValueTask<bool> ValueAsync(long row)
    {
        _value.ResetWrittenCount();
        Length = 0;
        var first = await PeekAsync();
        if (first is -1 or ',' or ':' or ']' or '}')
            return Stop(first < 0, row);
        var scan = new Scan(first is '{' or '[', first == '"');
        do
        {
            var rest = _chunk.AsSpan(_at, _end - _at);
            var length = scan.End(rest);
            Length += length;
            if (Length <= maxBytes)
                _value.Write(rest[..length]);
            _at += length;
            if (scan.Done)
                return true;
        }
        while (await FillAsync());
        return Stop(true, row);
    }

    /// <summary>The value that was read last; null with a fault if it can't be used.</summary>
    public JsonElement? Parse(List<Fault> faults)
    {
        if (Length > maxBytes)
        {
            faults.Add(new("", "too_large", string.Create(CultureInfo.InvariantCulture, $"This has {Length} bytes; at most {maxBytes} can be read. Split it.")));
            return null;
        }
        var value = StrictJson.Parse(_value.WrittenSpan, maxBytes, MaxDepth, faults, longNumbers: true);
        return faults.Count > 0 ? null : value;
    }

    async ValueTask<bool> NextAsync(bool first, char end, long row)
    {
        var next = await PeekAsync();
        if (next == end)
        {
            _at++;
            return false;
        }
        if (first)
            return next >= 0 || Stop(true, row);
        if (next != ',')
            return Stop(next < 0, row);
        _at++;
        return true;
    }

    bool Stop(bool ended, long row)
    {
        Broken ??= ended
            ? new(row, "The file ends in the middle.", "It was not copied or written to its end: make it again and import that.")
            : new(row, string.Create(CultureInfo.InvariantCulture, $"This is not JSON: byte {_before + _at + 1} of the file is unexpected."), "Correct the text there; reading ended here.");
        return false;
    }

    async ValueTask<bool> FillAsync()
    {
        _before += _end;
        _at = 0;
        _end = await source.ReadAsync(_chunk, cancel);
        return _end > 0;
    }

    /// <summary>Finds where a value ends, over as many pieces as it takes.</summary>
    struct Scan(bool isContainer, bool isText)
    {
        int _depth;
        bool _inText, _escaped;

        public bool Done { get; private set; }

        public int End(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var b = bytes[at];
                if (_inText)
                {
                    if (_escaped)
                        _escaped = false;
                    else if (b == '\\')
                        _escaped = true;
                    else if (b == '"')
                    {
                        _inText = false;
                        Done = isText;
                    }
                }
                else if (b == '"')
                    _inText = true;
                else if (isContainer && b is ((byte)'{' or (byte)'['))
                    _depth++;
                else if (isContainer && b is ((byte)'}' or (byte)']'))
                    Done = --_depth == 0;
                else if (!isContainer && b is (byte)',' or (byte)']' or (byte)'}' or (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                {
                    Done = true;
                    return at;
                }
                if (Done)
                    return at + 1;
            }
            return bytes.Length;
        }
    }
}
