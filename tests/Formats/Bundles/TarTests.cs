using System.Formats.Tar;
using System.Text;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>Good tar archives of every kind are read to the last file, from streams that can seek and such that can't.</summary>
public class TarTests
{
    static readonly Tar Reader = new();

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public async Task What_the_framework_packs_comes_out(TarEntryFormat format)
    {
        var longName = format == TarEntryFormat.V7 ? "short.txt" : string.Join('/', Enumerable.Repeat("a-folder-with-a-name", format == TarEntryFormat.Ustar ? 7 : 30)) + "/end.txt";
        var large = new string('x', 5_000);
        var tar = Archives.Tar(Archives.TarFile("a.txt", "one", format), Archives.TarFile(longName, "two", format), Archives.TarFile("large", large, format), Archives.TarFile("empty", "", format));
        string[] expected = ["a.txt: one", $"{longName}: two", $"large: {large}", "empty: "];
        (await Archives.Read(Reader, tar)).ShouldBe(expected);
        (await Archives.Read(Reader, new SlowStream(tar, 7))).ShouldBe(expected);
        (await Archives.Read(Reader, Archives.Gzip(tar))).ShouldBe(expected);
        (await Archives.Read(Reader, new SlowStream(Archives.Gzip(tar), 3))).ShouldBe(expected);
        Reader.Recognizes(tar).ShouldBeTrue();
        Reader.Recognizes(Archives.Gzip(tar)).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_that_nobody_reads_are_passed_over()
    {
        var tar = Archives.Tar(Archives.TarFile("a", new string('a', 100_000)), Archives.TarFile("b", "bb"));
        foreach (var stream in new Stream[] { new MemoryStream(tar), new SlowStream(tar, 1000), new MemoryStream(Archives.Gzip(tar)) })
        {
            var names = new List<string>();
            await foreach (var outcome in Reader.ReadAsync(stream, Archives.Usual))
                names.Add(outcome.Name);
            names.ShouldBe(["a", "b"]);
        }
    }

    [Fact]
    public async Task A_file_that_is_past_can_t_be_read_any_more()
    {
        var tar = Archives.Tar(Archives.TarFile("a", "aa"), Archives.TarFile("b", "bb"));
        Stream? first = null;
        await foreach (var outcome in Reader.ReadAsync(new MemoryStream(tar), Archives.Usual))
            first ??= await ((BundleFile)outcome).Open(CancellationToken.None);
        Should.Throw<InvalidOperationException>(() => first!.ReadByte());
    }

    [Fact]
    public async Task Folders_labels_and_leftovers_are_passed_over_and_names_in_no_UTF8_are_kept()
    {
        byte[] tar = [.. Archives.TarBlocks("volume", 'V', []), .. Archives.TarBlocks("./", '5', []), .. Archives.TarBlocks("./sub/", '5', []), .. Archives.TarBlocks("./._x", '0', [1]),
            .. Archives.TarBlocks("./sub/a.txt", '0', "one"u8.ToArray()), .. Latin1(Archives.TarBlocks("b?.txt", '0', "two"u8.ToArray())), .. Archives.TarEnd];
        (await Archives.Read(Reader, tar)).ShouldBe(["sub/a.txt: one", "bü.txt: two"]);
    }

    static byte[] Latin1(byte[] blocks)
    {
        blocks[1] = 0xFC;
        var sum = blocks.Take(148).Concat(Enumerable.Repeat((byte)' ', 8)).Concat(blocks.Skip(156).Take(356)).Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(blocks, 148);
        return blocks;
    }

    [Fact]
    public async Task A_length_in_bytes_and_one_in_a_note_are_understood()
    {
        byte[] tar = [.. Archives.TarBlocks("a", '0', "one"u8.ToArray(), rawSize: [0x80, .. new byte[10], 3]),
            .. Archives.TarBlocks("note", 'x', "10 size=3\n12 path=b/c\n"u8.ToArray()), .. Archives.TarBlocks("short", '0', "two"u8.ToArray(), size: 0), .. Archives.TarEnd];
        (await Archives.Read(Reader, tar)).ShouldBe(["a: one", "b/c: two"]);
    }

    [Fact]
    public void Texts_and_other_packed_files_are_no_tar()
    {
        Reader.Recognizes(Encoding.ASCII.GetBytes(new string('a', 1024))).ShouldBeFalse();
        Reader.Recognizes(new byte[1024]).ShouldBeFalse();
        Reader.Recognizes(Archives.Gzip(Encoding.ASCII.GetBytes(new string('a', 1024)))).ShouldBeFalse();
        Reader.Recognizes([0x1F, 0x8B]).ShouldBeFalse();
        Reader.Recognizes([]).ShouldBeFalse();
    }
}
