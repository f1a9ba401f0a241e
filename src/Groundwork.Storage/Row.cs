using System.Data.Common;

namespace Groundwork.Storage;

/// <summary>One row of a result, read by position.</summary>
public readonly struct Row(DbDataReader reader)
{
    public string Text(int i) => reader.GetString(i);
    public string? TextOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
    public long Long(int i) => reader.GetInt64(i);
    public long? LongOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetInt64(i);
    public int Int(int i) => checked((int)reader.GetInt64(i));
    public bool Bool(int i) => reader.GetInt64(i) != 0;
    public double Double(int i) => reader.GetDouble(i);
    public double? DoubleOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetDouble(i);
    public byte[] Bytes(int i) => reader.GetFieldValue<byte[]>(i);
}
