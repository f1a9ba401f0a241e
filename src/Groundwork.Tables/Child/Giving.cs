using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Groundwork.Tables.Child;

/// <summary>Writes the cells of a chunk as JSON: every digit of every number, moments as ISO 8601, bytes as base64.</summary>
static unsafe class Giving
{
    internal static void Write(Utf8JsonWriter json, nint vector, Shape shape, ulong row)
    {
        var validity = Duck.duckdb_vector_get_validity(vector);
        if (validity != null && (validity[row / 64] >> (int)(row % 64) & 1) == 0)
        {
            json.WriteNullValue();
            return;
        }
        var data = Duck.duckdb_vector_get_data(vector);
        switch (shape.Cell)
        {
            case Cell.Flag: json.WriteBooleanValue(((byte*)data)[row] != 0); break;
            case Cell.Whole8: json.WriteNumberValue(((sbyte*)data)[row]); break;
            case Cell.Whole16: json.WriteNumberValue(((short*)data)[row]); break;
            case Cell.Whole32: json.WriteNumberValue(((int*)data)[row]); break;
            case Cell.Whole64: json.WriteNumberValue(((long*)data)[row]); break;
            case Cell.Whole8U: json.WriteNumberValue(((byte*)data)[row]); break;
            case Cell.Whole16U: json.WriteNumberValue(((ushort*)data)[row]); break;
            case Cell.Whole32U: json.WriteNumberValue(((uint*)data)[row]); break;
            case Cell.Whole64U: json.WriteNumberValue(((ulong*)data)[row]); break;
            case Cell.Float: Number(json, ((float*)data)[row]); break;
            case Cell.Double: Number(json, ((double*)data)[row]); break;
            case Cell.List: List(json, Duck.duckdb_list_vector_get_child(vector), shape.Parts[0], ((Duck.Entry*)data)[row]); break;
            case Cell.Array:
                List(json, Duck.duckdb_array_vector_get_child(vector), shape.Parts[0], new() { Offset = row * shape.Length, Length = shape.Length });
                break;
            case Cell.Map: Map(json, Duck.duckdb_list_vector_get_child(vector), shape, ((Duck.Entry*)data)[row]); break;
            case Cell.Record:
                json.WriteStartObject();
                for (var at = 0; at < shape.Parts.Count; at++)
                {
                    json.WritePropertyName(shape.Names[at]);
                    Write(json, Duck.duckdb_struct_vector_get_child(vector, (ulong)at), shape.Parts[at], row);
                }
                json.WriteEndObject();
                break;
            default: Text(json, Bytes(data, row), shape.Cell); break;
        }
    }

    static void List(Utf8JsonWriter json, nint items, Shape item, Duck.Entry entry)
    {
        json.WriteStartArray();
        for (var at = entry.Offset; at < entry.Offset + entry.Length; at++)
            Write(json, items, item, at);
        json.WriteEndArray();
    }

    // Where keys are texts, it is an object; else a list of pairs, so that no two keys become one.
    static void Map(Utf8JsonWriter json, nint pairs, Shape shape, Duck.Entry entry)
    {
        var (keys, values) = (Duck.duckdb_struct_vector_get_child(pairs, 0), Duck.duckdb_struct_vector_get_child(pairs, 1));
        var texts = shape.Parts[0].Cell == Cell.Text;
        if (texts)
            json.WriteStartObject();
        else
            json.WriteStartArray();
        for (var at = entry.Offset; at < entry.Offset + entry.Length; at++)
        {
            if (texts)
                json.WritePropertyName(Bytes(Duck.duckdb_vector_get_data(keys), at));
            else
            {
                json.WriteStartArray();
                Write(json, keys, shape.Parts[0], at);
            }
            Write(json, values, shape.Parts[1], at);
            if (!texts)
                json.WriteEndArray();
        }
        if (texts)
            json.WriteEndObject();
        else
            json.WriteEndArray();
    }

    // JSON has no numbers that are not finite.
    static void Number(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
            json.WriteNumberValue(number);
        else
            Number(json, (double)number);
    }

    static void Number(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> text, Cell cell)
    {
        switch (cell)
        {
            case Cell.Bytes:
                json.WriteBase64StringValue(text);
                break;
            case Cell.Json when IsJson(text):
                json.WriteRawValue(text, skipInputValidation: true);
                break;
            case Cell.Digits when Utf8Parser.TryParse(text, out decimal _, out var used) && used == text.Length || text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0:
                json.WriteRawValue(text);
                break;
            case Cell.Digits when text is [(byte)'-', .. var rest] && rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0:
                json.WriteRawValue(text);
                break;
            case Cell.Moment:
                json.WriteStringValue(Iso(Encoding.UTF8.GetString(text)));
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    static string Iso(string shown)
    {
        var iso = shown.Length > 10 && shown[10] == ' ' ? $"{shown[..10]}T{shown[11..]}" : shown;
        return iso.EndsWith("+00", StringComparison.Ordinal) ? iso[..^3] + "Z" : iso;
    }

    static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 48 });
        try
        {
            while (reader.Read())
            {
            }
            // A line end inside of it would end the row.
            return text.IndexOfAny((byte)'\n', (byte)'\r') < 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // DuckDB's text: its length, and then up to twelve bytes, or four and where all of them are.
    static ReadOnlySpan<byte> Bytes(void* data, ulong row)
    {
        const int inline = 12;
        var cell = (byte*)data + row * 16;
        var length = *(uint*)cell;
        return length <= inline ? new(cell + 4, (int)length) : length <= int.MaxValue ? new(*(byte**)(cell + 8), (int)length)
            : throw new TableException("A cell has more than two billion bytes.", "Keep such content in files of its own.");
    }
}
