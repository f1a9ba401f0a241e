using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>Tar archives that somebody made to do harm: each bad entry is reported, the good ones beside it are read, in little time and memory.</summary>
[Collection("measures")]
public class HostileTarTests
{
    static readonly Tar Reader = new();

    static readonly byte[] Before = Archives.TarBlocks("before.txt", '0', "good"u8.ToArray()), After = [.. Archives.TarBlocks("after.txt", '0', "good"u8.ToArray()), .. Archives.TarEnd];

    static async Task<string> Only(params byte[][] bad)
    {
        byte[] tar = [.. Before, .. bad.SelectMany(b => b), .. After];
        var found = await Archives.Read(Reader, tar);
        (await Archives.Read(Reader, new SlowStream(Archives.Gzip(tar), 50))).ShouldBe(found);
        found[0].ShouldBe("before.txt: good");
        found[^1].ShouldBe("after.txt: good");
        return string.Join('\n', found.Skip(1).SkipLast(1));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\x")]
    [InlineData("..\\x")]
    public async Task CVE_2026_47682_a_name_that_leads_out_is_refused(string name)
    {
        (await Only(Archives.TarBlocks(name, '0', [1]))).ShouldBe($"{name}! This name leads out of the archive.");
        var note = $" path={name}\n";
        (await Only(Archives.TarBlocks("n", 'x', Encoding.UTF8.GetBytes($"{note.Length + 2}{note}")), Archives.TarBlocks("plain", '0', [1]))).ShouldBe($"{name}! This name leads out of the archive.");
        (await Only(Archives.TarBlocks("././@LongLink", 'L', Encoding.UTF8.GetBytes(name + "\0")), Archives.TarBlocks("plain", '0', [1]))).ShouldBe($"{name}! This name leads out of the archive.");
    }

    [Fact]
    public async Task CVE_2025_25295_links_and_devices_are_refused_and_never_followed()
    {
        byte[] tar = Archives.Tar(Archives.TarFile("before.txt", "good"), new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" }, new PaxTarEntry(TarEntryType.HardLink, "hard") { LinkName = "../../etc/passwd" },
            new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 }, new PaxTarEntry(TarEntryType.Fifo, "pipe"), Archives.TarFile("link/passwd", "inside"), Archives.TarFile("after.txt", "good"));
        (await Archives.Read(Reader, tar)).ShouldBe(["before.txt: good", "link! This is a link, not a file; links are not followed.", "hard! This is a second name of another file, without content of its own.",
            "null! This is no file but a device or a pipe.", "pipe! This is no file but a device or a pipe.", "link/passwd: inside", "after.txt: good"]);
    }

    [Fact]
    public async Task Holes_unknown_kinds_double_names_and_archives_in_it_are_refused()
    {
        (await Only(Archives.TarBlocks("sparse", 'S', [1]))).ShouldBe("sparse! This file is stored with its holes left out, which is not read here.");
        (await Only(Archives.TarBlocks("n", 'x', "22 GNU.sparse.major=1\n"u8.ToArray()), Archives.TarBlocks("sparse", '0', [1]))).ShouldStartWith("sparse! ");
        (await Only(Archives.TarBlocks("odd", 'Q', [1]))).ShouldBe("odd! This is an entry of a kind that is not read here.");
        (await Only(Archives.TarBlocks("a", '0', "1"u8.ToArray()), Archives.TarBlocks("./a", '0', "2"u8.ToArray()))).ShouldBe("a: 1\na! The archive has another file of this name before this one.");
        (await Only(Archives.TarBlocks("in.tgz", '0', [1]))).ShouldContain("archive in an archive");
        (await Only(Archives.TarBlocks("a\u0001b", '0', [1]))).ShouldContain("control characters");
    }

