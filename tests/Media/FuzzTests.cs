using System.Globalization;
using Groundwork.Core.Statistics;

namespace Groundwork.Media.Tests;

/// <summary>Valid pictures with a few bytes changed, cut, doubled or swapped: each is read or refused, and nothing else happens.</summary>
public sealed class FuzzTests
{
    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_FUZZ_ROUNDS"), CultureInfo.InvariantCulture, out var n) ? n : 60;

    [Fact]
    public async Task Damaged_bytes_are_read_or_refused_and_the_next_picture_is_read()
    {
        (string Name, byte[] File)[] seeds =
        [
            ("jpeg", Draw.WithExif(Studio.Jpeg(40, 24), 6)), ("png", Draw.Png(40, 24)), ("webp", Studio.WebP(40, 24)), ("webp frames", Studio.WebPFrames(32, 16, 2)),
            ("gif", Draw.Gif(20, 12, 3)), ("bmp", Draw.Bmp(40, 24, 24, Draw.BmpRows(40, 24))), ("bmp runs", BitmapTests.Runs8()), ("tiff", Draw.Tiff(40, 24, pages: 2)),
        ];
        var random = new SeededRandom(20261123);
        await using var desk = new Desk(new PictureLimits { CpuSeconds = 5, Wall = TimeSpan.FromSeconds(20), Pixels = 4_000_000 });
        var (read, refused, broke) = (0, 0, new List<string>());
        for (var round = 0; round < Rounds; round++)
            foreach (var (name, seed) in seeds)
            {
                var (outcome, _) = await desk.Read(Mutate(seed, random));
                if (outcome is PictureRefusal refusal)
                {
                    refused++;
                    refusal.Reason.ShouldAllBe(c => c >= ' ' && c < 0x7F || c == '×');
                    if (refusal.Code is "reader_broke" or "too_slow" or "no_reader")
                        broke.Add($"{name} in round {round}: {refusal.Code}");
                }
                else
                    read++;
            }
        await desk.StillReads();
        read.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
        // A decoder may fall over; then it is the picture that is refused. That it happens all the time would be a fault of ours.
        broke.Count.ShouldBeLessThanOrEqualTo(Rounds * seeds.Length / 50, string.Join('\n', broke));
    }

    static byte[] Mutate(byte[] seed, SeededRandom random)
    {
        var file = seed.ToList();
        for (var times = 1 + random.NextInt(4); times > 0; times--)
        {
            var at = random.NextInt(file.Count);
            var length = Math.Min(1 + random.NextInt(16), file.Count - at);
            switch (random.NextInt(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 1:
                    file[at] = (byte)random.NextInt(256);
                    break;
                case 2:
                    file.InsertRange(at, file.GetRange(at, length));
                    break;
                case 3 when file.Count > length + 20:
                    file.RemoveRange(at, length);
                    break;
                case 4:
                    for (var n = 0; n < Math.Min(4, file.Count - at); n++)
                        file[at + n] = 0xFF;
                    break;
                default:
                    // The beginning decides which decoder gets it, and what it believes.
                    file[Math.Min(file.Count - 1, 8 + random.NextInt(40))] = (byte)random.NextInt(256);
                    break;
            }
        }
        return [.. file];
    }
}
