namespace Groundwork.Storage;

/// <summary>One row of a result, read by position.</summary>
public readonly struct Row
{
    readonly IColumns columns;

    internal Row(IColumns columns) => this.columns = columns;

    public string Text(int i) => columns.Text(i);
    public string? TextOrNull(int i) => columns.IsNull(i) ? null : columns.Text(i);
    public long Long(int i) => columns.Long(i);
    public long? LongOrNull(int i) => columns.IsNull(i) ? null : columns.Long(i);
    public int Int(int i) => checked((int)columns.Long(i));
    public bool Bool(int i) => columns.Long(i) != 0;
    public double Double(int i) => columns.Double(i);
    public double? DoubleOrNull(int i) => columns.IsNull(i) ? null : columns.Double(i);
    public byte[] Bytes(int i) => columns.Bytes(i);
}

/// <summary>The columns of the row at which a result stands. A value that isn't there throws, but for <see cref="IsNull"/>.</summary>
interface IColumns
{
    bool IsNull(int i);
    string Text(int i);
    long Long(int i);
    double Double(int i);
    byte[] Bytes(int i);
}
