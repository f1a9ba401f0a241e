namespace Groundwork.Media;

/// <summary>What became of reading a file as a picture.</summary>
public abstract record PictureOutcome;

/// <summary>A picture that could be read from its first byte to its last.</summary>
/// <param name="MediaType">What its content says it is, whatever it was called.</param>
/// <param name="Width">In pixels, upright.</param>
/// <param name="Height">In pixels, upright.</param>
/// <param name="Orientation">How EXIF says the stored pixels lie, 1 to 8; 1 is upright.</param>
/// <param name="Frames">Pictures or pages in the file; the first is the one that is shown and labelled.</param>
/// <param name="HasAlpha">Whether pixels can be see-through.</param>
/// <param name="Thumbnail">WebP, upright, sRGB, without metadata, its longest side at most <see cref="PictureLimits.ThumbnailSide"/>.</param>
/// <param name="ShownType">The media type of the copy for browsers, if the file as it stands isn't one that they show upright.</param>
public sealed record Picture(string MediaType, int Width, int Height, int Orientation, int Frames, bool HasAlpha, byte[] Thumbnail, string? ShownType)
    : PictureOutcome;

/// <summary>A file that is not taken as a picture.</summary>
/// <param name="Code">A stable word for programs: see <see cref="Refusal"/>.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
/// <param name="Todo">What to do about it, as a sentence.</param>
public sealed record PictureRefusal(string Code, string Reason, string Todo) : PictureOutcome;

/// <summary>How much one picture may cost.</summary>
public sealed record PictureLimits
{
    /// <summary>Pixels of one frame, by its header: before a single one is decoded.</summary>
    public long Pixels { get; init; } = 300_000_000;

    /// <summary>Pixels of all frames together: what a browser may have to decode to play it.</summary>
    public long PixelsOfAllFrames { get; init; } = 1_000_000_000;

    /// <summary>Frames or pages in one file; the decoder of GIF itself counts no further than 4,097.</summary>
    public int Frames { get; init; } = 4_000;

    /// <summary>Bytes of memory that a worker may have, its own included.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Seconds of computing for one picture.</summary>
    public int CpuSeconds { get; init; } = 20;

    /// <summary>How long anybody waits for one picture.</summary>
    public TimeSpan Wall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of the copy for browsers.</summary>
    public long ShownBytes { get; init; } = 512L << 20;

    /// <summary>The longest side of a thumbnail.</summary>
    public int ThumbnailSide { get; init; } = 512;

    /// <summary>How many pictures are read at a time.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>A worker is replaced after so many pictures, so that no leak of a decoder adds up.</summary>
    public int PicturesPerWorker { get; init; } = 500;

    /// <summary>A worker that had nothing to do for so long ends.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Lets tests ask a worker to misbehave; never set outside them.</summary>
    internal bool ForTests { get; init; }
}
