using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>
/// Parses JSON from people and machines that may get it wrong: what other parsers quietly repair
/// (duplicate keys, numbers that change, halves of characters) is listed as faults instead.
/// </summary>
public static class StrictJson
{
    /// <summary>Faults beyond this number are not listed, so that hostile input cannot fill the memory with them.</summary>
    public const int MaxFaults = 1_000;

    /// <summary>The largest integer that no other integer is rounded to, 2^53 - 1.</summary>
    public const double MaxExactInteger = 9_007_199_254_740_991;

    /// <summary>
    /// Parses and checks. Codes: <c>too_large</c>, <c>not_utf8</c>, <c>not_json</c>, <c>too_deep</c>, <c>duplicate_key</c>,
    /// <c>nul</c>, <c>lone_surrogate</c>, <c>not_finite</c>, <c>number_not_exact</c>, <c>more_faults</c>.
    /// </summary>
    /// <param name="utf8">The text; a byte order mark is not JSON.</param>
    /// <param name="maxBytes">The largest accepted length in bytes.</param>
    /// <param name="maxDepth">The deepest accepted nesting.</param>
    /// <param name="faults">Receives every fault, with JSON pointers.</param>
    /// <param name="longNumbers">Whether integers beyond <see cref="MaxExactInteger"/> are let through, for values that are kept as text (metadata).</param>
    /// <returns>The value, self-contained; null when it is so broken that reading on would make no sense. Faults can be listed in both cases.</returns>
    public static JsonElement? Parse(ReadOnlySpan<byte> utf8, int maxBytes, int maxDepth, List<Fault> faults, bool longNumbers = false)
    {
        if (utf8.Length > maxBytes)
        {
            faults.Add(new("", "too_large", Line($"This is {utf8.Length} bytes long; at most {maxBytes} are accepted. Split it.")));
            return null;
        }
        var invalid = Utf8Text.IndexOfInvalid(utf8);
        if (invalid >= 0)
        {
            faults.Add(new("", "not_utf8", Line($"Byte {invalid} is not UTF-8. Save or send the text as UTF-8.")));
            return null;
        }
        // One level more than allowed, so that the scan below reports the depth itself, with a path.
        var options = new JsonReaderOptions { MaxDepth = maxDepth + 1 };
        var scan = new Scan(utf8, faults, maxDepth, longNumbers);
        try
        {
            var reader = new Utf8JsonReader(utf8, options);
            while (!scan.Stopped && reader.Read())
                scan.Token(ref reader);
            if (scan.Stopped)
                return null;
            reader = new Utf8JsonReader(utf8, options);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException wrong)
        {
            var line = wrong.LineNumber > 0 ? Line($"line {wrong.LineNumber + 1}, ") : "";
            faults.Add(new(scan.Path, "not_json", Line(
                $"This is not JSON: {line}byte {(wrong.BytePositionInLine ?? 0) + 1} is unexpected. Correct the text there.")));
            return null;
        }
    }

    static string Line(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Follows the tokens and knows where it is; what is right costs no memory.</summary>
    ref struct Scan(ReadOnlySpan<byte> utf8, List<Fault> faults, int maxDepth, bool longNumbers)
    {
        // Up to so many members of an object are compared one by one.
        const int Few = 12;

        // Numbers with so many characters, none of them an exponent, are finite and exact.
        const int Plain = 15;

        readonly ReadOnlySpan<byte> _utf8 = utf8;
        readonly List<Level> _levels = [];
        readonly List<(int Start, int Length)> _keys = [];
        readonly int _first = faults.Count;
        bool _broken;

        struct Level
        {
            public bool IsObject;
            public int Index;
            // The name of the member that is being read as it stands in the text; of length -1 where it can't be read.
            public (int Start, int Length) Key;
            public bool KeyIsEscaped;
            public int FirstKey;
            public HashSet<string>? Many;
        }

        public bool Stopped { get; private set; }

        public readonly string Path
        {
            get
            {
                var path = JsonPath.Root;
                foreach (var level in _levels)
                    path = level.IsObject ? path.Step(Name(level)) : path.Step(Math.Max(level.Index, 0));
                return path;
            }
        }

        readonly string Name(in Level level) => level.Key.Length < 0 ? "?" : Name(level.Key, level.KeyIsEscaped);

        readonly string Name((int Start, int Length) key, bool escaped)
        {
            if (!escaped)
                return Encoding.UTF8.GetString(_utf8.Slice(key.Start, key.Length));
            var reader = new Utf8JsonReader(_utf8.Slice(key.Start - 1, key.Length + 2));
            reader.Read();
            return reader.GetString()!;
        }

        public void Token(ref Utf8JsonReader reader)
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                _keys.RemoveRange(_levels[^1].FirstKey, _keys.Count - _levels[^1].FirstKey);
                _levels.RemoveAt(_levels.Count - 1);
            }
            else if (token == JsonTokenType.PropertyName)
                Key(ref reader);
            else
                Value(ref reader, token);
            if (_levels.Count == 0 && _broken)
                Stopped = true;
        }

