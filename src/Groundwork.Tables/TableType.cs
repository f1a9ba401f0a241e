using System.Text.Json;

namespace Groundwork.Tables;

/// <summary>What the cells of a column are: a leaf, a list or a record of named fields, in the words that go to the worker.</summary>
/// <param name="Json">A leaf is a text, a list an array of its one item, a record an object.</param>
public readonly record struct TableType(string Json)
{
    /// <summary>A text.</summary>
    public static TableType Text => new("\"text\"");

    /// <summary>Any JSON value, as a text that says it is JSON.</summary>
    public static TableType Any => new("\"json\"");

    /// <summary>A whole number of 64 bits.</summary>
    public static TableType Whole => new("\"whole\"");

    /// <summary>A number.</summary>
    public static TableType Number => new("\"number\"");

    /// <summary>True or false.</summary>
    public static TableType Flag => new("\"flag\"");

    /// <summary>A moment, given as Unix milliseconds.</summary>
    public static TableType Moment => new("\"moment\"");

    /// <summary>A list.</summary>
    public static TableType List(TableType item) => new($"[{item.Json}]");

    /// <summary>Named fields.</summary>
    public static TableType Record(params (string Name, TableType Type)[] fields) =>
        new($"{{{string.Join(',', fields.Select(f => $"{JsonSerializer.Serialize(f.Name)}:{f.Type.Json}"))}}}");
}

/// <summary>A column of a table that is written.</summary>
/// <param name="Name">Its name; no other column's differs only in case.</param>
/// <param name="Type">What its cells are; any cell may be null.</param>
public sealed record TableColumn(string Name, TableType Type);

/// <summary>Why a table can't be read or written, and what to do about it.</summary>
public sealed class TableException(string reason, string todo) : Exception(reason)
{
    /// <summary>What to do, as a sentence.</summary>
    public string Todo { get; } = todo;
}
