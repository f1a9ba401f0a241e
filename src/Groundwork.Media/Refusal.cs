using System.Globalization;

namespace Groundwork.Media;

/// <summary>Why a file is not taken as a picture, in words for whoever sent it.</summary>
static class Refusal
{
    internal const string KindsInWords = "JPEG, PNG, WebP, GIF, BMP or TIFF";

    internal static PictureRefusal Unknown { get; } = new("not_a_picture", "This is not a picture that can be read here.",
        $"Save it as {KindsInWords} and import it again. What counts is the content, not the name.");

    internal static PictureRefusal Damaged(string detail) => new("damaged_picture",
        detail.Length > 0 ? $"The picture is damaged or cut off ({detail})." : "The picture is damaged or cut off.",
        "Open it in a picture editor and save it anew, or get it again from where it came from.");

    internal static PictureRefusal TooManyPixels(long width, long height, PictureLimits limits) => new("too_many_pixels",
        Say($"The picture has {width} × {height} pixels, more than the {limits.Pixels / 1_000_000} million that are read."),
        "Make it smaller, or cut it into parts.");

    internal static PictureRefusal TooManyFrames(long frames, PictureLimits limits) => new("too_many_frames",
        Say($"The file has {frames} frames or pages; together they are more than the {limits.Frames} frames or {limits.PixelsOfAllFrames / 1_000_000} million pixels that are taken."),
        "Save the frames that matter as files of their own.");

    internal static PictureRefusal TooMuchMemory(PictureLimits limits) => new("too_much_memory",
        Say($"Reading the picture takes more than the {limits.Memory >> 20} MB of memory that one may have."),
        "Save it without interlacing, not progressive, or smaller.");

    internal static PictureRefusal TooSlow(PictureLimits limits) => new("too_slow",
        Say($"Reading the picture takes longer than {limits.CpuSeconds} s of computing or {limits.Wall.TotalSeconds:0} s in all."),
        "Save it anew in a picture editor, or smaller.");

    internal static PictureRefusal TooLargeToShow(PictureLimits limits) => new("too_large_to_show",
        Say($"As a picture that browsers show it would have more than {limits.ShownBytes >> 20} MB."), "Save it as JPEG, or smaller.");

    internal static PictureRefusal Broke { get; } = new("reader_broke", "Reading the picture broke the program that reads pictures; nothing else was affected.",
        "Save it anew in a picture editor and import it again.");

    internal static PictureRefusal NotReady(string why) => new("no_reader", $"Pictures can't be read on this server: {why}",
        "Tell whoever runs it: \"groundwork doctor\" says what is missing. Import the file again afterwards; a restart isn't needed.");

    static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
