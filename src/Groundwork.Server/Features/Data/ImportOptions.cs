using Groundwork.Formats;

namespace Groundwork.Server.Features.Data;

/// <summary>How files are to be read, as it was asked for; what wasn't said is guessed from each file.</summary>
public sealed record ImportOptions(string? Format = null, string? Text = null, string? IdColumn = null, string? Split = null)
{
    internal ItemMapping Mapping => new(NullIfEmpty(Text), NullIfEmpty(IdColumn), NullIfEmpty(Split));

    static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>One row or file of an import: an item, or why there is none.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Item">The item.</param>
/// <param name="Fault">What is wrong; row 0 stands for the whole file.</param>
sealed record Incoming(string File, NewItem? Item, RowFault? Fault)
{
    /// <summary>The text of a text item, for those who show it.</summary>
    internal string Text { get; init; } = "";
}
