using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>An area whose rows name blobs tells the garbage collector so; one that didn't would lose its files after a week.</summary>
static partial class BlobGate
{
    internal static IEnumerable<string> WithoutHolder(SourceTree tree) =>
        from area in tree.Files.Where(f => f is { Area: not null, Extension: ".sql" } && NamesBlobs().IsMatch(f.Text)).Select(f => f.Area!).Distinct(StringComparer.Ordinal)
        where !tree.Files.Any(f => f.Area == area && f.Extension == ".cs" && Holder().IsMatch(f.Code))
        select $"{area} has rows that name blobs and no IBlobHolder: the garbage collector would remove their files.";

    [GeneratedRegex(@"\b(?:sha256|thumbnail|segments|manifest|blob)\s+(?:TEXT|\{json\})", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NamesBlobs();

    [GeneratedRegex(@"\bclass\s+\w+(?:\([^)]*\))?\s*:\s*[^{]*\bIBlobHolder\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Holder();
}
