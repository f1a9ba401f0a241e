using System.Globalization;
using System.Text.Json;

namespace Groundwork.Tables.Child;

/// <summary>How the cells of a column are given away as JSON, or taken from it.</summary>
enum Cell
{
    Text, Json, Digits, Moment, Bytes, Flag, Whole8, Whole16, Whole32, Whole64, Whole8U, Whole16U, Whole32U, Whole64U, Float, Double, List, Array, Record, Map,
}

/// <summary>The type of a column as a tree.</summary>
/// <param name="Cell">What a cell is.</param>
/// <param name="Sql">The type that it is read as.</param>
/// <param name="Cast">Whether that differs from what is in the file.</param>
/// <param name="Parts">The item of a list; key and value of a map; the fields of a record.</param>
sealed record Shape(Cell Cell, string Sql, bool Cast, IReadOnlyList<Shape> Parts)
{
    /// <summary>The names of a record's fields.</summary>
    internal IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How many items each cell of an array has.</summary>
    internal ulong Length { get; init; }

    const int MostDepth = 32;

    static Shape Leaf(Cell cell, string sql, bool cast = false) => new(cell, sql, cast, []);

    /// <summary>Of what is in a file; takes the type.</summary>
    internal static Shape Of(nint type, int depth = 0)
    {
        var alias = Duck.Taken(Duck.duckdb_logical_type_get_alias(type));
        var shape = depth > MostDepth ? throw new TableException("Lists and records lie more than 32 deep in each other.", "Flatten the table and save it anew.")
            : Duck.duckdb_get_type_id(type) switch
            {
                Duck.Type.Varchar when alias == "JSON" => Leaf(Cell.Json, "VARCHAR", true),
                Duck.Type.Varchar => Leaf(Cell.Text, "VARCHAR"),
                Duck.Type.Boolean => Leaf(Cell.Flag, "BOOLEAN"),
                Duck.Type.TinyInt => Leaf(Cell.Whole8, "TINYINT"),
                Duck.Type.SmallInt => Leaf(Cell.Whole16, "SMALLINT"),
                Duck.Type.Integer => Leaf(Cell.Whole32, "INTEGER"),
                Duck.Type.BigInt => Leaf(Cell.Whole64, "BIGINT"),
                Duck.Type.UTinyInt => Leaf(Cell.Whole8U, "UTINYINT"),
                Duck.Type.USmallInt => Leaf(Cell.Whole16U, "USMALLINT"),
                Duck.Type.UInteger => Leaf(Cell.Whole32U, "UINTEGER"),
                Duck.Type.UBigInt => Leaf(Cell.Whole64U, "UBIGINT"),
                Duck.Type.Float => Leaf(Cell.Float, "FLOAT"),
                Duck.Type.Double => Leaf(Cell.Double, "DOUBLE"),
                Duck.Type.HugeInt or Duck.Type.UHugeInt or Duck.Type.Decimal => Leaf(Cell.Digits, "VARCHAR", true),
                Duck.Type.Timestamp or Duck.Type.TimestampS or Duck.Type.TimestampMs or Duck.Type.TimestampNs or Duck.Type.TimestampTz => Leaf(Cell.Moment, "VARCHAR", true),
                Duck.Type.Blob => Leaf(Cell.Bytes, "BLOB"),
                Duck.Type.List => ListOf(Of(Duck.duckdb_list_type_child_type(type), depth + 1)),
                Duck.Type.Array => ArrayOf(Of(Duck.duckdb_array_type_child_type(type), depth + 1), Duck.duckdb_array_type_array_size(type)),
                Duck.Type.Map => MapOf(Of(Duck.duckdb_map_type_key_type(type), depth + 1), Of(Duck.duckdb_map_type_value_type(type), depth + 1)),
                Duck.Type.Struct => RecordOf(Fields(type, depth)),
                // Dates, times, intervals, UUIDs, enumerations and whatever comes later: as the text that DuckDB shows.
                _ => Leaf(Cell.Text, "VARCHAR", true),
            };
        Duck.duckdb_destroy_logical_type(ref type);
        return shape;
    }

