using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>
/// Writes JSON so that equal content gives equal bytes on every machine and in every version: no white space,
/// names of maps in ordinal order, numbers as the shortest text that reads back as the same double, and only
/// the escapes that JSON requires (the framework's encoders change with Unicode's tables).
/// </summary>
public sealed class CanonicalJson
{
    static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c), '"', '\\']);

    readonly ArrayBufferWriter<byte> _out = new(1024);
    bool _comma;

    /// <summary>What has been written so far.</summary>
    public ReadOnlySpan<byte> Written => _out.WrittenSpan;

    /// <summary>The same, until something else is written.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _out.WrittenMemory;

    /// <summary>Begins anew, in the same memory.</summary>
    public void Clear()
    {
        _out.ResetWrittenCount();
        _comma = false;
    }

    /// <summary>Ends a line of JSON Lines.</summary>
    public CanonicalJson EndLine() => Between("\n"u8);

    /// <summary>Writes what stands between two values of its own, as it is.</summary>
    public CanonicalJson Between(ReadOnlySpan<byte> utf8)
    {
        _out.Write(utf8);
        _comma = false;
        return this;
    }

    /// <summary>A copy of what has been written so far.</summary>
    public byte[] ToArray() => _out.WrittenSpan.ToArray();

    /// <summary>Opens an object.</summary>
    public CanonicalJson Object() => Open('{');

    /// <summary>Closes the object.</summary>
    public CanonicalJson EndObject() => Close('}');

    /// <summary>Opens a list.</summary>
    public CanonicalJson List() => Open('[');

    /// <summary>Closes the list.</summary>
    public CanonicalJson EndList() => Close(']');

    /// <summary>The name of the next value.</summary>
    public CanonicalJson Name(string name)
    {
        Text(name);
        Byte(':');
        _comma = false;
        return this;
    }

    /// <summary>A text; it must not contain lone surrogates.</summary>
    public CanonicalJson Text(ReadOnlySpan<char> text)
    {
        Comma();
        Byte('"');
        for (int at; (at = text.IndexOfAny(Escaped)) >= 0; text = text[(at + 1)..])
        {
            Raw(text[..at]);
            Escape(text[at]);
        }
        Raw(text);
        Byte('"');
        return this;
    }

    /// <summary>A finite number; minus zero is written as zero.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public CanonicalJson Number(double number)
    {
        if (!double.IsFinite(number))
            throw new ArgumentException("JSON has no numbers that are not finite.", nameof(number));
        Comma();
        var space = _out.GetSpan(32);
        (number == 0 ? 0 : number).TryFormat(space, out var written, "R", CultureInfo.InvariantCulture);
        _out.Advance(written);
        return this;
    }

    /// <summary>A boolean.</summary>
    public CanonicalJson Flag(bool value) => Word(value ? "true" : "false");

    /// <summary>Null.</summary>
    public CanonicalJson Null() => Word("null");

    /// <summary>A value that is canonical already, such as a document from <see cref="AnswerWriter"/>.</summary>
    public CanonicalJson Canonical(ReadOnlySpan<byte> utf8)
    {
        Comma();
        _out.Write(utf8);
        return this;
    }

    /// <summary>Any parsed value, with the names of its objects sorted.</summary>
    /// <param name="value">The value.</param>
    /// <param name="keepNumbers">Whether numbers keep the digits they came with instead of becoming doubles, for metadata with long ids.</param>
    public CanonicalJson Value(JsonElement value, bool keepNumbers = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Object();
                if (IsSorted(value))
                    foreach (var member in value.EnumerateObject())
                        PlainName(JsonMarshal.GetRawUtf8PropertyName(member)).Value(member.Value, keepNumbers);
                else
                    foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                        Name(member.Name).Value(member.Value, keepNumbers);
                return EndObject();
            case JsonValueKind.Array:
                List();
                foreach (var each in value.EnumerateArray())
                    Value(each, keepNumbers);
                return EndList();
            case JsonValueKind.String:
                return Text(value.GetString());
            case JsonValueKind.Number:
                return keepNumbers ? Word(value.GetRawText()) : Number(value.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return Flag(value.GetBoolean());
            default:
                return Null();
        }
    }

    /// <summary>A map, its names sorted.</summary>
    public CanonicalJson Map(IReadOnlyDictionary<string, JsonElement> map)
    {
        Object();
        foreach (var (name, value) in Sorted(map))
            Name(name).Value(value);
        return EndObject();
    }

    /// <summary>The members of a map in the order in which they are written.</summary>
    public static IEnumerable<KeyValuePair<string, T>> Sorted<T>(IReadOnlyDictionary<string, T> map) =>
        map.Count < 2 || map is SortedDictionary<string, T> { Comparer: var by } && by == StringComparer.Ordinal ? map : map.OrderBy(m => m.Key, StringComparer.Ordinal);

    /// <summary>Whether two values have the same canonical form: numbers as doubles, objects whatever the order of their members.</summary>
    public static bool Same(JsonElement a, JsonElement b) =>
        a.ValueKind == b.ValueKind && a.ValueKind switch
        {
            JsonValueKind.Number => a.GetDouble() == b.GetDouble(),
            JsonValueKind.String => a.ValueEquals(b.GetString()),
            JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength()
                && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => a.GetPropertyCount() == b.GetPropertyCount()
                && a.EnumerateObject().All(m => b.TryGetProperty(m.Name, out var other) && Same(m.Value, other)),
            _ => true,
        };

    // Whether the names are plain ASCII and in order, which what was written here always is.
    static bool IsSorted(JsonElement value)
    {
        ReadOnlySpan<byte> last = default;
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (last.SequenceCompareTo(name) > 0 || !Ascii.IsValid(name) || name.Contains((byte)'\\'))
                return false;
            last = name;
        }
        return true;
    }

    CanonicalJson PlainName(ReadOnlySpan<byte> name)
    {
        Comma();
        Byte('"');
        _out.Write(name);
        Byte('"');
        Byte(':');
        _comma = false;
        return this;
    }

    CanonicalJson Open(char bracket)
    {
        Comma();
        Byte(bracket);
        _comma = false;
        return this;
    }

    CanonicalJson Close(char bracket)
    {
        Byte(bracket);
        _comma = true;
        return this;
    }

    CanonicalJson Word(string word)
    {
        Comma();
        Raw(word);
        return this;
    }

    void Comma()
    {
        if (_comma)
            Byte(',');
        _comma = true;
    }

    void Escape(char c) => Raw(c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    });

    void Raw(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _out);

    void Byte(char c)
    {
        _out.GetSpan(1)[0] = (byte)c;
        _out.Advance(1);
    }
}
