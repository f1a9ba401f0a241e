using System.Text.Json;

namespace Groundwork.Tables;

/// <summary>
/// Reads and writes Parquet, as rows of JSON, in a process of its own that has little memory and can do nothing else. These three functions
/// are all that others know of it: another library behind them changes nothing else.
/// </summary>
public static class ParquetFiles
{
    /// <summary>Why nothing can be read or written on this machine, as a sentence; null if it can.</summary>
    public static string? Missing => Library.Find() is null ? "Parquet can't be read or written on this server: DuckDB's library, libduckdb.so, is missing." : null;

    /// <summary>What to do about it.</summary>
    public static string MissingTodo =>
        $"Tell whoever runs the server: ./run --build fetches it, or {Library.Variable} names the file. CSV and JSON Lines work all the same.";

    /// <summary>Opens a table; its rows come as they are read.</summary>
    /// <param name="file">Where the table lies, whole.</param>
    /// <param name="itemsOnly">Of a table that was written here: only the columns that the items were made of.</param>
    /// <param name="waits">Whether to wait until it can be read however long that takes, as an import does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="TableException">It can't be read.</exception>
    /// <exception cref="TablesBusyException">Too many others are being read, and it doesn't wait.</exception>
    public static async Task<RowStream> OpenAsync(string file, bool itemsOnly, bool waits = true, CancellationToken cancel = default)
    {
        var turn = await ReadingTurns.Take(waits, cancel);
        TableProcess? process = null;
        try
        {
            process = TableProcess.Start("read", file, itemsOnly ? "items" : "all");
            return await RowStream.Begin(process, turn, cancel);
        }
        catch
        {
            if (process is not null)
                await process.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Begins a table that is written to a stream while its rows come.</summary>
    /// <param name="stream">Where to; stays the caller's.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="about">What the file says about itself, by key.</param>
    /// <exception cref="TableException">It can't be written here.</exception>
    /// <param name="cancel">Stops it.</param>
    public static async Task<TableWriting> CreateAsync(Stream stream, IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, string> about, CancellationToken cancel = default)
    {
        var process = TableProcess.Start("write");
        var writing = new TableWriting(process, stream, cancel);
        var head = new MemoryStream();
        await using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var (name, type) in columns)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WritePropertyName("type");
                json.WriteRawValue(type.Json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("about");
            foreach (var (key, value) in about)
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        head.WriteByte((byte)'\n');
        await writing.WriteAsync(head.ToArray(), cancel);
        return writing;
    }
}
