using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Groundwork.Tables;

/// <summary>Where DuckDB's library lies: named by the operator, beside the program, or where the build fetches it.</summary>
static class Library
{
    internal const string Name = "duckdb";
    internal const string Variable = "GROUNDWORK_DUCKDB";
    const string File = "libduckdb.so";

    /// <summary>For tests: where it is looked for instead.</summary>
    internal static AsyncLocal<string?> Instead { get; } = new();

    /// <summary>The file, or null where there is none.</summary>
    internal static string? Find()
    {
        if ((Instead.Value ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } named)
            return System.IO.File.Exists(named) ? named : null;
        var here = Path.GetDirectoryName(typeof(Library).Assembly.Location)!;
        return new[] { Path.Combine(here, File), Path.GetFullPath(Path.Combine(here, "../../../native", File)) }.FirstOrDefault(System.IO.File.Exists);
    }

    // Before the first call, whoever makes it.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, static (name, _, _) =>
        name == Name && Find() is { } path ? NativeLibrary.Load(path) : nint.Zero);
}
