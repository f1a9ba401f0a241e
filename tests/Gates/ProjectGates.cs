using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Groundwork.Gates.Tests;

/// <summary>What may know what, what must lie beside what: projects, packages, locks, tests, pages and change notes.</summary>
static partial class ProjectGates
{
    static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Groundwork.Core"] = [],
        ["Groundwork.Formats"] = ["Groundwork.Core", "Groundwork.Tables"],
        ["Groundwork.Media"] = ["Groundwork.Core"],
        ["Groundwork.Models"] = ["Groundwork.Core"],
        ["Groundwork.Tables"] = ["Groundwork.Core"],
        ["Groundwork.Storage"] = ["Groundwork.Core", "Groundwork.Tables"],
        ["Groundwork.Server"] = ["Groundwork.Core", "Groundwork.Formats", "Groundwork.Media", "Groundwork.Models", "Groundwork.Tables", "Groundwork.Storage"],
    };

    internal static IEnumerable<string> References(SourceTree tree) =>
        from project in Projects(tree)
        where project.Path.StartsWith("src/", StringComparison.Ordinal)
        from reference in Include(project, "ProjectReference").Select(r => r.Replace('\\', '/').Split('/')[^1].Replace(".csproj", "", StringComparison.Ordinal))
        where !MayUse.GetValueOrDefault(project.Name, []).Contains(reference)
        select $"{project.Path} uses {reference}, which architecture.md forbids.";

    internal static IEnumerable<string> Unlocked(SourceTree tree) =>
        from project in Projects(tree)
        let locked = project.Path[..project.Path.LastIndexOf('/')] + "/packages.lock.json"
        where !tree.Has(locked)
        select $"{locked} is missing: build once and commit it.";

    internal static IEnumerable<string> Unlisted(SourceTree tree) =>
        from project in Projects(tree)
        where !(tree.Files.FirstOrDefault(f => f.Path == "Groundwork.slnx")?.Text ?? "").Contains($"\"{project.Path}\"", StringComparison.Ordinal)
        select $"{project.Path} is not in Groundwork.slnx.";

    internal static IEnumerable<string> Undecided(SourceTree tree) =>
        from package in RuntimePackages(tree)
        where !tree.Under("docs/decisions").Any(d => Regex.IsMatch(d.Text, $@"(?<![\w.]){Regex.Escape(package)}(?![\w]|\.\w)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))
        select $"The runtime package {package} has no record in docs/decisions.";

    /// <summary>A package that a product project asks for counts as one at run time, wherever its version stands.</summary>
    internal static IEnumerable<string> UncountedPackages(SourceTree tree) =>
        from project in Projects(tree)
        where project.Path.StartsWith("src/", StringComparison.Ordinal)
        from package in Include(project, "PackageReference").Except(RuntimePackages(tree), StringComparer.Ordinal)
        select $"{project.Path} uses {package}, which is not among the runtime packages of Directory.Packages.props.";

    internal static IEnumerable<string> WithoutChange(SourceTree tree) =>
        tree.Under("changes").Any(f => f.Extension == ".md" && f.Name != "README") ? [] : ["changes/ says nothing about what changed: add a file of a few lines."];

    internal static IEnumerable<string> UntestedSlices(SourceTree tree)
    {
        var tests = tree.Under("tests/Server").Where(f => f.Extension == ".cs").ToList();
        return from slice in tree.Files
               where slice is { Area: not null, Extension: ".cs" } && Slice().IsMatch(slice.Code)
               where !tests.Any(t => t.Name == slice.Name + "Tests" || Regex.IsMatch(t.Text, $@"\b{slice.Name}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))
               select $"{slice.Path} has no test in tests/Server that names it.";
    }

    /// <summary>Every catalogued thing of a kind that people choose from has its page.</summary>
    internal static IEnumerable<string> Undocumented(SourceTree tree, IEnumerable<(string Folder, string Name)> things) =>
        from thing in things
        let page = $"docs/{thing.Folder}/{thing.Name}.md"
        where !tree.Has(page)
        select $"{page} is missing.";

    internal static IEnumerable<string> RuntimePackages(SourceTree tree) =>
        from file in tree.Files
        where file.Path == "Directory.Packages.props"
        from groupOf in XDocument.Parse(file.Text).Descendants("ItemGroup")
        where (groupOf.Attribute("Label")?.Value ?? "").StartsWith("Runtime", StringComparison.Ordinal)
        from package in groupOf.Elements("PackageVersion")
        select package.Attribute("Include")!.Value;

    static IEnumerable<SourceFile> Projects(SourceTree tree) => tree.Files.Where(f => f.Extension == ".csproj");

    static IEnumerable<string> Include(SourceFile project, string element) =>
        XDocument.Parse(project.Text).Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();

    [GeneratedRegex(@"\bclass\s+\w+(?:\([^)]*\))?\s*:\s*[^{]*\bISlice\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Slice();
}
