using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Tables.Child;

/// <summary>Reads a Parquet file that anybody may have made, and gives its rows as lines of JSON.</summary>
static class Source
{
    const int MostColumns = 1_000;

    /// <param name="path">The file.</param>
    /// <param name="itemsOnly">Of a file that was written here: only what the items are, not what was said about them.</param>
    internal static void Read(string path, bool itemsOnly)
    {
        using var handle = File.OpenHandle(path);
        // By its descriptor: a path could be taken for a pattern, and may be gone by now.
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 1);
        var engine = new Engine("512MB");
        engine.Close(file);
        Cage.Close(handle);
        var from = $"read_parquet({Duck.Quoted(file)}, binary_as_string = false, hive_partitioning = false)";
        var columns = engine.Describe($"SELECT * FROM {from}");
        if (columns.Count > MostColumns)
            throw new TableException(string.Create(CultureInfo.InvariantCulture, $"The table has {columns.Count} columns; at most {MostColumns} are read."),
                "Leave out those that aren't needed, or put them into one column as JSON.");
        var ours = Ours(engine, file);
        if (itemsOnly && ours is { } known)
            columns = [.. columns.Where(c => known.Items.Contains(c.Name, StringComparer.Ordinal))];
        using var lines = new Lines(output);
        Head(lines.Json, columns, ours?.Whole);
        lines.End();
        if (columns.Count > 0)
            Rows(engine, columns, from, lines);
    }

    static void Head(Utf8JsonWriter json, List<(string Name, Shape Shape)> columns, JsonElement? ours)
    {
        json.WriteStartObject();
        json.WriteStartArray("columns");
        foreach (var (name, _) in columns)
            json.WriteStringValue(name);
        json.WriteEndArray();
        if (ours is { } whole)
        {
            json.WritePropertyName("ours");
            whole.WriteTo(json);
        }
        json.WriteEndObject();
    }

    static void Rows(Engine engine, List<(string Name, Shape Shape)> columns, string from, Lines lines)
    {
        var names = columns.Select(c => JsonEncodedText.Encode(c.Name, Lines.Plain.Encoder)).ToArray();
        var select = string.Join(", ", columns.Select(c => c.Shape.Cast ? $"CAST({Duck.Name(c.Name)} AS {c.Shape.Sql})" : Duck.Name(c.Name)));
        engine.Stream($"SELECT {select} FROM {from}", chunk =>
        {
            var json = lines.Json;
            var vectors = columns.Select((_, at) => Duck.duckdb_data_chunk_get_vector(chunk, (ulong)at)).ToArray();
            for (ulong row = 0; row < Duck.duckdb_data_chunk_get_size(chunk); row++)
            {
                json.WriteStartObject();
                for (var at = 0; at < vectors.Length; at++)
                {
                    json.WritePropertyName(names[at]);
                    Giving.Write(json, vectors[at], columns[at].Shape, row);
                }
                json.WriteEndObject();
                lines.End();
            }
        });
    }

    /// <summary>What a file that was written here says about itself.</summary>
    static (JsonElement Whole, List<string> Items)? Ours(Engine engine, string file)
    {
        JsonElement? found = null;
        engine.Stream($"SELECT decode(value) FROM parquet_kv_metadata({Duck.Quoted(file)}) WHERE key = 'groundwork'::BLOB LIMIT 1", chunk => found = First(chunk));
        return found is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
            ? (whole, [.. items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)]) : null;
    }

    static JsonElement? First(nint chunk)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Lines.Plain))
            Giving.Write(json, Duck.duckdb_data_chunk_get_vector(chunk, 0), new Shape(Cell.Text, "VARCHAR", false, []), 0);
        try
        {
            return JsonElement.Parse(JsonElement.Parse(bytes.ToArray()).GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
