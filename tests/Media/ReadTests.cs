namespace Groundwork.Media.Tests;

public sealed class ReadTests : IAsyncLifetime
{
    readonly Desk desk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await desk.DisposeAsync();

    [Fact]
    public async Task All_six_kinds_are_read_by_their_content()
    {
        (byte[] File, string Type, bool Copied)[] kinds =
        [
            (Studio.Jpeg(40, 24), "image/jpeg", false), (Draw.Png(40, 24), "image/png", false), (Studio.WebP(40, 24), "image/webp", false),
            (Draw.Gif(40, 24, 1), "image/gif", false), (Draw.Bmp(40, 24, 24, Draw.BmpRows(40, 24)), "image/bmp", true), (Draw.Tiff(40, 24), "image/tiff", true),
        ];
        foreach (var (file, type, copied) in kinds)
        {
            var (outcome, shown) = await desk.Read(file);
            var picture = outcome.ShouldBeOfType<Picture>(type);
            (picture.MediaType, picture.Width, picture.Height, picture.Orientation, picture.Frames, picture.HasAlpha).ShouldBe((type, 40, 24, 1, 1, false));
            picture.ShownType.ShouldBe(copied ? "image/png" : null, type);
            var small = Studio.Look(picture.Thumbnail);
            (small.Width, small.Height).ShouldBe((40, 24));
            if (type != "image/gif")
                small.ShouldShowCorners(type);
            if (copied)
                Studio.Look(shown).ShouldShowCorners(type);
            else
                shown.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_thumbnail_has_512_pixels_on_its_longest_side_and_is_never_larger_than_the_picture()
    {
        var wide = Studio.Look((await desk.Good(Studio.Jpeg(2048, 512))).Thumbnail);
        (wide.Width, wide.Height).ShouldBe((512, 128));
        wide.ShouldShowCorners();
        var high = Studio.Look((await desk.Good(Draw.Png(300, 1200))).Thumbnail);
        (high.Width, high.Height).ShouldBe((128, 512));
        high.ShouldShowCorners();
        var web = Studio.Look((await desk.Good(Studio.WebP(4096, 1024))).Thumbnail);
        (web.Width, web.Height).ShouldBe((512, 128));
        var thin = Studio.Look((await desk.Good(Draw.Png(1, 4000))).Thumbnail);
        (thin.Width, thin.Height).ShouldBe((1, 512));
    }

    /// <summary>Where the pixel (x, y) of a stored picture of w × h comes to lie, by TIFF 6.0's table of Orientation.</summary>
    static (int X, int Y) Upright(int orientation, int x, int y, int w, int h) => orientation switch
    {
        1 => (x, y),
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (h - 1 - y, x),
        7 => (h - 1 - y, w - 1 - x),
        _ => (y, w - 1 - x),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Each_of_the_eight_orientations_is_shown_upright(int orientation)
    {
        foreach (var (file, copied) in ((byte[], bool)[])
            [(Draw.WithExif(Studio.Jpeg(64, 32), orientation), false), (Draw.Tiff(64, 32, orientation: orientation), true),
             (Draw.Png(64, 32, Draw.Rgb(64, 32), 8, 2, Draw.PngExif(orientation)), orientation != 1)])
        {
            var (outcome, shown) = await desk.Read(file);
            var picture = outcome.ShouldBeOfType<Picture>();
            picture.Orientation.ShouldBe(orientation);
            (picture.Width, picture.Height).ShouldBe(orientation < 5 ? (64, 32) : (32, 64));
            (picture.ShownType is not null).ShouldBe(copied);
            foreach (var seen in copied ? [Studio.Look(picture.Thumbnail), Studio.Look(shown)] : (Pixels[])[Studio.Look(picture.Thumbnail)])
            {
                (seen.Width, seen.Height).ShouldBe((picture.Width, picture.Height));
                foreach (var (x, y) in ((int, int)[])[(16, 8), (48, 8), (16, 24), (48, 24)])
                {
                    var at = Upright(orientation, x, y, 64, 32);
                    Pixels.ShouldBeNear(seen.At(at.X, at.Y), Draw.Corner(x, y, 64, 32), $"{picture.MediaType} {orientation}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(9, 3, 1)]
    [InlineData(65_535, 3, 1)]
    [InlineData(6, 2, 1)]
    [InlineData(6, 3, 1_000_000_000)]
    [InlineData(-1, 12, 1)]
    public async Task Exif_with_absurd_values_leaves_a_picture_as_it_is_stored(int orientation, int type, int count)
    {
        var picture = await desk.Good(Draw.WithExif(Studio.Jpeg(64, 32), orientation, type, count));
        picture.Orientation.ShouldBeInRange(1, 8);
        (picture.Width * picture.Height).ShouldBe(64 * 32);
    }

    [Fact]
    public async Task Four_inks_become_screen_colours()
    {
        var picture = await desk.Good(Studio.Cmyk(64, 32));
        picture.HasAlpha.ShouldBeFalse();
        var small = Studio.Look(picture.Thumbnail);
        var (red, blue) = (small.At(16, 16), small.At(48, 16));
        (red.R > red.B + 80, blue.B > blue.R + 80).ShouldBe((true, true), $"{red} {blue}");
    }

    [Fact]
    public async Task Sixteen_bits_and_transparency_are_read()
    {
        byte[] deep = [.. Draw.Rgb(32, 32).SelectMany(v => (byte[])[v, 0x55])];
        Studio.Look((await desk.Good(Draw.Png(32, 32, deep, 16, 2))).Thumbnail).ShouldShowCorners();

        byte[] clear = [.. Enumerable.Range(0, 16 * 16).SelectMany(n => (byte[])[200, 100, 50, (byte)(n % 16 < 8 ? 0 : 255)])];
        var picture = await desk.Good(Draw.Png(16, 16, clear, 8, 6));
        picture.HasAlpha.ShouldBeTrue();
        var small = Studio.Look(picture.Thumbnail);
        small.Bands.ShouldBe(4);
        (small.Bytes[3], small.Bytes[(8 * 16 + 15) * 4 + 3]).ShouldBe(((byte)0, (byte)255));
    }

    [Fact]
    public async Task Of_what_moves_or_has_pages_the_first_is_read_and_all_are_counted()
    {
        var gif = await desk.Good(Draw.Gif(24, 16, 7));
        (gif.Width, gif.Height, gif.Frames).ShouldBe((24, 16, 7));
        var web = await desk.Good(Studio.WebPFrames(32, 16, 2));
        (web.Width, web.Height, web.Frames).ShouldBe((32, 16, 2));
        var (outcome, shown) = await desk.Read(Draw.Tiff(48, 32, pages: 3));
        (outcome.ShouldBeOfType<Picture>().Frames, outcome.ShouldBeOfType<Picture>().Height).ShouldBe((3, 32));
        Studio.Look(shown).ShouldShowCorners();
    }

    [Fact]
    public async Task A_thumbnail_carries_no_metadata()
    {
        byte[] camera = [.. Studio.Jpeg(64, 32) is var plain ? plain[..2] : [], 0xFF, 0xFE, 0, 14, .. "Ada's garden"u8, .. plain[2..]];
        camera = Draw.WithExif(camera, 6, text: "Ada's camera in Ada's garden");
        System.Text.Encoding.Latin1.GetString(camera).ShouldContain("Ada's camera");
        System.Text.Encoding.Latin1.GetString((await desk.Good(camera)).Thumbnail).ShouldNotContain("Ada");
    }
}
