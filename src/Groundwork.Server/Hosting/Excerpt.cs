namespace Groundwork.Server.Hosting;

/// <summary>The beginning of a text, for lists.</summary>
static class Excerpt
{
    const int Longest = 200;

    internal static string Of(string? text) => text switch
    {
        null => "",
        { Length: <= Longest } => text,
        // Not between the two halves of one character.
        _ => string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 2]) ? Longest - 2 : Longest - 1), "…"),
    };
}
