using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>Every published hole of a comparable product that touches what is built here has a test that carries its id.</summary>
static partial class HoleGate
{
    /// <summary>Sign-in and accounts, imports and uploads, files, what is shown on a page, and what the server calls.</summary>
    internal static readonly IReadOnlyList<string> Ids =
    [
        "CVE-2022-36551", "CVE-2023-43791", "CVE-2023-47115", "CVE-2023-47117", "CVE-2024-23633", "CVE-2024-26152", "CVE-2025-25295", "CVE-2025-25296",
        "CVE-2025-47783", "CVE-2025-5173", "CVE-2026-22033", "GHSA-cpmr-mw4j-99r7", "CVE-2024-37306", "CVE-2024-47063", "CVE-2024-47064", "CVE-2024-47172",
        "CVE-2025-48381", "CVE-2025-49135", "CVE-2025-54573", "CVE-2026-23516", "CVE-2026-23526", "CVE-2026-47682", "CVE-2026-65986", "CVE-2026-73220",
        "GHSA-x396-w86c-gf6w", "CVE-2026-53656", "CVE-2023-47116", "CVE-2025-25297", "CVE-2022-31188", "CVE-2024-37164", "CVE-2024-45393", "CVE-2024-40441",
    ];

    internal static IEnumerable<string> Untested(SourceTree tree)
    {
        var names = tree.Under("tests").Where(f => f.Name != "HoleGate").SelectMany(f => Id().Matches(f.Text)).Select(m => m.Value.Replace('_', '-')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Ids.Where(id => !names.Contains(id)).Select(id => $"No test carries the id {id}.");
    }

    // A test's name in C# has underscores where the id has hyphens.
    [GeneratedRegex(@"(?:CVE[-_]\d{4}[-_]\d{4,6}|GHSA(?:[-_][0-9a-z]{4}){3})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Id();
}
