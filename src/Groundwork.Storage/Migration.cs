using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Groundwork.Storage;

/// <summary>
/// One forward step of the schema, written once for both engines: tokens <c>{json}</c>, <c>{bytes}</c> and
/// <c>{identity}</c> stand for types, <c>-- immutable: table</c> forbids UPDATE and DELETE on a table.
/// </summary>
public sealed partial class Migration(string name, string area, string source)
{
    public string Name { get; } = name;

    /// <summary>The area (folder) that owns the tables created here.</summary>
    public string Area { get; } = area;

    public string Source { get; } = source;

    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));

    public IReadOnlyList<string> Tables { get; } = [.. CreateTable().Matches(source).Select(m => m.Groups[1].Value)];

    public IReadOnlyList<string> Immutable { get; } =
        [.. ImmutableTables().Matches(source).SelectMany(m => m.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))];

    /// <summary>All embedded <c>Features/Area/stamp-what.sql</c> files of an assembly, in stamp order.</summary>
    public static IReadOnlyList<Migration> In(Assembly assembly) =>
        [.. assembly.GetManifestResourceNames()
            .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => n.Replace('\\', '/'))
            .OrderBy(n => n.Split('/')[^1], StringComparer.Ordinal)
            .Select(n => new Migration(n.Split('/')[^1], n.Split('/')[^2], ReadText(assembly, n)))];

    internal IEnumerable<string> Statements(Engine engine)
    {
        var text = engine == Engine.Sqlite
            ? Source.Replace("{json}", "TEXT", StringComparison.Ordinal)
                .Replace("{bytes}", "BLOB", StringComparison.Ordinal)
                .Replace("{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal)
            : WordText().Replace(Source, "TEXT COLLATE \"C\"")
                .Replace("{json}", "JSON", StringComparison.Ordinal)
                .Replace("{bytes}", "BYTEA", StringComparison.Ordinal)
                .Replace("{identity}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal);
        return CommentLine().Replace(text, "").Split(";\n").Select(s => s.Trim().TrimEnd(';')).Where(s => s.Length > 0);
    }

    static string ReadText(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"CREATE TABLE (?<1>\w+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"^-- immutable: (?<1>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ImmutableTables();

    [GeneratedRegex(@"\bTEXT\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordText();

    [GeneratedRegex(@"^\s*--.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CommentLine();
}
