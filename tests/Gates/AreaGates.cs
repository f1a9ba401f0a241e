using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>
/// Areas meet only at their front doors: the static class <c>AreaCalls</c>, the types in its public signatures,
/// and the interfaces by which an area finds others (with what lies in the same file). Calls form no circle.
/// Hosting and Commands put areas together and are none.
/// </summary>
static partial class AreaGates
{
    sealed record Use(SourceFile File, string To, string Type);

    internal static IEnumerable<string> BackDoors(SourceTree tree)
    {
        var doors = Areas(tree).ToDictionary(a => a.Key, a => Door(a.Key, a.Value), StringComparer.Ordinal);
        return from use in Uses(tree)
               where !doors[use.To].Contains(use.Type)
               select $"{use.File.Path} uses {use.To}.{use.Type}: go through {Calls(use.To)}.";
    }

    internal static IEnumerable<string> Circles(SourceTree tree)
    {
        var next = Uses(tree).Select(u => (From: u.File.Area!, u.To)).Distinct().ToLookup(e => e.From, e => e.To, StringComparer.Ordinal);
        return from area in next.Select(g => g.Key)
               where Reaches(next, area, area, [])
               select $"{area} calls, by way of others, itself: raise an event instead.";
    }

    /// <summary>
    /// Who creates a table is the only one to write it. The walls say the same of each statement that a test runs;
    /// this finds those that no test runs.
    /// </summary>
    internal static IEnumerable<string> ForeignWrites(SourceTree tree)
    {
        var owners = tree.Files.Where(f => f is { Area: not null, Extension: ".sql" })
            .SelectMany(f => CreatedTable().Matches(f.Text).Select(m => (Table: m.Groups[1].Value, f.Area)))
            .ToDictionary(t => t.Table, t => t.Area!, StringComparer.Ordinal);
        return from file in tree.Under("src")
               where file.Extension == ".cs"
               from table in WrittenTable().Matches(file.Text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)
               where owners.TryGetValue(table, out var owner) && owner != file.Area
               select $"{file.Path} writes the table {table}, which belongs to {owners[table]}: go through {Calls(owners[table])}.";
    }

    static bool Reaches(ILookup<string, string> next, string from, string to, HashSet<string> seen) =>
        next[from].Any(n => n == to || (seen.Add(n) && Reaches(next, n, to, seen)));

    // Only names that stand in code of a file that opens the other area's namespace, or says the area's name before them.
    static IEnumerable<Use> Uses(SourceTree tree)
    {
        var areas = Areas(tree);
        foreach (var file in areas.SelectMany(a => a.Value))
            foreach (var (area, files) in areas)
                if (area != file.Area)
                {
                    var named = $@"\b{area}\s*\.\s*";
                    var opens = Regex.IsMatch(file.Code, $@"using\s+Groundwork\.Server\.Features\.{area}\s*;", RegexOptions.CultureInvariant, Limit);
                    var before = opens ? $@"(?:(?<![\w.])|{named})" : named;
                    foreach (var type in files.SelectMany(Types).Distinct(StringComparer.Ordinal))
                        if (Regex.IsMatch(file.Code, $@"{before}{type}\b", RegexOptions.CultureInvariant, Limit))
                            yield return new Use(file, area, type);
                }
    }

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    static Dictionary<string, List<SourceFile>> Areas(SourceTree tree) => tree.Files
        .Where(f => f is { Area: not null, Extension: ".cs" })
        .GroupBy(f => f.Area!, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

    static HashSet<string> Door(string area, List<SourceFile> files)
    {
        var all = files.SelectMany(Types).ToHashSet(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal) { Calls(area) };
        foreach (var file in files)
        {
            if (file.Name == Calls(area))
                open.UnionWith(PublicSignature().Matches(file.Code).SelectMany(m => Word().Matches(m.Value)).Select(m => m.Value).Where(all.Contains));
            if (Types(file).Any(t => t is ['I', >= 'A' and <= 'Z', ..]))
                open.UnionWith(Types(file));
        }
        // A record at the door may be made of others.
        foreach (var record in files.SelectMany(f => Record().Matches(f.Code)).Where(m => open.Contains(m.Groups[1].Value)).ToList())
            open.UnionWith(Word().Matches(record.Groups[2].Value).Select(m => m.Value).Where(all.Contains));
        return open;
    }

    /// <summary>Quality's front door is QualityCalls; an area in the plural has one in the singular.</summary>
    static string Calls(string area) => (area.EndsWith('s') ? area[..^1] : area) + "Calls";

    static IEnumerable<string> Types(SourceFile file) => TopLevelType().Matches(file.Code).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|partial)\s+)*(?:class|interface|struct|enum|record(?:\s+struct)?)\s+(?<1>\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^    public static [^{;]*?(?=\s*(?:=>|\{|;))", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex PublicSignature();

    [GeneratedRegex(@"^(?:public\s+|internal\s+|sealed\s+|readonly\s+)*record(?:\s+struct)?\s+(?<1>\w+)\((?<2>[^;{]*)\)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Record();

    [GeneratedRegex(@"CREATE TABLE (?<1>\w+)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CreatedTable();

    [GeneratedRegex(@"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE)\s+(?<1>[a-z_]+)\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex WrittenTable();

    [GeneratedRegex(@"[A-Z]\w*", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Word();
}
