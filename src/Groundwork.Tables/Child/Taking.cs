using System.Text;
using System.Text.Json;

namespace Groundwork.Tables.Child;

/// <summary>Puts JSON into the cells of a chunk.</summary>
static unsafe class Taking
{
    internal static void Put(nint vector, Shape shape, ulong row, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            Nothing(vector, shape, row);
            return;
        }
        var data = Duck.duckdb_vector_get_data(vector);
        switch (shape.Cell)
        {
            case Cell.Flag: ((byte*)data)[row] = value.GetBoolean() ? (byte)1 : (byte)0; break;
            case Cell.Whole64: ((long*)data)[row] = value.GetInt64(); break;
            case Cell.Double: ((double*)data)[row] = value.GetDouble(); break;
            case Cell.Moment: ((long*)data)[row] = checked(value.GetInt64() * 1000); break;
            case Cell.Json: Text(vector, row, value.GetRawText()); break;
            case Cell.Text: Text(vector, row, value.GetString()!); break;
            case Cell.List: List(vector, shape.Parts[0], row, value); break;
            default:
                for (var at = 0; at < shape.Parts.Count; at++)
                    Put(Duck.duckdb_struct_vector_get_child(vector, (ulong)at), shape.Parts[at], row, value.TryGetProperty(shape.Names[at], out var field) ? field : Null);
                break;
        }
    }

    static JsonElement Null { get; } = JsonElement.Parse("null");

    static void List(nint vector, Shape item, ulong row, JsonElement value)
    {
        var (from, count) = (Duck.duckdb_list_vector_get_size(vector), (ulong)value.GetArrayLength());
        if (Duck.duckdb_list_vector_reserve(vector, from + count) != Duck.Success || Duck.duckdb_list_vector_set_size(vector, from + count) != Duck.Success)
            throw new InvalidDataException("a list has no place");
        // Only now: making room may have moved it.
        var items = Duck.duckdb_list_vector_get_child(vector);
        ((Duck.Entry*)Duck.duckdb_vector_get_data(vector))[row] = new() { Offset = from, Length = count };
        foreach (var each in value.EnumerateArray())
            Put(items, item, from++, each);
    }

    // A record that isn't there has no fields either.
    static void Nothing(nint vector, Shape shape, ulong row)
    {
        Duck.duckdb_vector_ensure_validity_writable(vector);
        Duck.duckdb_vector_get_validity(vector)[row / 64] &= ~(1UL << (int)(row % 64));
        if (shape.Cell == Cell.List)
            ((Duck.Entry*)Duck.duckdb_vector_get_data(vector))[row] = new() { Offset = Duck.duckdb_list_vector_get_size(vector) };
        if (shape.Cell == Cell.Record)
            for (var at = 0; at < shape.Parts.Count; at++)
                Nothing(Duck.duckdb_struct_vector_get_child(vector, (ulong)at), shape.Parts[at], row);
    }

    static void Text(nint vector, ulong row, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
            Duck.duckdb_vector_assign_string_element_len(vector, row, first, (ulong)bytes.Length);
    }
}
