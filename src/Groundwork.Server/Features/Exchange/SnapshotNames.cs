using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Names snapshots that nobody named: after their project and the day, and which one of that day it is.</summary>
static class SnapshotNames
{
    internal const int Longest = 120;
    const string Day = "d MMMM yyyy";
    const int LongestOrdinal = 12;

    /// <returns>The name, or null if there is no such project.</returns>
    internal static async ValueTask<string?> Next(Session s, string project)
    {
        if (await s.Text($"SELECT name FROM project WHERE id = {project} AND workspace = {s.Workspace}") is not { } name)
            return null;
        var day = ", " + DateTimeOffset.FromUnixTimeMilliseconds(s.Now).ToString(Day, CultureInfo.InvariantCulture);
        var room = Longest - day.Length - LongestOrdinal;
        var first = Excerpt.Of(name, room) + day;
        var taken = (await s.All($"SELECT name FROM snapshot WHERE project = {project} AND workspace = {s.Workspace} AND name >= {first} AND name < {first + "-"}", r => r.Text(0)))
            .ToHashSet(StringComparer.Ordinal);
        var n = 1;
        while (taken.Contains(Nth(first, n)))
            n++;
        return Nth(first, n);
    }

    static string Nth(string first, int n) => n == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}, {n}{Ending(n)}");

    static string Ending(int n) => (n % 100) is >= 11 and <= 13 ? "th" : (n % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
}
