using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>One text file by its path from the repository's root.</summary>
public sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Extension => System.IO.Path.GetExtension(Path);

    public int Lines => Text.Length == 0 ? 0 : Text.TrimEnd('\n').Count(c => c == '\n') + 1;

    /// <summary>The text without comments and string contents, so that only code is looked at.</summary>
    public string Code => code ??= CSharpText.Bare(Text);

    string? code;

    /// <summary>The folder below Features, or null.</summary>
    public string? Area => Path.Split('/') is ["src", "Groundwork.Server", "Features", var area, ..] ? area : null;
}

/// <summary>What the gates look at: the repository's own files, or a few planted ones.</summary>
public sealed class SourceTree(IEnumerable<SourceFile> files)
{
    static readonly string[] Skipped = ["node_modules", "artifacts", "bin", "obj", ".git", "dist"];

    /// <summary>What git ignores: written by the build or by a running server.</summary>
    static readonly string[] Ignored = ["web/src/api/schema.d.ts", "data/"];

    static readonly string[] Kinds = [".cs", ".csproj", ".props", ".ts", ".tsx", ".sql", ".css", ".sh", ".md", ".json", ".txt", ".slnx", ".html", ".js", ""];

    public IReadOnlyList<SourceFile> Files { get; } = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];

    public IEnumerable<SourceFile> Under(string folder) => Files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    public bool Has(string path) => Files.Any(f => f.Path == path);

    /// <summary>A tree of planted files.</summary>
    public static SourceTree Of(params (string Path, string Text)[] files) => new(files.Select(f => new SourceFile(f.Path, f.Text)));

    /// <summary>This tree with one more file, or another text for one that it has.</summary>
    public SourceTree With(string path, string text) => new([.. Files.Where(f => f.Path != path), new SourceFile(path, text)]);

    public SourceTree Without(string path) => new(Files.Where(f => f.Path != path));

    /// <summary>The repository that these tests were built from.</summary>
    public static SourceTree Repository { get; } = Read(Root());

    public static SourceTree Read(string root) => new(Walk(root)
        .Where(p => Kinds.Contains(System.IO.Path.GetExtension(p), StringComparer.Ordinal))
        .Select(p => (Full: p, Path: System.IO.Path.GetRelativePath(root, p).Replace('\\', '/')))
        .Where(f => !Ignored.Any(i => f.Path.StartsWith(i, StringComparison.Ordinal)))
        .Select(f => new SourceFile(f.Path, File.ReadAllText(f.Full))));

    static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(d => !Skipped.Contains(System.IO.Path.GetFileName(d), StringComparer.Ordinal))
            .SelectMany(Walk));

    static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(at.FullName, "Groundwork.slnx")))
            at = at.Parent ?? throw new InvalidOperationException("The tests don't lie in the repository.");
        return at.FullName;
    }
}

/// <summary>C# as far as the gates need it.</summary>
static partial class CSharpText
{
    /// <summary>Blanks comments and the contents of strings, except what stands in the holes of an interpolated one.</summary>
    public static string Bare(string text) => Noise().Replace(text, match => match.Value switch
    {
        ['/', ..] => " ",
        ['$', ..] => "\"" + string.Join(' ', Holes().Matches(match.Value).Select(h => h.Groups[1].Value)) + "\"",
        _ => "\"\"",
    });

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\$?"{3}.*?"{3}|\$?@?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'
        """, RegexOptions.Singleline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\{(?<1>[^{}]*)\}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Holes();
}
