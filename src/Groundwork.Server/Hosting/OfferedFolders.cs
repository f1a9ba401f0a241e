namespace Groundwork.Server.Hosting;

/// <summary>Reads which folders of this machine a server offers, and refuses such as it must not.</summary>
static class OfferedFolders
{
    /// <summary>What the environment says, several separated by semicolons.</summary>
    internal static IEnumerable<string> FromEnvironment() =>
        (Environment.GetEnvironmentVariable("GROUNDWORK_FOLDERS") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The folders by name; or what is wrong with one.</summary>
    /// <param name="said">Each as <c>name=/path</c>.</param>
    /// <param name="data">The data folder, in which there are secrets.</param>
    internal static (IReadOnlyDictionary<string, string> Folders, string? Wrong) Read(IEnumerable<string> said, string data)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in said)
        {
            var parts = each.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length is 0 or > 60 || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || parts[0][0] == '.')
                return (folders, $"--folder {each}: say name=/path, the name from letters, digits, \"-\", \"_\" and \".\".");
            if (!Directory.Exists(parts[1]))
                return (folders, $"--folder {each}: there is no such folder.");
            var (path, own) = (Real(parts[1]), Directory.Exists(data) ? Real(data) : Path.GetFullPath(data));
            if (Holds(path, own) || Holds(own, path))
                return (folders, $"--folder {each}: this and the data folder lie one in the other. Whoever imports could read the server's secrets.");
            if (!folders.TryAdd(parts[0], path))
                return (folders, $"--folder {each}: the name {parts[0]} is given twice.");
        }
        return (folders, null);
    }

    static bool Holds(string outer, string inner) => (inner + "/").StartsWith(outer.TrimEnd('/') + "/", StringComparison.Ordinal);

    // Through every link on the way.
    static string Real(string path)
    {
        var at = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            at = new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target ? Real(target) : at;
        }
        return at;
    }
}
