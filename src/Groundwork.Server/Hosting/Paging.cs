namespace Groundwork.Server.Hosting;

/// <summary>How every list is cut into pages: ask for one row more than fits, and hand out where the next page begins.</summary>
public static class Paging
{
    const int Usual = 100, Most = 1000;

    public static int Limit(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);

    /// <summary>Drops the extra row and names the last one that is shown, or null on the last page.</summary>
    public static string? Next<T>(List<T> rows, int limit, Func<T, string> key)
    {
        if (rows.Count <= limit)
            return null;
        rows.RemoveRange(limit, rows.Count - limit);
        return key(rows[^1]);
    }

    /// <summary>A position that was handed out as text; anything else starts at the beginning.</summary>
    public static long Position(string? after) =>
        long.TryParse(after, System.Globalization.CultureInfo.InvariantCulture, out var position) ? position : 0;
}
