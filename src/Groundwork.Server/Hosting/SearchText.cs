namespace Groundwork.Server.Hosting;

/// <summary>Turns what a person typed into a pattern that finds exactly that, anywhere.</summary>
public static class SearchText
{
    /// <summary>A LIKE pattern for <c>ESCAPE '\'</c>, or null if nothing was typed.</summary>
    public static string? Pattern(string? typed) => string.IsNullOrWhiteSpace(typed) ? null
        : $"%{typed.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