        void Key(ref Utf8JsonReader reader)
        {
            ref var level = ref CollectionsMarshal.AsSpan(_levels)[^1];
            level.Key = (0, -1);
            if (reader.ValueIsEscaped && !Text(ref reader, "name"))
                return;
            level.Key = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            level.KeyIsEscaped = reader.ValueIsEscaped;
            if (!Adds(ref level))
                Add("duplicate_key", $"The member \"{Name(level)}\" stands here twice. Keep one of them.");
        }

        readonly bool Adds(ref Level level)
        {
            if (level.Many is not null)
                return level.Many.Add(Name(level));
            var here = CollectionsMarshal.AsSpan(_keys)[level.FirstKey..];
            if (level.KeyIsEscaped || here.Length >= Few)
            {
                level.Many = new(StringComparer.Ordinal);
                foreach (var each in here)
                    level.Many.Add(Name(each, escaped: false));
                return level.Many.Add(Name(level));
            }
            var key = _utf8.Slice(level.Key.Start, level.Key.Length);
            foreach (var (start, length) in here)
                if (length == key.Length && _utf8.Slice(start, length).SequenceEqual(key))
                    return false;
            _keys.Add(level.Key);
            return true;
        }

        void Value(ref Utf8JsonReader reader, JsonTokenType token)
        {
            if (_levels.Count > 0 && !_levels[^1].IsObject)
                CollectionsMarshal.AsSpan(_levels)[^1].Index++;
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (_levels.Count >= maxDepth)
                    {
                        Add("too_deep", Line($"Lists and objects are nested deeper than {maxDepth} levels. Flatten the value."));
                        Stopped = true;
                        return;
                    }
                    _levels.Add(new() { IsObject = token == JsonTokenType.StartObject, Index = -1, FirstKey = _keys.Count });
                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    Text(ref reader, "text");
                    break;
                case JsonTokenType.Number when reader.ValueSpan.Length > Plain || reader.ValueSpan.ContainsAny((byte)'e', (byte)'E'):
                    Number(ref reader);
                    break;
            }
        }

        void Number(ref Utf8JsonReader reader)
        {
            var value = reader.GetDouble();
            if (!double.IsFinite(value))
                Add("not_finite", "This number is too large to be stored. Send a finite number of double precision.");
            else if (!longNumbers && Math.Abs(value) > MaxExactInteger && reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
                Add("number_not_exact", "Integers beyond 2^53 - 1 would be changed. Send long ids as text.");
        }

        // Only escapes can smuggle in what the UTF-8 check and the grammar exclude.
        bool Text(ref Utf8JsonReader reader, string what)
        {
            try
            {
                if (reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                    Add("nul", $"This {what} contains a NUL character (\\u0000). Remove it.");
                return true;
            }
            catch (InvalidOperationException)
            {
                _broken = true;
                Add("lone_surrogate", $"This {what} contains half of a character (a lone \\uD800–\\uDFFF). Send both halves, or neither.");
                return false;
            }
        }

        void Add(string code, string message)
        {
            if (faults.Count - _first >= MaxFaults)
            {
                faults.Add(new("", "more_faults", "There are more faults than are listed. Correct these first."));
                Stopped = true;
                return;
            }
            faults.Add(new(Path, code, message));
        }
    }
}