    static List<(string, Shape)> Fields(nint type, int depth)
    {
        var fields = new List<(string, Shape)>();
        for (ulong at = 0; at < Duck.duckdb_struct_type_child_count(type); at++)
            fields.Add((Duck.Taken(Duck.duckdb_struct_type_child_name(type, at)), Of(Duck.duckdb_struct_type_child_type(type, at), depth + 1)));
        return fields;
    }

    /// <summary>Of what is to be written.</summary>
    internal static Shape Of(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.Array => ListOf(Of(type[0])),
        JsonValueKind.Object => RecordOf([.. type.EnumerateObject().Select(f => (f.Name, Of(f.Value)))]),
        _ => type.GetString() switch
        {
            "text" => Leaf(Cell.Text, "VARCHAR"),
            "json" => Leaf(Cell.Json, "JSON"),
            "whole" => Leaf(Cell.Whole64, "BIGINT"),
            "number" => Leaf(Cell.Double, "DOUBLE"),
            "flag" => Leaf(Cell.Flag, "BOOLEAN"),
            "moment" => Leaf(Cell.Moment, "TIMESTAMPTZ"),
            var unknown => throw new InvalidDataException($"There is no type \"{unknown}\"."),
        },
    };

    static Shape ListOf(Shape item) => new(Cell.List, item.Sql + "[]", item.Cast, [item]);

    static Shape ArrayOf(Shape item, ulong length) =>
        new(Cell.Array, string.Create(CultureInfo.InvariantCulture, $"{item.Sql}[{length}]"), item.Cast, [item]) { Length = length };

    static Shape MapOf(Shape key, Shape value) => new(Cell.Map, $"MAP({key.Sql}, {value.Sql})", key.Cast || value.Cast, [key, value]);

    static Shape RecordOf(IReadOnlyList<(string Name, Shape Shape)> fields) =>
        new(Cell.Record, $"STRUCT({string.Join(", ", fields.Select(f => $"{Duck.Name(f.Name)} {f.Shape.Sql}"))})", fields.Any(f => f.Shape.Cast), [.. fields.Select(f => f.Shape)])
        {
            Names = [.. fields.Select(f => f.Name)],
        };

    /// <summary>The same as DuckDB has it, to be destroyed by whoever asks.</summary>
    internal unsafe nint Logical()
    {
        switch (Cell)
        {
            case Cell.List:
                var item = Parts[0].Logical();
                var list = Duck.duckdb_create_list_type(item);
                Duck.duckdb_destroy_logical_type(ref item);
                return list;
            case Cell.Record:
                var types = Parts.Select(p => p.Logical()).ToArray();
                var names = Names.Select(System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8).ToArray();
                nint record;
                fixed (nint* firstType = types)
                fixed (nint* firstName = names)
                    record = Duck.duckdb_create_struct_type(firstType, firstName, (ulong)types.Length);
                foreach (var name in names)
                    System.Runtime.InteropServices.Marshal.FreeCoTaskMem(name);
                for (var at = 0; at < types.Length; at++)
                    Duck.duckdb_destroy_logical_type(ref types[at]);
                return record;
            case Cell.Json:
                var json = Duck.duckdb_create_logical_type(Duck.Type.Varchar);
                Duck.duckdb_logical_type_set_alias(json, "JSON");
                return json;
            default:
                return Duck.duckdb_create_logical_type(Cell switch
                {
                    Cell.Text => Duck.Type.Varchar,
                    Cell.Whole64 => Duck.Type.BigInt,
                    Cell.Double => Duck.Type.Double,
                    Cell.Flag => Duck.Type.Boolean,
                    _ => Duck.Type.TimestampTz,
                });
        }
    }
}
