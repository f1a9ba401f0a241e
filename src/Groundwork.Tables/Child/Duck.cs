using System.Runtime.InteropServices;

namespace Groundwork.Tables.Child;

/// <summary>What is used of DuckDB's C interface, under its own names.</summary>
static unsafe partial class Duck
{
    internal const int Success = 0;

    /// <summary>The types of columns that are told apart here.</summary>
    internal enum Type
    {
        Boolean = 1, TinyInt, SmallInt, Integer, BigInt, UTinyInt, USmallInt, UInteger, UBigInt, Float, Double, Timestamp, Date, Time, Interval, HugeInt, Varchar, Blob, Decimal,
        TimestampS, TimestampMs, TimestampNs, Enum, List, Struct, Map, Uuid, Union, Bit, TimeTz, TimestampTz, UHugeInt, Array,
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Result
    {
        public ulong Columns, Rows, Changed;
        public nint ColumnData, Message, Internal;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Entry
    {
        public ulong Offset, Length;
    }

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_open(string? path, out nint database);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_connect(nint database, out nint connection);

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_query(nint connection, string sql, Result* result);

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_prepare(nint connection, string sql, out nint statement);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_prepare_error(nint statement);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_pending_prepared_streaming(nint statement, out nint pending);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_pending_error(nint pending);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_execute_pending(nint pending, Result* result);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_fetch_chunk(Result result);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_destroy_result(Result* result);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_result_error(Result* result);

    [LibraryImport(Library.Name)]
    internal static partial ulong duckdb_column_count(Result* result);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_column_name(Result* result, ulong column);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_column_logical_type(Result* result, ulong column);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_free(nint memory);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_library_version();

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_create_logical_type(Type type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_create_list_type(nint item);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_create_struct_type(nint* types, nint* names, ulong count);

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_logical_type_set_alias(nint type, string alias);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_logical_type_get_alias(nint type);

    [LibraryImport(Library.Name)]
    internal static partial Type duckdb_get_type_id(nint type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_list_type_child_type(nint type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_array_type_child_type(nint type);

    [LibraryImport(Library.Name)]
    internal static partial ulong duckdb_array_type_array_size(nint type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_map_type_key_type(nint type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_map_type_value_type(nint type);

    [LibraryImport(Library.Name)]
    internal static partial ulong duckdb_struct_type_child_count(nint type);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_struct_type_child_name(nint type, ulong at);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_struct_type_child_type(nint type, ulong at);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library.Name)]
    internal static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library.Name)]
    internal static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_vector_ensure_validity_writable(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_vector_assign_string_element_len(nint vector, ulong row, byte* text, ulong length);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_list_vector_get_child(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial ulong duckdb_list_vector_get_size(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_list_vector_set_size(nint vector, ulong size);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_list_vector_reserve(nint vector, ulong capacity);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_struct_vector_get_child(nint vector, ulong at);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_array_vector_get_child(nint vector);

    [LibraryImport(Library.Name)]
    internal static partial nint duckdb_create_table_function();

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_table_function_set_name(nint function, string name);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_table_function_set_bind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_table_function_set_init(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_table_function_set_function(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> give);

    [LibraryImport(Library.Name)]
    internal static partial int duckdb_register_table_function(nint connection, nint function);

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_bind_add_result_column(nint bind, string name, nint type);

    [LibraryImport(Library.Name)]
    internal static partial void duckdb_init_set_max_threads(nint init, ulong most);

    [LibraryImport(Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void duckdb_function_set_error(nint function, string why);

    internal static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>A text that DuckDB gives away.</summary>
    internal static string Taken(nint utf8)
    {
        var text = Text(utf8);
        if (utf8 != 0)
            duckdb_free(utf8);
        return text;
    }

    internal static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    internal static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
