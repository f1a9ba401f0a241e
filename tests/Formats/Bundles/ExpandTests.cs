using Groundwork.Formats.Bundles;
using Opening = Groundwork.Formats.Bundles.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>An import sees only files: archives among them are opened by their content, and everything that was opened is closed.</summary>
public class ExpandTests
{
    readonly List<Watched> opened = [];

    BundleFile File(string name, byte[] content, bool seeks = true) => new(name, content.Length, _ =>
    {
        opened.Add(new Watched(seeks ? new MemoryStream(content) : new SlowStream(content, 1000)));
        return Task.FromResult<Stream>(opened[^1]);
    });

    sealed class Watched(Stream inner) : Stream
    {
        public bool Closed { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => inner.CanSeek;
        public override bool CanWrite => inner.CanWrite;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
        public override void SetLength(long value) => inner.SetLength(value);
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        protected override void Dispose(bool disposing)
        {
            Closed = true;
            base.Dispose(disposing);
        }
    }

    async Task<List<string>> Read(bool several, params BundleOutcome[] files)
    {
        var found = new List<string>();
        await foreach (var outcome in Opening.Expand(files.ToAsyncEnumerable(), several, new BundleLimits(), Spool))
            found.Add(await Archives.Describe(outcome));
        opened.ShouldAllBe(stream => stream.Closed);
        return found;
    }

    Stream Spool()
    {
        opened.Add(new Watched(new MemoryStream()));
        return opened[^1];
    }

    static readonly byte[] Zip = Archives.Zip(Entry.Of("a.txt", "one"), Entry.Of("../x", "bad"), Entry.Of("b/c.txt", "two"));
    static readonly byte[] Tar = Archives.Tar(Archives.TarFile("t.txt", "three"));

    [Fact]
    public async Task One_archive_gives_its_names_and_several_files_begin_with_the_archive_s()
    {
        (await Read(false, File("photos.zip", Zip))).ShouldBe(["a.txt: one", "../x! This name leads out of the archive.", "b/c.txt: two"]);
        (await Read(true, File("photos.zip", Zip), File("plain.csv", "a,b"u8.ToArray()), File("in/more.tgz", Archives.Gzip(Tar)), new BundleFault("bad", "Gone.", "Look.")))
            .ShouldBe(["photos.zip/a.txt: one", "photos.zip/../x! This name leads out of the archive.", "photos.zip/b/c.txt: two", "plain.csv: a,b", "in/more.tgz/t.txt: three", "bad! Gone."]);
    }

    [Fact]
    public async Task The_content_says_what_is_an_archive_and_the_name_doesn_t()
    {
        (await Read(false, File("photos.txt", Zip))).Count.ShouldBe(3);
        (await Read(false, File("data", Tar))).ShouldBe(["t.txt: three"]);
        (await Read(false, File("lies.zip", "just a text"u8.ToArray()))).ShouldBe(["lies.zip: just a text"]);
        (await Read(false, File("empty.zip", []))).ShouldBe(["empty.zip: "]);
        (await Read(false, File("nothing.zip", Archives.Zip()))).ShouldBe(["nothing.zip! There are no files in this archive."]);
        (await Read(false, File("cut.zip", Zip[..100]))).ShouldBe(["cut.zip! The archive isn't whole: its list of contents, which stands at its end, is missing."]);
    }

    [Fact]
    public async Task Streams_that_can_t_seek_are_spooled_for_zip_and_read_straight_for_the_rest()
    {
        (await Read(false, File("a.zip", Zip, seeks: false)))[0].ShouldBe("a.txt: one");
        opened.Count.ShouldBe(2, "the stream and its copy");
        opened.Clear();
        (await Read(false, File("a.tar", Tar, seeks: false))).ShouldBe(["t.txt: three"]);
        (await Read(false, File("long.txt", new byte[10_000], seeks: false))).ShouldHaveSingleItem();
        opened.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_is_opened_once_and_again_only_if_it_is_asked_for_again()
    {
        await foreach (var outcome in Opening.Expand(File("a.txt", "text"u8.ToArray()), "", new BundleLimits(), Spool))
        {
            (await Archives.Describe(outcome)).ShouldBe("a.txt: text");
            opened.Count.ShouldBe(1);
            (await Archives.Describe(outcome)).ShouldBe("a.txt: text");
            opened.Count.ShouldBe(2);
        }
        await foreach (var unread in Opening.Expand(File("b.txt", "text"u8.ToArray()), "", new BundleLimits(), Spool))
            unread.Name.ShouldBe("b.txt");
        opened.ShouldAllBe(stream => stream.Closed);
    }

    [Fact]
    public async Task A_file_that_can_t_be_opened_is_a_fault()
    {
        var gone = new BundleFile("gone", 1, _ => throw new BundleFaultException("It is gone.", "Look for it."));
        (await Read(true, gone, File("a", "b"u8.ToArray()))).ShouldBe(["gone! It is gone.", "a: b"]);
    }
}
