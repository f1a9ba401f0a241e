using System.Globalization;
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
        var scan = new Scan(faults, maxDepth, longNumbers);
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

    /// <summary>One more step of a JSON pointer, escaped as RFC 6901 asks.</summary>
    public static string Step(string path, string name) =>
        path + "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>One more step of a JSON pointer: an index in a list.</summary>
    public static string Step(string path, int index) => path + "/" + index.ToString(CultureInfo.InvariantCulture);

    static string Line(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Follows the tokens and knows where it is.</summary>
    sealed class Scan(List<Fault> faults, int maxDepth, bool longNumbers)
    {
        sealed class Level
        {
            public bool IsObject;
            public int Index = -1;
            public string Key = "";
            public readonly List<string> Few = [];
            public HashSet<string>? Many;

            public bool Adds(string key)
            {
                if (Many is not null)
                    return Many.Add(key);
                if (Few.Contains(key))
                    return false;
                Few.Add(key);
                if (Few.Count > 12)
                    Many = new(Few, StringComparer.Ordinal);
                return true;
            }
        }

        readonly List<Level> _levels = [];
        readonly int _first = faults.Count;
        bool _broken;

        public bool Stopped { get; private set; }

        public string Path
        {
            get
            {
                var path = new StringBuilder();
                foreach (var level in _levels)
                    if (level.IsObject)
                        path.Append(Step("", level.Key));
                    else
                        path.Append('/').Append(Math.Max(level.Index, 0).ToString(CultureInfo.InvariantCulture));
                return path.ToString();
            }
        }

        public void Token(ref Utf8JsonReader reader)
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndArray or JsonTokenType.EndObject)
                _levels.RemoveAt(_levels.Count - 1);
            else if (token == JsonTokenType.PropertyName)
                Key(ref reader);
            else
                Value(ref reader, token);
            if (_levels.Count == 0 && _broken)
                Stopped = true;
        }

        void Key(ref Utf8JsonReader reader)
        {
            var level = _levels[^1];
            level.Key = "?";
            var key = Text(ref reader, "name") ?? "?";
            level.Key = key;
            if (!level.Adds(key))
                Add("duplicate_key", $"The member \"{key}\" stands here twice. Keep one of them.");
        }

        void Value(ref Utf8JsonReader reader, JsonTokenType token)
        {
            if (_levels.Count > 0 && !_levels[^1].IsObject)
                _levels[^1].Index++;
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (_levels.Count >= maxDepth)
                    {
                        Add("too_deep", Line($"Lists and objects are nested deeper than {maxDepth} levels. Flatten the value."));
                        Stopped = true;
                        return;
                    }
                    _levels.Add(new() { IsObject = token == JsonTokenType.StartObject });
                    break;
                case JsonTokenType.String:
                    Text(ref reader, "text");
                    break;
                case JsonTokenType.Number:
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
        string? Text(ref Utf8JsonReader reader, string what)
        {
            if (!reader.ValueIsEscaped)
                return what == "name" ? reader.GetString() : null;
            try
            {
                var text = reader.GetString()!;
                if (text.Contains('\0', StringComparison.Ordinal))
                    Add("nul", $"This {what} contains a NUL character (\\u0000). Remove it.");
                return text;
            }
            catch (InvalidOperationException)
            {
                _broken = true;
                Add("lone_surrogate", $"This {what} contains half of a character (a lone \\uD800–\\uDFFF). Send both halves, or neither.");
                return null;
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
