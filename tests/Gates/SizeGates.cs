using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>Files stay small, classes whole, and names say what a thing is.</summary>
static partial class SizeGates
{
    const int MostLines = 400, MostSliceLines = 150;

    static readonly string[] Measured = [".cs", ".ts", ".tsx", ".sql", ".css", ".sh", ".js"];
    static readonly string[] Ours = ["src", "tests", "web", "bench", "scripts", "clients"];
    static readonly string[] BannedSuffixes = ["Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Processor", "Base", "Impl", "Dto", "Info"];

    static IEnumerable<SourceFile> Sources(SourceTree tree) => tree.Files.Where(f =>
        (Ours.Contains(f.Path.Split('/')[0], StringComparer.Ordinal) && (Measured.Contains(f.Extension, StringComparer.Ordinal) || IsScript(f)))
        || f.Path is "run" or "test" or "groundwork");

    static bool IsScript(SourceFile file) => file.Extension.Length == 0 && file.Text.StartsWith("#!", StringComparison.Ordinal);

    internal static IEnumerable<string> Long(SourceTree tree) =>
        from file in Sources(tree)
        let most = file.Area is not null && file.Extension == ".cs" ? MostSliceLines : MostLines
        where file.Lines > most
        select $"{file.Path} has {file.Lines} lines; {most} is the limit.";

    /// <summary>Partial only where the compiler writes the other half.</summary>
    internal static IEnumerable<string> Partial(SourceTree tree) =>
        from file in Sources(tree)
        where file.Extension == ".cs"
            && PartialType().IsMatch(file.Code)
            && !Generated().IsMatch(file.Code)
        select $"{file.Path} has a partial type that no generator asks for.";

    internal static IEnumerable<string> BadNames(SourceTree tree) =>
        from file in Sources(tree)
        from name in Declarations(file)
        from suffix in BannedSuffixes
        where name.EndsWith(suffix, StringComparison.Ordinal)
        select $"{file.Path}: the name {name} ends in {suffix}, which says nothing about what it is.";

    internal static IEnumerable<string> Unfinished(SourceTree tree) =>
        from file in Sources(tree)
        from word in (string[])["TO" + "DO", "FIX" + "ME", "HA" + "CK"]
        where Regex.IsMatch(file.Text, $@"\b{word}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))
        select $"{file.Path} says {word}: finish it, or open an issue.";

    static IEnumerable<string> Declarations(SourceFile file) => file.Extension switch
    {
        ".cs" => CSharpType().Matches(file.Code).Select(m => m.Groups[1].Value),
        ".ts" or ".tsx" => ScriptType().Matches(file.Text).Select(m => m.Groups[1].Value),
        _ => [],
    };

    [GeneratedRegex(@"\bpartial\s+(?:class|struct|record|interface)\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex PartialType();

    [GeneratedRegex(@"\[(?:GeneratedRegex|LoggerMessage|LibraryImport|JsonSerializable)\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Generated();

    [GeneratedRegex(@"\b(?:class|interface|struct|enum|record(?:\s+struct)?)\s+(?<1>[A-Z]\w*)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CSharpType();

    [GeneratedRegex(@"^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:class|interface|type|enum)\s+(?<1>[A-Z]\w*)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex ScriptType();
}
