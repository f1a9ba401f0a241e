using static Groundwork.Media.Child.Vips;

namespace Groundwork.Media.Child;

/// <summary>Measures one picture, makes its thumbnail and, where browsers need one, a copy that they show upright.</summary>
static class PictureReader
{
    /// <summary>Up to here a copy for browsers is kept without loss; above, PNG takes longer than anybody waits.</summary>
    const long LosslessPixels = 16_000_000;

    sealed record Header(int Width, int Height, int Orientation, int Frames, bool HasAlpha)
    {
        /// <summary>The orientations 5 to 8 lie on their side.</summary>
        internal Header Upright() => Orientation >= 5 ? this with { Width = Height, Height = Width } : this;
    }

    /// <summary>Reads the file behind a descriptor; a copy for browsers goes to <paramref name="shown"/>, if there is one.</summary>
    internal static unsafe Wire.Writer Read(int file, int shown, PictureLimits limits)
    {
        var start = stackalloc byte[PictureType.Enough];
        var got = Libc.pread(file, start, PictureType.Enough, 0);
        if (PictureType.Of(new ReadOnlySpan<byte>(start, (int)Math.Max(0, got))) is not { } type)
            return new Wire.Writer(Reply.Unknown);
        try
        {
            using var bitmap = type == PictureType.Bmp ? new Bitmap(file) : null;
            var stored = Measure(file, type, bitmap);
            if ((long)stored.Width * stored.Height > limits.Pixels)
                return new Wire.Writer(Reply.TooManyPixels).Long(stored.Width).Long(stored.Height);
            if (stored.Frames > limits.Frames || (double)stored.Width * stored.Height * stored.Frames > limits.PixelsOfAllFrames)
                return new Wire.Writer(Reply.TooManyFrames).Long(stored.Frames);
            bitmap?.Decode();
            var upright = stored.Upright();
            var thumbnail = Thumbnail(file, type, bitmap, stored, limits.ThumbnailSide);
            var copy = shown >= 0 && (type is PictureType.Bmp or PictureType.Tiff || (stored.Orientation != 1 && type != PictureType.Jpeg))
                ? Show(file, shown, type, bitmap, upright) : "";
            return new Wire.Writer(Reply.Picture).Text(type).Long(upright.Width).Long(upright.Height).Byte((byte)stored.Orientation).Long(stored.Frames)
                .Byte(stored.HasAlpha ? (byte)1 : (byte)0).Text(copy).Bytes(thumbnail);
        }
        catch (VipsException e) when (Mentions(e, "memory", "alloc"))
        {
            return new Wire.Writer(Reply.TooMuchMemory);
        }
        catch (VipsException e) when (Mentions(e, "File too large", "write error"))
        {
            return new Wire.Writer(Reply.TooLargeToShow);
        }
        catch (OutOfMemoryException)
        {
            return new Wire.Writer(Reply.TooMuchMemory);
        }
        catch (Exception e) when (e is VipsException or InvalidDataException)
        {
            return new Wire.Writer(Reply.Damaged).Text(e.Message);
        }
    }

    static Header Measure(int file, string type, Bitmap? bitmap)
    {
        if (bitmap is not null)
            return new Header(bitmap.Width, bitmap.Height, 1, 1, bitmap.HasAlpha);
        using var scope = new Scope();
        var image = Load(scope, file, type, null);
        return new Header(vips_image_get_width(image), vips_image_get_height(image), vips_image_get_orientation(image),
            Pages(image), vips_image_hasalpha(image) != 0);
    }

    // The library's own accessor takes 10,000 pages and more for a slip.
    static int Pages(nint image) => vips_image_get_typeof(image, "n-pages") != 0 && vips_image_get_int(image, "n-pages", out var pages) == 0 ? Math.Max(1, pages) : 1;

