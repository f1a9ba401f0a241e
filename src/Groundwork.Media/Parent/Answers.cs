namespace Groundwork.Media.Parent;

/// <summary>Turns a worker's messages into outcomes, and holds them to what a worker in its senses could say.</summary>
static class Answers
{
    internal static (bool Ready, string Text) Hello(byte[] message)
    {
        var reader = new Wire.Reader(message);
        var kind = (Reply)reader.Byte();
        var text = reader.Text();
        reader.End();
        return kind is Reply.Ready or Reply.NotReady ? (kind == Reply.Ready, text) : throw Wire.Wrong();
    }

    internal static string Told(byte[] message)
    {
        var reader = new Wire.Reader(message);
        var kind = (Reply)reader.Byte();
        var text = kind == Reply.Told ? reader.Text() : kind.ToString();
        reader.End();
        return text;
    }

    internal static PictureOutcome Outcome(byte[] message, PictureLimits limits)
    {
        var reader = new Wire.Reader(message);
        PictureOutcome outcome = (Reply)reader.Byte() switch
        {
            Reply.Picture => Picture(ref reader, limits),
            Reply.Unknown => Refusal.Unknown,
            Reply.Damaged => Refusal.Damaged(reader.Text()),
            Reply.TooManyPixels => Refusal.TooManyPixels(reader.Long(0, int.MaxValue), reader.Long(0, int.MaxValue), limits),
            Reply.TooManyFrames => Refusal.TooManyFrames(reader.Long(0, int.MaxValue), limits),
            Reply.TooMuchMemory => Refusal.TooMuchMemory(limits),
            Reply.TooLargeToShow => Refusal.TooLargeToShow(limits),
            _ => throw Wire.Wrong(),
        };
        reader.End();
        return outcome;
    }

    static Picture Picture(ref Wire.Reader reader, PictureLimits limits)
    {
        var type = Known(reader.Text()) ?? throw Wire.Wrong();
        var (width, height) = (reader.Long(1, int.MaxValue), reader.Long(1, int.MaxValue));
        if (width * height > limits.Pixels)
            throw Wire.Wrong();
        var orientation = reader.Byte();
        if (orientation is < 1 or > 8)
            throw Wire.Wrong();
        var frames = reader.Long(1, limits.Frames);
        var alpha = reader.Byte();
        var shown = reader.Text() is { Length: > 0 } given ? Known(given) is PictureType.Png or PictureType.Jpeg ? given : throw Wire.Wrong() : null;
        var thumbnail = reader.Bytes();
        // Whatever else it may be, it is served as what it must be.
        return PictureType.Of(thumbnail) == PictureType.WebP
            ? new Picture(type, (int)width, (int)height, orientation, (int)frames, alpha != 0, thumbnail, shown)
            : throw Wire.Wrong();
    }

    static string? Known(string type) => PictureType.All.Contains(type, StringComparer.Ordinal) ? type : null;
}
