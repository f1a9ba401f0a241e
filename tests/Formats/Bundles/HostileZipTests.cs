using System.Diagnostics;
using System.Text;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>Zip archives that somebody made to do harm: each bad entry is reported, the good ones beside it are read, in little time and memory.</summary>
[Collection("measures")]
public class HostileZipTests
{
    static readonly Zip Reader = new();

    static readonly Entry Before = Entry.Of("before.txt", "good"), After = Entry.Of("after.txt", "good");

    static async Task<string> Only(params Entry[] bad)
    {
        var found = await Archives.Read(Reader, Archives.Zip([Before, .. bad, After]));
        found[0].ShouldBe("before.txt: good");
        found[^1].ShouldBe("after.txt: good");
        return string.Join('\n', found.Skip(1).SkipLast(1));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share\\x")]
    [InlineData("..\\..\\x")]
    [InlineData("C:\\Windows\\x")]
    [InlineData("c:x")]
    [InlineData("//x")]
    public async Task CVE_2026_47682_a_name_that_leads_out_is_refused(string name) =>
        (await Only(Entry.Of(name, "bad"))).ShouldBe($"{name}! This name leads out of the archive.");

    [Theory]
    [InlineData("a\0.txt", "a\uFFFD.txt")]
    [InlineData("a\nb", "a\uFFFDb")]
    [InlineData("\u001b[31mred", "\uFFFD[31mred")]
    public async Task CVE_2026_47682_a_name_with_control_characters_is_refused(string name, string shown) =>
        (await Only(Entry.Of(name, "bad"))).ShouldBe($"{shown}! This name has control characters in it.");

    [Fact]
    public async Task CVE_2026_47682_very_long_empty_and_double_names_are_refused_and_case_makes_a_difference()
    {
        (await Only(Entry.Of(new string('x', 1025), "bad"))).ShouldBe(new string('x', 120) + "…! This name is longer than 1024 bytes.");
        (await Only(Entry.Of(new string('x', 1024), "good"))).ShouldBe(new string('x', 1024) + ": good");
        (await Only(Entry.Of("", "bad"))).ShouldBe("! This entry has no name.");
        (await Only(Entry.Of("a", "1"), Entry.Of("./a", "2"), Entry.Of("A", "3"))).ShouldBe("a: 1\na! The archive has another file of this name before this one.\nA: 3");
    }

    [Fact]
    public async Task Links_devices_and_pipes_are_refused()
    {
        (await Only(Entry.Of("link", "/etc/passwd") with { Attributes = 0xA1FF0000 })).ShouldBe("link! This is a link, not a file; links are not followed.");
        (await Only(Entry.Of("pipe", "") with { Attributes = 0x11FF0000 })).ShouldBe("pipe! This is no file but a device, pipe or socket.");
        (await Only(Entry.Of("plain", "good") with { Attributes = 0x81A40000 })).ShouldBe("plain: good");
    }

    [Fact]
    public async Task What_is_encrypted_or_packed_by_an_unknown_method_is_refused_by_its_name()
    {
        (await Only(Entry.Of("secret", "bad") with { Flags = 1 })).ShouldBe("secret! This file is encrypted.");
        (await Only(Entry.Of("a", "bad") with { Method = 9 })).ShouldBe("a! This file is packed by a method that is not read here (Deflate64).");
        (await Only(Entry.Of("a", "bad") with { Method = 99 })).ShouldContain("AES");
        (await Only(Entry.Of("a", "bad") with { Method = 777 })).ShouldContain("number 777");
    }

    [Fact]
    public async Task Lies_about_length_and_checksum_are_found_while_the_file_is_read()
    {
        (await Only(Entry.Of("short", "longer than it says") with { Size = 3 })).ShouldBe("short! This file is longer than the archive says.");
        (await Only(Entry.Of("long", "shorter") with { Size = 1000 })).ShouldBe("long! This file is damaged in the archive.");
        (await Only(Entry.Of("sum", "content") with { Crc = 1 })).ShouldBe("sum! This file is damaged in the archive.");
        (await Only(Entry.Of("stored", "content") with { Method = 0, Size = 3 })).ShouldBe("stored! This file has another length than the archive says.");
        (await Only(new Entry("rubbish", new byte[100]) with { Packed = [0xFF, 0xFE, 0xFD, 1, 2, 3] })).ShouldBe("rubbish! This file is damaged in the archive.");
    }

    [Fact]
    public async Task An_archive_in_an_archive_is_not_opened()
    {
        foreach (var name in (string[])["a.zip", "deep/b.TAR", "c.tar.gz", "d.7z"])
            (await Only(new Entry(name, Archives.Zip(Before)))).ShouldBe($"{name}! This is an archive in an archive, which is not opened.");
        var nested = Archives.Zip(Before);
        for (var depth = 0; depth < 6; depth++)
            nested = Archives.Zip(new Entry($"{depth}.zip", nested));
        (await Archives.Read(Reader, nested)).ShouldBe(["5.zip! This is an archive in an archive, which is not opened."]);
    }

    [Fact]
    public async Task Ten_megabytes_that_unpack_to_ten_gigabytes_are_refused_long_before_they_are_unpacked()
    {
        var packed = Archives.Deflate(new byte[64 << 20]);
        // One that says what it is, one that lies about it, and one among many that are each just small enough.
        var honest = await Timed(Archives.Zip(Before, new Entry("bomb", []) with { Packed = packed, Size = 64 << 20, Crc = 1 }, After));
        honest.ShouldBe(["before.txt: good", "bomb! This file unpacks to far more than it should.", "after.txt: good"]);
        var lying = await Timed(Archives.Zip(Before, new Entry("bomb", []) with { Packed = packed, Size = 1 << 20, Crc = 1 }, After));
        lying.ShouldBe(["before.txt: good", "bomb! This file is longer than the archive says.", "after.txt: good"]);
        var small = Archives.Deflate(new byte[16 << 20]);
        var zeros = Core.Crc32.Append(0, new byte[16 << 20]);
        var many = await Timed(Archives.Zip([.. Enumerable.Range(0, 640).Select(n => new Entry($"{n}", []) with { Packed = small, Size = 16 << 20, Crc = zeros })]));
        many[^1].ShouldBe("! The archive unpacks to far more than it should; the rest of it is not read.");
        many.Count.ShouldBeLessThan(100);
    }

    static async Task<List<string>> Timed(byte[] zip)
    {
        zip.Length.ShouldBeLessThan(11 << 20);
        var since = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        var found = await Archives.Read(Reader, zip);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(256L << 20);
        // A second or two; the machine may be busy with other tests.
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        return found;
    }

    [Fact]
    public async Task Entries_that_share_their_bytes_are_refused()
    {
        var kernel = new Entry("kernel", new byte[100_000]);
        var shared = Enumerable.Range(0, 1000).Select(n => new Entry($"{n}", kernel.Content) with { At = 0 });
        var all = await Archives.Read(Reader, Archives.Zip([kernel, .. shared]));
        all.Count.ShouldBe(1001);
        all.ShouldAllBe(line => line.EndsWith("! This file's bytes are also those of another, or lie outside of the archive.", StringComparison.Ordinal));

        // Each entry's packed bytes hold the headers of the next ones.
        var inner = Archives.Zip(Entry.Of("x", "inner"), Entry.Of("y", "inner"));
        var quoted = await Archives.Read(Reader, Archives.Zip(Before, new Entry("outer", inner) with { Method = 0 }, Entry.Of("x", "inner") with { At = Array.IndexOf(inner, (byte)'P') + 44 + "before.txt".Length + 2 }));
        quoted[^1].ShouldStartWith("x! ");
        foreach (var at in (long[])[-1, 1, 1_000_000, uint.MaxValue - 1])
            (await Archives.Read(Reader, Archives.Zip(Before, Entry.Of("x", "bad") with { At = at })))[^1].ShouldStartWith("x! ");
        (await Archives.Read(Reader, Archives.Zip(Before, Entry.Of("x", "bad") with { At = long.MaxValue - 5, Large = true })))[^1].ShouldStartWith("x! ");
    }

    [Fact]
    public async Task A_cut_archive_and_one_of_several_parts_are_refused_as_a_whole()
    {
        var zip = Archives.Zip(Before, After);
        for (var length = 0; length < zip.Length; length++)
            (await Archives.Read(Reader, zip[..length])).ShouldBe(["! The archive isn't whole: its list of contents, which stands at its end, is missing."]);
        zip[^18] = 3;
        (await Archives.Read(Reader, zip)).ShouldBe(["! This is one part of an archive of several parts."]);
        var broken = Archives.Zip(Before, After);
        broken[broken.AsSpan().LastIndexOf("PK\u0001\u0002"u8)] = 0;
        (await Archives.Read(Reader, broken))[^1].ShouldBe("! The archive's list of contents is damaged from here on.");
        (await Archives.Read(Reader, Archives.Zip([.. Enumerable.Range(0, 11).Select(n => Entry.Of($"{n}", ""))]), new BundleLimits { Entries = 10 })).ShouldHaveSingleItem().ShouldContain("more than 10 entries");
    }

    [Fact]
    public async Task Two_hundred_thousand_files_cost_little_memory_and_time()
    {
        const int files = 200_000;
        var path = Path.GetTempFileName();
        try
        {
            await using (var writing = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
                Archives.WriteZip(writing, Enumerable.Range(0, files).Select(n => new Entry($"folder-{n / 1000}/a-file-with-a-usual-name-{n}.txt", []) with { Method = 0 }), large: true);
            await using var zip = File.OpenRead(path);
            GC.Collect();
            var (before, peak, count, since) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0, Stopwatch.StartNew());
            await foreach (var outcome in Reader.ReadAsync(zip, Archives.Usual))
                if (outcome.ShouldBeOfType<BundleFile>().Name.Length > 0 && ++count % 20_000 == 0)
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            count.ShouldBe(files);
            peak.ShouldBeLessThan(40L << 20);
            since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Whatever_is_changed_in_an_archive_it_is_reported_and_nothing_is_thrown()
    {
        var random = new Random(7);
        var good = Archives.Zip(Before, Entry.Of("dir/b.txt", new string('x', 3000)), Entry.Of("c", "stored") with { Method = 0, Large = true }, After);
        await Fuzz.Run(Reader, good, random);
    }
}

/// <summary>Tests that measure what the whole process allocates run alone.</summary>
[CollectionDefinition("measures", DisableParallelization = true)]
public sealed class MeasuresAlone;