    static byte[] Thumbnail(int file, string type, Bitmap? bitmap, Header stored, int side)
    {
        return Coloured(Make);

        byte[] Make(bool withProfile)
        {
            using var scope = new Scope();
            var image = Source(scope, file, type, bitmap, Shrink(type, stored, side), withProfile);
            var small = scope.Run("thumbnail_image", ("in", image), ("width", side), ("height", side), ("size", "down"), ("export-profile", "srgb"));
            return Scope.Bytes("webpsave_buffer", ("in", Bare(scope, small)), ("Q", 80), ("effort", 2), ("strip", "true"));
        }
    }

    static string Show(int file, int to, string type, Bitmap? bitmap, Header upright)
    {
        var lossless = upright.HasAlpha || (long)upright.Width * upright.Height <= LosslessPixels;
        return Coloured(Make);

        string Make(bool withProfile)
        {
            using var scope = new Scope();
            var image = Source(scope, file, type, bitmap, null, withProfile);
            var whole = scope.Run("thumbnail_image", ("in", image), ("width", upright.Width), ("height", upright.Height), ("size", "down"), ("export-profile", "srgb"));
            if (lossless)
                Scope.Do("pngsave_target", ("in", Bare(scope, whole)), ("target", scope.Target(to)), ("compression", 4), ("strip", "true"));
            else
                Scope.Do("jpegsave_target", ("in", Bare(scope, whole)), ("target", scope.Target(to)), ("Q", 95), ("strip", "true"));
            return lossless ? PictureType.Png : PictureType.Jpeg;
        }
    }

    // Where a picture was taken and by whom stays in the original; asking an encoder to leave it out isn't enough for all of them.
    static nint Bare(Scope scope, nint image)
    {
        var bare = scope.Copy(image);
        foreach (var name in (string[])["exif-data", "xmp-data", "iptc-data", "icc-profile-data", "photoshop-data", "orientation", "gif-comment", "n-pages", "page-height", "delay", "loop"])
            vips_image_remove(bare, name);
        foreach (var name in Fields(bare).Where(f => f.StartsWith("exif-", StringComparison.Ordinal) || f.StartsWith("png-comment", StringComparison.Ordinal)))
            vips_image_remove(bare, name);
        return bare;
    }

    // A picture with a broken colour profile is shown by every browser as if it had none.
    static T Coloured<T>(Func<bool, T> make)
    {
        try
        {
            return make(true);
        }
        catch (VipsException e) when (Mentions(e, "icc", "profile"))
        {
            return make(false);
        }
    }

    static nint Source(Scope scope, int file, string type, Bitmap? bitmap, (string, object)? shrink, bool withProfile)
    {
        if (bitmap is not null)
            return bitmap.Image(scope);
        var image = Load(scope, file, type, shrink);
        if (withProfile)
            return image;
        var plain = scope.Copy(image);
        vips_image_remove(plain, "icc-profile-data");
        return plain;
    }

    // The loader is named, never looked for: what a file claims to be is all that it is tried as.
    static nint Load(Scope scope, int file, string type, (string, object)? shrink)
    {
        // Each source has the same position in the file as the one before it.
        _ = Libc.lseek(file, 0, 0);
        var source = ("source", scope.Source(file));
        var loader = type switch
        {
            PictureType.Jpeg => "jpegload_source",
            PictureType.Png => "pngload_source",
            PictureType.WebP => "webpload_source",
            PictureType.Gif => "gifload_source",
            _ => "tiffload_source",
        };
        return shrink is { } smaller
            ? scope.Run(loader, source, ("access", "sequential"), ("fail-on", "truncated"), smaller)
            : scope.Run(loader, source, ("access", "sequential"), ("fail-on", "truncated"));
    }

    // Where a decoder can give a smaller picture at once, it takes a fraction of time and memory.
    static (string, object)? Shrink(string type, Header stored, int side)
    {
        var factor = (double)Math.Max(stored.Width, stored.Height) / side;
        return type switch
        {
            PictureType.Jpeg when factor >= 2 => ("shrink", factor >= 8 ? 8 : factor >= 4 ? 4 : 2),
            PictureType.WebP when factor >= 4 && stored.Frames == 1 => ("scale", 2 / factor),
            _ => null,
        };
    }

    static bool Mentions(VipsException e, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (e.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