    [Fact]
    public async Task A_note_or_a_name_without_end_is_not_taken_into_memory()
    {
        foreach (var kind in "xLK")
        {
            byte[] tar = [.. Before, .. Archives.TarBlocks("n", kind, [], size: 2L << 30), .. After];
            var allocated = GC.GetTotalAllocatedBytes();
            (await Archives.Read(Reader, tar))[^1].ShouldBe("! A file's name or notes are longer than any should be; the rest of the archive is not read.");
            (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(8 << 20);
        }
        foreach (var wrong in (string[])["99 path=x\n", "path=x\n", "0 path=x\n", "-5 path=x\n", "8 path=x\n9999999999 y=z\n", "7 pathx\n", "16 size=-1\n      ", "30 size=99999999999999999999\n"])
            (await Archives.Read(Reader, [.. Before, .. Archives.TarBlocks("n", 'x', Encoding.ASCII.GetBytes(wrong)), .. Archives.TarBlocks("a", '0', [1]), .. After]))[^1].ShouldBe("! The archive is damaged from here on.", wrong);
    }

    [Fact]
    public async Task Lengths_that_lie_end_the_reading_with_a_word_and_keep_what_came_before()
    {
        foreach (var size in new byte[][] { [0x80, 0, 0, 0, 0x7F, .. Enumerable.Repeat((byte)0xFF, 7)], [0xFF, .. Enumerable.Repeat((byte)0xFF, 11)], Encoding.ASCII.GetBytes("77777777777\0"), Encoding.ASCII.GetBytes("9bad       \0") })
        {
            byte[] tar = [.. Before, .. Archives.TarBlocks("liar", '0', [1], rawSize: size), .. After];
            foreach (var stream in new Stream[] { new MemoryStream(tar), new MemoryStream(Archives.Gzip(tar)) })
            {
                var found = await Archives.Read(Reader, stream);
                found[0].ShouldBe("before.txt: good");
                found[^1].ShouldStartWith("! The archive is");
            }
        }
    }

    [Fact]
    public async Task A_cut_archive_gives_what_is_whole_and_says_that_it_is_cut()
    {
        byte[] tar = [.. Before, .. Archives.TarBlocks("b", '0', new byte[1000]), .. After];
        for (var length = 0; length < tar.Length - 1024 + 512; length += 1)
        {
            var found = await Archives.Read(Reader, tar[..length]);
            found[^1].ShouldContain("! The archive isn't whole: ");
            if (length >= 1024)
                found[0].ShouldBe("before.txt: good");
        }
        var packed = Archives.Gzip(tar);
        foreach (var length in Enumerable.Range(20, packed.Length - 30))
        {
            var found = await Archives.Read(Reader, packed[..length]);
            if (found is not ["before.txt: good", _, "after.txt: good"])
                found[^1].ShouldContain("! The archive is");
        }
    }

    [Fact]
    public async Task A_packed_bomb_is_stopped_while_it_unpacks()
    {
        var gigabyte = new byte[1 << 20];
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Archives.TarBlocks("bomb", '0', [], size: 4L << 30));
            for (var n = 0; n < 4096; n++)
                gzip.Write(gigabyte);
        }
        packed.Length.ShouldBeLessThan(5 << 20);
        var since = Stopwatch.StartNew();
        (await Archives.Read(Reader, packed.ToArray())).ShouldBe(["bomb! The archive unpacks to far more than it should.", "! The archive unpacks to far more than it should."]);
        // Also when nobody reads it.
        var names = new List<string>();
        await foreach (var outcome in Reader.ReadAsync(new MemoryStream(packed.ToArray()), Archives.Usual))
            names.Add(outcome.Name);
        names.ShouldBe(["bomb", ""]);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Two_hundred_thousand_files_cost_little_memory()
    {
        const int files = 200_000;
        static IEnumerator<byte[]> Blocks()
        {
            for (var n = 0; n < files; n++)
                yield return Archives.TarBlocks($"folder-{n / 1000}/a-file-with-a-usual-name-{n}.txt", '0', []);
            yield return Archives.TarEnd;
        }
        var (before, peak, count) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        await foreach (var outcome in Reader.ReadAsync(new MadeStream(Blocks()), Archives.Usual))
            if (outcome.ShouldBeOfType<BundleFile>().Name.Length > 0 && ++count % 20_000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        count.ShouldBe(files);
        peak.ShouldBeLessThan(40L << 20);
        (await Archives.Read(Reader, [.. Before, .. After], new BundleLimits { Entries = 1 }))[^1].ShouldContain("more than 1 entries");
    }

    [Fact]
    public async Task Whatever_is_changed_in_an_archive_it_is_reported_and_nothing_is_thrown()
    {
        var tar = Archives.Tar(Archives.TarFile("before.txt", "good"), Archives.TarFile(new string('x', 150), new string('x', 3000)), Archives.TarFile("gnu" + new string('y', 150), "y", TarEntryFormat.Gnu), Archives.TarFile("after.txt", "good"));
        await Fuzz.Run(Reader, tar, new Random(8));
        await Fuzz.Run(Reader, Archives.Gzip(tar), new Random(9));
    }
}
