using System.Text.RegularExpressions;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>Every algorithm of Core/Quality has a page, and the list of pages is complete.</summary>
public sealed partial class MethodPagesTests
{
    static readonly string Pages = Path.Combine(Root(), "docs", "methods");

    // Not through the catalog: there, two interfaces may each have an implementation of the same name.
    static readonly ICatalogued[] Methods = [.. typeof(ITruthMethod).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, Namespace: { } folder } && folder.StartsWith(typeof(ITruthMethod).Namespace!, StringComparison.Ordinal) && t.IsAssignableTo(typeof(ICatalogued)))
        .Select(t => (ICatalogued)Activator.CreateInstance(t)!)];

    public static TheoryData<string> PageFiles =>
        [.. Directory.GetFiles(Pages, "*.md").Select(p => Path.GetFileName(p)).Where(p => p != "README.md")];

    [Fact]
    public void Names_are_lower_case_with_hyphens_and_nothing_is_left_blank()
    {
        Methods.Length.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var method in Methods)
        {
            NamePattern().IsMatch(method.Name).ShouldBeTrue(method.Name);
            method.Title.ShouldNotBeNullOrWhiteSpace();
            method.Description.ShouldEndWith(".");
            method.Description.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Every_catalogued_method_has_its_page()
    {
        foreach (var method in Methods)
            File.Exists(Path.Combine(Pages, method.Name + ".md")).ShouldBeTrue($"docs/methods/{method.Name}.md is missing");
    }

    [Theory, MemberData(nameof(PageFiles))]
    public void A_page_says_formula_source_assumptions_and_when_not_to_use_it(string page)
    {
        var headings = File.ReadLines(Path.Combine(Pages, page)).Where(l => l.StartsWith('#')).ToArray();
        headings[0].ShouldStartWith("# ");
        headings[1..].ShouldBeSubsetOf(["## Formula", "## Source", "## Assumptions", "## When not to use it", "## Settings", "## Measured"]);
        foreach (var needed in new[] { "## Formula", "## Source", "## Assumptions", "## When not to use it" })
            headings.ShouldContain(needed);
    }

    [Theory, MemberData(nameof(PageFiles))]
    public void The_list_of_pages_names_each_page(string page) =>
        File.ReadAllText(Path.Combine(Pages, "README.md")).ShouldContain($"({page})");

    [Fact]
    public void The_list_of_pages_and_the_pages_link_only_to_files_that_exist()
    {
        foreach (var page in Directory.GetFiles(Pages, "*.md"))
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
                File.Exists(Path.Combine(Pages, link.Groups["page"].Value)).ShouldBeTrue($"{page} links to {link.Groups["page"].Value}");
    }

    [Fact]
    public void A_page_named_in_the_source_exists()
    {
        var named = Directory.GetFiles(Path.Combine(Root(), "src", "Groundwork.Core"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => NamedPage().Matches(File.ReadAllText(file)).Select(m => m.Groups["page"].Value)).Distinct().ToArray();
        named.ShouldNotBeEmpty();
        named.Select(page => Path.Combine(Pages, page)).Where(page => !File.Exists(page)).ShouldBeEmpty();
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Groundwork.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\]\((?<page>[^):#]+\.md)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"docs/methods/(?<page>[a-z0-9-]+\.md)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedPage();
}
