namespace Groundwork.Media.Tests;

/// <summary>BMP is read by our own reader: every variant that it takes, and those that it refuses.</summary>
public sealed class BitmapTests : IAsyncLifetime
{
    readonly Desk desk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await desk.DisposeAsync();

    /// <summary>Red, green, blue, yellow; blue first, as BMP has it.</summary>
    static readonly byte[] Palette = [30, 30, 220, 0, 40, 200, 30, 0, 230, 60, 40, 0, 20, 230, 240, 0];

    static byte[] PaletteOf(int colours) => [.. Palette.Take(Math.Min(colours, 4) * 4), .. new byte[Math.Max(0, colours - 4) * 4]];

    /// <summary>Rows of indexes into the palette, bottom up.</summary>
    static byte[] Indexed(int width, int height, int bits)
    {
        var rows = new List<byte>();
        for (var y = height - 1; y >= 0; y--)
        {
            var row = new byte[(width * bits + 31) / 32 * 4];
            for (var x = 0; x < width; x++)
                row[x * bits / 8] |= (byte)(Index(x, y, width, height, bits) << 8 - bits - x * bits % 8);
            rows.AddRange(row);
        }
        return [.. rows];
    }

    static int Index(int x, int y, int width, int height, int bits) => bits == 1 ? x < width / 2 ? 0 : 1 : (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);

    internal static byte[] Runs8() => Draw.Bmp(16, 8, 8,
    [
        .. Enumerable.Range(0, 4).SelectMany(_ => (byte[])[8, 2, 0, 8, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0]),
        .. Enumerable.Range(0, 4).SelectMany(_ => (byte[])[8, 0, 8, 1, 0, 0]), 0, 1,
    ], compression: 1, palette: PaletteOf(256));

    static byte[] Runs4() => Draw.Bmp(16, 8, 4,
    [
        .. Enumerable.Range(0, 4).SelectMany(_ => (byte[])[8, 0x22, 0, 8, 0x33, 0x33, 0x33, 0x33, 0, 0]),
        .. Enumerable.Range(0, 4).SelectMany(_ => (byte[])[8, 0x00, 8, 0x11, 0, 0]), 0, 1,
    ], compression: 2, palette: PaletteOf(16));

    static byte[] Words(int width, int height, Func<byte, byte, byte, uint> pack, int bytes) =>
        [.. Enumerable.Range(0, height).SelectMany(row => (byte[])
            [.. Enumerable.Range(0, width).SelectMany(x => Draw.Corner(x, height - 1 - row, width, height) is var (r, g, b) ? BitConverter.GetBytes(pack(r, g, b)).Take(bytes) : []),
             .. new byte[(4 - width * bytes % 4) % 4]])];

