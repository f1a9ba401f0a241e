using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Groundwork.Storage.Backups;

/// <summary>A row as a line: a JSON array of its values, the same from either engine.</summary>
static class RowLine
{
    internal static readonly JsonWriterOptions How = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static void Write(Utf8JsonWriter to, DbDataReader row, IReadOnlyList<BackupColumn> columns)
    {
        to.WriteStartArray();
        for (var i = 0; i < columns.Count; i++)
            if (row.IsDBNull(i))
                to.WriteNullValue();
            else
                switch (columns[i].Kind)
                {
                    case "integer":
                        to.WriteNumberValue(row.GetInt64(i));
                        break;
                    case "real":
                        to.WriteNumberValue(row.GetDouble(i));
                        break;
                    case "bytes":
                        to.WriteBase64StringValue(row.GetFieldValue<byte[]>(i));
                        break;
                    default:
                        to.WriteStringValue(row.GetString(i));
                        break;
                }
        to.WriteEndArray();
    }

    /// <summary>The values of a line: string, long, double, byte[] or null.</summary>
    /// <exception cref="FormatException">The line isn't of these columns.</exception>
    internal static object?[] Read(ReadOnlySpan<byte> line, IReadOnlyList<BackupColumn> columns)
    {
        try
        {
            var values = new object?[columns.Count];
            var reader = new Utf8JsonReader(line);
            Must(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            for (var i = 0; i < values.Length; i++)
            {
                Must(reader.Read());
                values[i] = reader.TokenType == JsonTokenType.Null ? null : columns[i].Kind switch
                {
                    "integer" => reader.GetInt64(),
                    "real" => reader.GetDouble(),
                    "bytes" => reader.GetBytesFromBase64(),
                    _ => reader.GetString(),
                };
            }
            Must(reader.Read() && reader.TokenType == JsonTokenType.EndArray && !reader.Read());
            return values;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The line isn't a row of this table.", e);
        }
    }

    static void Must(bool so)
    {
        if (!so)
            throw new FormatException("The line isn't a row of this table.");
    }
}
