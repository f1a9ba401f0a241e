namespace Groundwork.Server.Hosting;

/// <summary>The beginning of a text, for lists.</summary>
static class Excerpt
{
    internal const int Longest = 200;

    internal static string Of(string? text, int longest = Longest) => text switch
    {
        null => "",
        _ when text.Length <= longest => text,
        // Not between the two halves of one character.
        _ => string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1), "…"),
    };
}
