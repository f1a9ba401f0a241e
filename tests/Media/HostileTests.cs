using System.Diagnostics;
using System.Text;

namespace Groundwork.Media.Tests;

public sealed class HostileTests : IAsyncLifetime
{
    readonly Desk desk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await desk.StillReads();
        await desk.DisposeAsync();
    }

    const string Html = "<!doctype html><script>window.__p = 1</script>";

    [Theory]
    [InlineData("")]
    [InlineData(Html)]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>")]
    [InlineData("%PDF-1.7\n1 0 obj")]
    [InlineData("BMW is a car maker, not a picture of one, whatever it starts with")]
    [InlineData("II*x")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ")]
    [InlineData("\u0089PN")]
    public async Task What_is_no_picture_is_refused_whatever_it_is_called(string content) =>
        await desk.Refused(Encoding.Latin1.GetBytes(content), "not_a_picture");

    [Fact]
    public async Task A_png_that_is_html_after_its_first_bytes_is_refused()
    {
        await desk.Refused([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Encoding.ASCII.GetBytes(Html)], "damaged_picture");
        await desk.Refused([0xFF, 0xD8, 0xFF, 0xE0, .. Encoding.ASCII.GetBytes(Html)], "damaged_picture");
        await desk.Refused([.. "GIF89a"u8, .. Encoding.ASCII.GetBytes(Html)], "damaged_picture");
    }

    [Fact]
    public async Task A_picture_with_html_behind_it_is_a_picture_and_its_thumbnail_has_none_of_it()
    {
        byte[] polyglot = [.. Draw.Png(16, 16), .. Encoding.ASCII.GetBytes(Html)];
        var picture = await desk.Good(polyglot);
        picture.MediaType.ShouldBe("image/png");
        Encoding.Latin1.GetString(picture.Thumbnail).ShouldNotContain("script");
    }

    [Fact]
    public async Task A_picture_that_was_cut_off_is_refused()
    {
        (string, byte[])[] whole =
        [
            ("jpeg", Studio.Jpeg(400, 300)), ("png", Draw.Png(400, 300)), ("webp", Studio.WebP(400, 300)), ("gif", Draw.Gif(60, 60, 1)),
            ("bmp", Draw.Bmp(400, 300, 24, Draw.BmpRows(400, 300))), ("tiff", Draw.Tiff(64, 64)),
        ];
        foreach (var (name, file) in whole)
        {
            _ = await desk.Good(file);
            foreach (var share in (double[])[0.1, 0.5, 0.9])
                (await desk.Read(file[..(int)(file.Length * share)])).Outcome.ShouldBeOfType<PictureRefusal>($"{name} {share}").Code.ShouldBe("damaged_picture");
        }
    }

    [Theory]
    [InlineData(65_535, 65_535)]
    [InlineData(2_000_000, 1_000)]
    [InlineData(20_000, 20_000)]
    public async Task A_png_of_too_many_pixels_is_refused_by_its_header_alone(int width, int height)
    {
        _ = await desk.Good(Draw.Png(8, 8));
        var watch = Stopwatch.StartNew();
        await desk.Refused(Draw.PngOf(width, height, 8, 2, []), "too_many_pixels");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Numbers_in_headers_that_nothing_could_have_are_refused()
    {
        foreach (var (width, height) in ((int, int)[])[(0, 5), (5, 0), (-1, 5), (int.MinValue, 5), (int.MaxValue, int.MaxValue)])
        {
            (await desk.Read(Draw.PngOf(width, height, 8, 2, []))).Outcome.ShouldBeOfType<PictureRefusal>($"PNG {width} × {height}");
            (await desk.Read(Draw.Bmp(width, height, 24, []))).Outcome.ShouldBeOfType<PictureRefusal>($"BMP {width} × {height}");
            (await desk.Read(Draw.Tiff(width, height))).Outcome.ShouldBeOfType<PictureRefusal>($"TIFF {width} × {height}");
        }
        (await desk.Read(Draw.Tiff(17_000, 17_000, stripBytes: int.MaxValue))).Outcome.ShouldBeOfType<PictureRefusal>("one strip of 867 MB");
    }

    [Fact]
    public async Task A_gif_of_100_000_frames_is_refused_within_two_seconds()
    {
        var gif = Draw.Gif(1, 1, 100_000);
        _ = await desk.Good(Draw.Png(8, 8));
        var watch = Stopwatch.StartNew();
        await desk.Refused(gif, "too_many_frames");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Few_bytes_that_stand_for_many_pixels_are_read_in_little_memory_or_refused()
    {
        // 280 million pixels out of 3 MB: within the bound, decoded row by row.
        var bomb = Draw.PngOfNothing(20_000, 14_000);
        bomb.Length.ShouldBeLessThan(4_000_000);
        var picture = await desk.Good(bomb);
        (picture.Width, picture.Height).ShouldBe((20_000, 14_000));
        await using var strict = new Desk(new PictureLimits { Pixels = 1_000_000 });
        await strict.Refused(bomb, "too_many_pixels");
        await strict.Refused(Draw.Tiff(5_000, 5_000), "too_many_pixels");
        await strict.Refused(Draw.Bmp(5_000, 5_000, 24, []), "too_many_pixels");
    }

    [Fact]
    public async Task A_hundred_megabytes_of_noise_behind_a_png_header_are_refused()
    {
        var random = new Core.Statistics.SeededRandom(5);
        var noise = new byte[100 << 20];
        foreach (ref var each in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(noise.AsSpan()))
            each = random.NextBits();
        byte[] head = [.. Draw.PngOf(4_000, 4_000, 8, 2, []).AsSpan(0, 33), .. Draw.Big(noise.Length), .. "IDAT"u8];
        head.CopyTo(noise, 0);
        await desk.Refused(noise, "damaged_picture");
    }

    [Fact]
    public async Task A_tiff_whose_pages_run_in_a_circle_ends()
    {
        var circle = Draw.Tiff(16, 16, pages: 2);
        // The second directory names the first as the next.
        Draw.Little(8).CopyTo(circle, 8 + (2 + 11 * 12 + 4 + 8) + 2 + 11 * 12);
        (await desk.Read(circle)).Outcome.ShouldNotBeNull();
    }
}
