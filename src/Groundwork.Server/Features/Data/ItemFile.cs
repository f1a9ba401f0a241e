using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>How a file of items is to be read, as a request says it; what it doesn't say is guessed.</summary>
public sealed class ItemFile
{
    public string? Format { get; set; }
    public string? FileName { get; set; }

    /// <summary>The column or member that holds the text.</summary>
    public string? Text { get; set; }

    /// <summary>The column or member that holds the id.</summary>
    public string? IdColumn { get; set; }

    /// <summary>The column or member that holds the split.</summary>
    public string? Split { get; set; }

    public string? Source { get; set; }
    public string? Licence { get; set; }
    public string? Consent { get; set; }
    public string? Collected { get; set; }

    internal ImportOptions Options(IItemReader? reader) => new(reader?.Name ?? ImportReading.Image, Text, IdColumn, Split);

    /// <summary>Whether it was said, by a name or outright, that this is a picture; what it is shows when it is read.</summary>
    internal bool IsPicture => string.IsNullOrEmpty(Format)
        ? ImportReading.Images.Contains(Path.GetExtension(Name).ToLowerInvariant(), StringComparer.Ordinal) : Format == ImportReading.Image;

    internal Provenance Provenance => new(Source ?? "", Licence ?? "", Consent ?? "", Collected ?? "");

    internal string Name => FileName ?? "";

    /// <summary>The reader that was asked for, or the one whose files end like this one; none for a picture; or why there is none.</summary>
    internal (IItemReader? Reader, ProblemHttpResult? Refusal) Reader()
    {
        var readers = Catalog.Of<IFormat>().OfType<IItemReader>().ToList();
        var extension = Path.GetExtension(Name).ToLowerInvariant();
        var found = string.IsNullOrEmpty(Format) ? readers.Find(r => r.Extensions.Contains(extension, StringComparer.Ordinal)) : readers.Find(r => r.Name == Format);
        var names = string.Join(", ", readers.Select(r => r.Name).Append(ImportReading.Image));
        return (found, found is not null || IsPicture ? null : string.IsNullOrEmpty(Format)
            ? Problem.Invalid("/format", "unknown_format", $"The file's name doesn't say what it is. Choose the format: {names}.")
            : Problem.Invalid("/format", "unknown_format", $"The format is one of {names}."));
    }

    internal static ProblemHttpResult Unreadable(RowFault why) => Problem.Of(422, "unreadable", why.Reason, why.Todo);
}
