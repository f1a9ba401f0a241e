using Groundwork.Core;

namespace Groundwork.Formats;

/// <summary>Tells the format of a file of labels by its name and how it begins.</summary>
public static class LabelFormats
{
    /// <summary>How many bytes of the beginning are looked at.</summary>
    public const int HeadBytes = 4_096;

    /// <summary>The likeliest format; a table or JSON Lines if nothing else fits.</summary>
    /// <param name="fileName">The file's name; may be empty.</param>
    /// <param name="head">How the file begins.</param>
    public static ILabelReader Guess(string fileName, ReadOnlySpan<byte> head)
    {
        var begin = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        begin = begin.TrimStart(" \t\r\n"u8);
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        var fits = Catalog.Of<IFormat>().OfType<ILabelReader>().Where(f => f.Extensions.Contains(extension, StringComparer.Ordinal)).ToList();
        // Of what ends with .json, tasks are a list and COCO is one object.
        var name = begin.StartsWith("PAR1"u8) ? "parquet"
            : begin.StartsWith("["u8) ? "label-studio"
            : begin.StartsWith("-DOCSTART-"u8) ? "conll"
            : fits is [var only] ? only.Name
            : fits.Count > 1 ? begin.IndexOf("\"data\""u8) >= 0 && begin.IndexOf("\"images\""u8) < 0 ? "label-studio" : "coco"
            : "labels";
        return (ILabelReader)Catalog.Named<IFormat>(name)!;
    }
}
