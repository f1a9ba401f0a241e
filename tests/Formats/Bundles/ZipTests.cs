using System.IO.Compression;
using System.Text;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>Good zip archives of every make are read to the last file.</summary>
public class ZipTests
{
    static readonly Zip Reader = new();

    [Fact]
    public async Task What_the_framework_packs_comes_out_in_its_order()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, how) in new[] { ("b/two.txt", "two", CompressionLevel.Optimal), ("a.txt", "one", CompressionLevel.NoCompression), ("ünïcode/名.txt", "名", CompressionLevel.Optimal), ("empty", "", CompressionLevel.Optimal) })
                using (var writer = new StreamWriter(zip.CreateEntry(name, how).Open()))
                    writer.Write(content);
            zip.CreateEntry("folder/");
        }
        (await Archives.Read(Reader, file)).ShouldBe(["b/two.txt: two", "a.txt: one", "ünïcode/名.txt: 名", "empty: "]);
        Reader.Recognizes(file.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_archive_written_as_a_stream_has_its_lengths_behind_each_file_and_is_read_all_the_same()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(new Forward(file), ZipArchiveMode.Create))
            using (var writer = new StreamWriter(zip.CreateEntry("a.txt").Open()))
                writer.Write("streamed");
        (await Archives.Read(Reader, file.ToArray())).ShouldBe(["a.txt: streamed"]);
    }

    sealed class Forward(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_archives_have_other_records_and_something_may_stand_before_them(bool before)
    {
        using var file = new MemoryStream();
        if (before)
            file.Write("#!/bin/sh unpacks itself"u8);
        Archives.WriteZip(file, [Entry.Of("a.txt", "one") with { Large = true }, Entry.Of("b.txt", "two"), Entry.Of("c.txt", "three") with { Method = 0, Large = true }], large: true);
        (await Archives.Read(Reader, file)).ShouldBe(["a.txt: one", "b.txt: two", "c.txt: three"]);
    }

    [Fact]
    public async Task A_comment_at_the_end_and_one_that_looks_like_an_end_do_no_harm()
    {
        var plain = Archives.Zip(Entry.Of("a.txt", "one"));
        byte[] comment = [.. "see PK\u0005\u0006 for more"u8];
        plain[^2] = (byte)comment.Length;
        (await Archives.Read(Reader, [.. plain, .. comment])).ShouldBe(["a.txt: one"]);
    }

    [Fact]
    public async Task Names_without_the_flag_are_UTF8_if_they_can_be_and_else_code_page_437()
    {
        var zip = Archives.Zip(
            Entry.Of("", "1") with { RawName = Encoding.UTF8.GetBytes("größe.txt") },
            Entry.Of("", "2") with { RawName = [(byte)'g', (byte)'r', 0x94, 0xE1, (byte)'e'] },
            Entry.Of("", "3") with { RawName = [0x81, (byte)'.', (byte)'t'], Extra = UnicodePath([0x81, (byte)'.', (byte)'t'], "ü-真.t") });
        (await Archives.Read(Reader, zip)).ShouldBe(["größe.txt: 1", "größe: 2", "ü-真.t: 3"]);
    }

    static byte[] UnicodePath(byte[] raw, string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        return [0x75, 0x70, (byte)(5 + utf8.Length), 0, 1, .. BitConverter.GetBytes(Core.Crc32.Append(0, raw)), .. utf8];
    }

    [Fact]
    public async Task What_systems_leave_behind_is_passed_over_and_names_that_differ_by_case_are_two_files()
    {
        var zip = Archives.Zip(Entry.Of("__MACOSX/._a.jpg", "x"), Entry.Of("a.jpg", "1"), Entry.Of("sub/.DS_Store", "x"), Entry.Of("sub/Thumbs.db", "x"), Entry.Of("sub/._b.jpg", "x"),
            Entry.Of("A.jpg", "2"), Entry.Of("sub\\c.jpg", "3"), Entry.Of("./sub/./d.jpg", "4"), Entry.Of("folder\\", ""));
        (await Archives.Read(Reader, zip)).ShouldBe(["a.jpg: 1", "A.jpg: 2", "sub/c.jpg: 3", "sub/d.jpg: 4"]);
    }

    [Fact]
    public async Task Files_can_be_read_again_and_in_another_order_and_only_when_they_are_asked_for()
    {
        var zip = Archives.Zip(Entry.Of("a", "one"), Entry.Of("b", "two"), Entry.Of("c", "three"));
        var files = new List<BundleFile>();
        await foreach (var outcome in Reader.ReadAsync(new MemoryStream(zip), Archives.Usual))
            files.Add((BundleFile)outcome);
        files.Reverse();
        foreach (var file in files.Concat(files))
            (await Archives.Describe(file)).ShouldBe($"{file.Name}: {new Dictionary<string, string> { ["a"] = "one", ["b"] = "two", ["c"] = "three" }[file.Name]}");
        files.Select(f => f.Size).ShouldBe([5, 3, 3]);
    }

    [Fact]
    public void A_document_that_is_a_zip_inside_is_no_archive_of_files()
    {
        Reader.Recognizes(Archives.Zip(Entry.Of("[Content_Types].xml", "<x/>"), Entry.Of("xl/workbook.xml", "<x/>"))).ShouldBeFalse();
        Reader.Recognizes(Archives.Zip(Entry.Of("mimetype", "application/epub+zip") with { Method = 0 })).ShouldBeFalse();
        Reader.Recognizes(Archives.Zip()).ShouldBeTrue();
        Reader.Recognizes("PK is no archive"u8).ShouldBeFalse();
        Reader.Recognizes([]).ShouldBeFalse();
    }
}
