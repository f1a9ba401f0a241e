using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats;

/// <summary>Writes an RFC 4180 table: lines end with CR LF, cells are quoted where they must be, numbers are the same in every culture.</summary>
/// <param name="spreadsheetSafe">Whether to prefix cells that a spreadsheet would take for a formula with an apostrophe, and to begin with a byte order mark.</param>
public sealed class CsvTable(bool spreadsheetSafe)
{
    readonly StringBuilder _out = new(spreadsheetSafe ? "\ufeff" : "");
    bool _begun;

    /// <summary>How many characters wait to be flushed.</summary>
    public int Length => _out.Length;

    /// <summary>The next cell.</summary>
    public CsvTable Text(string text)
    {
        if (spreadsheetSafe && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        if (_begun)
            _out.Append(',');
        _begun = true;
        var quoted = text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text is [' ' or '\t', ..] or [.., ' ' or '\t'];
        _out.Append(quoted ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text);
        return this;
    }

    /// <summary>The next cell, a number.</summary>
    public CsvTable Number(double number)
    {
        _out.Append(_begun ? "," : "").Append(number.ToString("R", CultureInfo.InvariantCulture));
        _begun = true;
        return this;
    }

    /// <summary>The next cell, whatever it is.</summary>
    public CsvTable Value(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number ? Number(number.GetDouble()) : Text(value is { } given ? Flat(given) : "");

    /// <summary>Ends the line.</summary>
    public void End()
    {
        _out.Append("\r\n");
        _begun = false;
    }

    /// <summary>Writes what there is so far.</summary>
    public async Task FlushAsync(Stream stream, CancellationToken cancel)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(_out.ToString()), cancel);
        _out.Clear();
    }

    /// <summary>A value as one cell: lists of names joined by bars, comparisons and rankings as JSON.</summary>
    public static string Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) => string.Join('|', value.EnumerateArray().Select(e => e.GetString())),
        JsonValueKind.Null => "",
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => Encoding.UTF8.GetString(new CanonicalJson().Value(value).Written),
    };
}
