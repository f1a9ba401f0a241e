using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Tables.Child;

/// <summary>
/// Writes a Parquet file to standard output of the rows on standard input: first a line that says what the columns are, then a list
/// for each row, at the end a line that says it is the end. The file grows by row groups, so memory doesn't.
/// </summary>
static unsafe class Sink
{
    const int RowsPerChunk = 2_048, BytesPerChunk = 4 * 1024 * 1024, RowsPerGroup = 20_480;

    // DuckDB calls back without a state of ours; there is one table in this process.
    static Rows rows = null!;
    static List<(string Name, Shape Shape)> columns = [];

    internal static void Write()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 1);
        rows = new Rows(input);
        if (!rows.Next())
            return;
        using var head = JsonDocument.Parse(rows.Line);
        columns = [.. head.RootElement.GetProperty("columns").EnumerateArray().Select(c => (c.GetProperty("name").GetString()!, Shape.Of(c.GetProperty("type"))))];
        var said = string.Join(", ", head.RootElement.GetProperty("about").EnumerateObject().Select(a => $"{Duck.Name(a.Name)}: {Duck.Quoted(a.Value.GetString()!)}"));
        var engine = new Engine("128MB");
        engine.Register("given", &Bind, &Init, &Give);
        engine.Close("/dev/stdout");
        Cage.Close(null);
        engine.Run($"COPY (SELECT * FROM given()) TO '/dev/stdout' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowsPerGroup}, ROW_GROUP_SIZE_BYTES '16MB'{(said.Length > 0 ? $", KV_METADATA {{{said}}}" : "")})");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Bind(nint bind)
    {
        foreach (var (name, shape) in columns)
        {
            var type = shape.Logical();
            Duck.duckdb_bind_add_result_column(bind, name, type);
            Duck.duckdb_destroy_logical_type(ref type);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Init(nint init) => Duck.duckdb_init_set_max_threads(init, 1);

    // An exception must not cross what isn't ours.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Give(nint function, nint chunk)
    {
        try
        {
            Fill(chunk);
        }
        catch (Exception e)
        {
            Duck.duckdb_function_set_error(function, e.Message);
        }
    }

    static void Fill(nint chunk)
    {
        ulong count = 0;
        var vectors = columns.Select((_, at) => Duck.duckdb_data_chunk_get_vector(chunk, (ulong)at)).ToArray();
        for (long bytes = 0; count < RowsPerChunk && bytes < BytesPerChunk && rows.Next(); count++)
        {
            bytes += rows.Line.Length;
            using var row = JsonDocument.Parse(rows.Line, new JsonDocumentOptions { MaxDepth = 128 });
            var at = 0;
            foreach (var cell in row.RootElement.EnumerateArray())
                Taking.Put(vectors[at], columns[at++].Shape, count, cell);
        }
        Duck.duckdb_data_chunk_set_size(chunk, count);
    }

    /// <summary>The lines of the input.</summary>
    sealed class Rows(Stream input)
    {
        readonly byte[] read = new byte[128 * 1024];
        readonly ArrayBufferWriter<byte> line = new(16 * 1024);
        int at, end;
        bool ended;

        internal ReadOnlyMemory<byte> Line => line.WrittenMemory;

        /// <summary>Whether there is another one.</summary>
        internal bool Next()
        {
            line.ResetWrittenCount();
            while (!ended)
            {
                var rest = read.AsSpan(at, end - at);
                var newline = rest.IndexOf((byte)'\n');
                line.Write(newline < 0 ? rest : rest[..newline]);
                at += newline < 0 ? rest.Length : newline + 1;
                if (newline >= 0)
                    return !(ended = line.WrittenSpan.SequenceEqual("end"u8));
                at = 0;
                end = input.Read(read);
                if (end == 0)
                    throw new IOException("The rows ended before their end.");
            }
            return false;
        }
    }
}
