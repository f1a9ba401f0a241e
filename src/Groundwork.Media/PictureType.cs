namespace Groundwork.Media;

/// <summary>Tells by a file's first bytes which of the six kinds of picture it claims to be.</summary>
public static class PictureType
{
    public const string Jpeg = "image/jpeg", Png = "image/png", WebP = "image/webp", Gif = "image/gif", Bmp = "image/bmp", Tiff = "image/tiff";

    /// <summary>So many bytes are enough to tell.</summary>
    public const int Enough = 16;

    /// <summary>All kinds that are taken; nothing else is a picture here.</summary>
    public static IReadOnlyList<string> All { get; } = [Jpeg, Png, WebP, Gif, Bmp, Tiff];

    /// <summary>The media type, or null if it is none of <see cref="All"/>. Names and declared types play no part.</summary>
    public static string? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif,
        // Two letters are little: the header that follows must have one of the sizes that headers have.
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 40 or 52 or 56 or 108 or 124, 0, ..] => Bmp,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] => Tiff,
        [(byte)'M', (byte)'M', 0, 42 or 43, ..] => Tiff,
        _ => null,
    };
}