    public static TheoryData<string, byte[]> Variants => new()
    {
        { "24 bits", Draw.Bmp(15, 9, 24, Draw.BmpRows(15, 9)) },
        { "24 bits, top down", Draw.Bmp(15, -9, 24, Draw.BmpRows(15, 9, topDown: true)) },
        { "24 bits, the oldest header", Draw.Bmp(15, 9, 24, Draw.BmpRows(15, 9), header: 12) },
        { "24 bits, the newest header", Draw.Bmp(15, 9, 24, Draw.BmpRows(15, 9), header: 124) },
        { "8 bits", Draw.Bmp(15, 9, 8, Indexed(15, 9, 8), palette: PaletteOf(256)) },
        { "4 bits", Draw.Bmp(15, 9, 4, Indexed(15, 9, 4), palette: PaletteOf(16)) },
        { "4 bits and a short palette", Draw.Bmp(15, 9, 4, Indexed(15, 9, 4), palette: PaletteOf(4)) },
        { "16 bits", Draw.Bmp(15, 9, 16, Words(15, 9, (r, g, b) => (uint)(r >> 3 << 10 | g >> 3 << 5 | b >> 3), 2)) },
        { "16 bits, masks", Draw.Bmp(15, 9, 16, Words(15, 9, (r, g, b) => (uint)(r >> 3 << 11 | g >> 2 << 5 | b >> 3), 2), compression: 3, masks: [0xF800, 0x7E0, 0x1F]) },
        { "32 bits", Draw.Bmp(15, 9, 32, Words(15, 9, (r, g, b) => (uint)(r << 16 | g << 8 | b), 4)) },
        { "32 bits, masks", Draw.Bmp(15, 9, 32, Words(15, 9, (r, g, b) => (uint)(b << 24 | g << 16 | r << 8), 4), compression: 3, masks: [0xFF00, 0xFF0000, 0xFF000000]) },
        { "runs of 8 bits", Runs8() },
        { "runs of 4 bits", Runs4() },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Each_variant_shows_the_same_picture(string name, byte[] file)
    {
        var (outcome, shown) = await desk.Read(file);
        var picture = outcome.ShouldBeOfType<Picture>(name);
        (picture.Width * picture.Height, picture.HasAlpha).ShouldBe((name.StartsWith("runs", StringComparison.Ordinal) ? 128 : 135, false));
        Studio.Look(picture.Thumbnail).ShouldShowCorners(name);
        Studio.Look(shown).ShouldShowCorners(name);
    }

    [Fact]
    public async Task One_bit_has_two_colours_and_an_alpha_mask_is_transparency()
    {
        var seen = Studio.Look((await desk.Read(Draw.Bmp(15, 9, 1, Indexed(15, 9, 1), palette: PaletteOf(2)))).Shown);
        Pixels.ShouldBeNear(seen.At(2, 2), (220, 30, 30), "left");
        Pixels.ShouldBeNear(seen.At(12, 7), (30, 200, 40), "right");

        var clear = Draw.Bmp(8, 8, 32, Words(8, 8, (r, g, b) => (uint)(r << 16 | g << 8 | b) | 0x80000000, 4), compression: 3, header: 108, masks: [0xFF0000, 0xFF00, 0xFF, 0xFF000000]);
        var (outcome, shown) = await desk.Read(clear);
        outcome.ShouldBeOfType<Picture>().HasAlpha.ShouldBeTrue();
        var pixels = Studio.Look(shown);
        (pixels.Bands, (int)pixels.Bytes[3]).ShouldBe((4, 0x80));
    }

    [Fact]
    public async Task Runs_that_leave_the_picture_stay_within_it()
    {
        byte[][] runs =
        [
            [255, 1, 255, 2, 255, 3, 0, 1], [0, 2, 255, 255, 0, 2, 255, 255, 0, 1], [0, 2, 255, 0, 255, 3, 0, 0, 4, 1, 0, 1],
            [0, 255, .. new byte[256], 0, 1], [.. Enumerable.Repeat((byte[])[0, 0], 100).SelectMany(r => r), 0, 1],
        ];
        foreach (var each in runs)
            (await desk.Good(Draw.Bmp(16, 8, 8, each, compression: 1, palette: PaletteOf(256)))).Width.ShouldBe(16);
    }

    [Fact]
    public async Task What_no_bmp_can_be_is_refused()
    {
        byte[][] wrong =
        [
            Draw.Bmp(8, 8, 7, new byte[64]), Draw.Bmp(8, 8, 24, new byte[200], compression: 1), Draw.Bmp(8, 8, 24, new byte[200], compression: 4),
            Draw.Bmp(8, -8, 8, new byte[64], compression: 1, palette: PaletteOf(256)), Draw.Bmp(8, 8, 32, new byte[256], compression: 3, masks: [0xF0F, 0xFF00, 0xFF0000]),
            Draw.Bmp(8, 8, 32, new byte[256], compression: 3, masks: [0, 0, 0]), Draw.Bmp(8, 8, 8, [200], compression: 1, palette: PaletteOf(256)),
            Draw.Bmp(8, 8, 24, Draw.BmpRows(8, 8))[..40],
        ];
        foreach (var file in wrong)
            await desk.Refused(file, "damaged_picture");
    }
}
