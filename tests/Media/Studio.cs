using System.Runtime.InteropServices;
using Groundwork.Media.Child;

namespace Groundwork.Media.Tests;

/// <summary>Pixels of a picture, read in this process: only of files that the tests themselves made.</summary>
sealed record Pixels(int Width, int Height, int Bands, byte[] Bytes)
{
    internal (int R, int G, int B) At(int x, int y)
    {
        var at = (y * Width + x) * Bands;
        return Bands < 3 ? (Bytes[at], Bytes[at], Bytes[at]) : (Bytes[at], Bytes[at + 1], Bytes[at + 2]);
    }

    /// <summary>The colour in the middle of a quarter: 0 top left, 1 top right, 2 bottom left, 3 bottom right.</summary>
    internal (int R, int G, int B) Quarter(int n) => At(Width * (n % 2 * 2 + 1) / 4, Height * (n / 2 * 2 + 1) / 4);

    internal void ShouldShowCorners(string what = "")
    {
        for (var n = 0; n < 4; n++)
            ShouldBeNear(Quarter(n), Draw.Corner(n % 2, n / 2, 2, 2), $"{what} quarter {n}");
    }

    internal static void ShouldBeNear((int R, int G, int B) seen, (byte R, byte G, byte B) wanted, string what) =>
        (Math.Abs(seen.R - wanted.R) + Math.Abs(seen.G - wanted.G) + Math.Abs(seen.B - wanted.B)).ShouldBeLessThan(75, $"{what}: {seen} instead of {wanted}");
}

/// <summary>Encodes what can't be written by hand, and looks at what came out.</summary>
static unsafe partial class Studio
{
    static readonly Lazy<string> Started = new(Vips.Start);

    internal static byte[] Jpeg(int width, int height, params (string, object)[] options) => Encode("jpegsave_buffer", width, height, "srgb", options);

    internal static byte[] WebP(int width, int height) => Encode("webpsave_buffer", width, height, "srgb");

    /// <summary>A JPEG of four inks.</summary>
    internal static byte[] Cmyk(int width, int height)
    {
        _ = Started.Value;
        using var scope = new Vips.Scope();
        byte[] inks = [.. Enumerable.Range(0, width * height).SelectMany(n => n % width < width / 2 ? (byte[])[0, 255, 255, 0] : [255, 0, 0, 0])];
        fixed (byte* first = inks)
        {
            var image = scope.Run("copy", ("in", scope.Image(first, inks.Length, width, height, 4)), ("interpretation", "cmyk"));
            return Vips.Scope.Bytes("jpegsave_buffer", ("in", image), ("Q", 95));
        }
    }

    /// <summary>A WebP of several frames, one below the other for the encoder.</summary>
    internal static byte[] WebPFrames(int width, int height, int frames) =>
        Encode("webpsave_buffer", width, height * frames, "srgb", ("page-height", height));

    static byte[] Encode(string saver, int width, int height, string interpretation, params (string, object)[] options)
    {
        _ = Started.Value;
        using var scope = new Vips.Scope();
        var rgb = Draw.Rgb(width, height);
        fixed (byte* first = rgb)
        {
            var image = scope.Run("copy", ("in", scope.Image(first, rgb.Length, width, height, 3)), ("interpretation", interpretation));
            return Vips.Scope.Bytes(saver, ("in", image), [("Q", 95), .. options]);
        }
    }

    internal static Pixels Look(byte[] file)
    {
        _ = Started.Value;
        using var scope = new Vips.Scope();
        var descriptor = Descriptors.Memory(file);
        try
        {
            Libc.lseek(descriptor, 0, 0);
            var image = scope.Run(PictureType.Of(file) switch { PictureType.WebP => "webpload_source", PictureType.Png => "pngload_source", _ => "jpegload_source" },
                ("source", scope.Source(descriptor)));
            var at = vips_image_write_to_memory(image, out var size);
            at.ShouldNotBe(0);
            var bytes = new ReadOnlySpan<byte>((void*)at, (int)size).ToArray();
            g_free(at);
            var (width, height) = (Vips.vips_image_get_width(image), Vips.vips_image_get_height(image));
            return new Pixels(width, height, bytes.Length / width / height, bytes);
        }
        finally
        {
            Libc.close(descriptor);
        }
    }

    [LibraryImport("libvips.so.42")]
    private static partial nint vips_image_write_to_memory(nint image, out nuint size);

    [LibraryImport("libglib-2.0.so.0")]
    private static partial void g_free(nint at);
}
