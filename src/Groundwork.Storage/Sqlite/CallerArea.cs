using System.Collections.Concurrent;

namespace Groundwork.Storage.Sqlite;

/// <summary>Which area a statement comes from: the folder below Features that the calling file lies in; nothing else says who is asking.</summary>
static class CallerArea
{
    const string Marker = "/Features/";

    // The compiler writes a path into each call: there are as many as files, and one object for each.
    static readonly ConcurrentDictionary<string, string> Known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The area, or nothing for a file that is in none.</summary>
    internal static string Of(string caller) => Known.GetOrAdd(caller, static path =>
    {
        path = path.Replace('\\', '/');
        var at = path.LastIndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            return "";
        var rest = path[(at + Marker.Length)..];
        return rest[..rest.IndexOf('/', StringComparison.Ordinal)];
    });
}
