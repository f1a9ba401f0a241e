using System.Diagnostics;
using System.Net.Sockets;
using Groundwork.Storage.Folders;

namespace Groundwork.Storage.Tests.Files;

/// <summary>A folder that is used where it lies: everything below it can be read, and nothing else, however it is asked for.</summary>
public sealed class OutsideFolderTests : IDisposable
{
    readonly TestFolder parent = new();
    readonly OutsideFolder folder;

    public OutsideFolderTests()
    {
        Directory.CreateDirectory(parent.At("root/inner/deep"));
        File.WriteAllText(parent.At("root/a.txt"), "a");
        File.WriteAllText(parent.At("root/inner/b.txt"), "bb");
        File.WriteAllText(parent.At("root/.hidden"), "hidden");
        File.WriteAllText(parent.At("secret"), "secret");
        folder = new OutsideFolder(parent.At("root"));
    }

    public void Dispose() => parent.Dispose();

    string? Read(string path)
    {
        using var file = folder.Open(path).File;
        return file is null ? null : new StreamReader(file).ReadToEnd();
    }

    [Fact]
    public void Files_are_read_with_their_length_and_time()
    {
        var changed = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(parent.At("root/inner/b.txt"), changed.UtcDateTime);

        var (file, entry) = folder.Open("inner/b.txt");

        using (file)
            new StreamReader(file!).ReadToEnd().ShouldBe("bb");
        entry.ShouldBe(new OutsideEntry("b.txt", OutsideKind.File, 2, changed.ToUnixTimeMilliseconds()));
        Read("a.txt").ShouldBe("a");
    }

    [Fact]
    public void Names_come_in_order_and_hidden_ones_not_at_all()
    {
        foreach (var name in (string[])["Z", "ä", "b", "B"])
            File.WriteAllText(parent.At("root/inner/deep/" + name), name);

        folder.Names("").ShouldBe(["a.txt", "inner"]);
        folder.Names("inner/deep").ShouldBe(["B", "Z", "b", "ä"]);
        folder.Look("", folder.Names("")!).Select(e => e.Kind).ShouldBe([OutsideKind.File, OutsideKind.Folder]);
        folder.Names("none").ShouldBeNull();
        folder.Names("a.txt").ShouldBeNull();
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("inner/../../secret")]
    [InlineData("inner/../a.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("inner//b.txt")]
    [InlineData("./a.txt")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("inner/")]
    [InlineData("a.txt\0")]
    [InlineData("..\\secret")]
    [InlineData("a.txt/b")]
    public void A_path_that_isn_t_plainly_below_the_folder_opens_nothing(string path)
    {
        folder.Open(path).File.ShouldBeNull();
        if (path.Length > 0)
            folder.Names(path).ShouldBeNull();
    }

    [Fact]
    public void Links_are_seen_and_never_followed_wherever_they_lead()
    {
        File.CreateSymbolicLink(parent.At("root/out"), parent.At("secret"));
        File.CreateSymbolicLink(parent.At("root/in"), parent.At("root/a.txt"));
        Directory.CreateSymbolicLink(parent.At("root/above"), parent.Path);
        Directory.CreateSymbolicLink(parent.At("root/inner/round"), parent.At("root"));

        foreach (var path in (string[])["out", "in", "above/secret", "inner/round/a.txt"])
            folder.Open(path).File.ShouldBeNull(path);

        folder.Open("out").Entry.Kind.ShouldBe(OutsideKind.Link);
        folder.Names("above").ShouldBeNull();
        folder.Look("", ["above", "in", "out"]).ShouldAllBe(e => e.Kind == OutsideKind.Link);
    }

    [Fact]
    public async Task A_link_that_is_swapped_in_while_people_read_leads_nowhere()
    {
        File.WriteAllText(parent.At("root/inner/swap"), "inside");
        Directory.CreateDirectory(parent.At("elsewhere"));
        File.WriteAllText(parent.At("elsewhere/swap"), "secret");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(parent.At("root/inner"), parent.At("moved"));
                Directory.CreateSymbolicLink(parent.At("root/inner"), parent.At("elsewhere"));
                Directory.Delete(parent.At("root/inner"));
                Directory.Move(parent.At("moved"), parent.At("root/inner"));
            }
        });

        var read = new List<string?>();
        // The one who swaps may be held up with the folder away: then nothing is read for as long as that lasts.
        for (var until = Stopwatch.StartNew(); read.Count < 5_000 || (!read.Contains("inside") && until.Elapsed < TimeSpan.FromSeconds(30));)
            read.Add(Read("inner/swap"));
        var listed = Enumerable.Range(0, 1_000).Select(_ => folder.Names("inner")).ToList();
        await stop.CancelAsync();
        await swapping;

        read.ShouldAllBe(text => text == null || text == "inside");
        read.ShouldContain("inside");
        listed.ShouldAllBe(names => names == null || names.Contains("deep"));
    }

    [Fact]
    public async Task Pipes_sockets_and_devices_are_refused_without_waiting_for_them()
    {
        System.Diagnostics.Process.Start("mkfifo", parent.At("root/pipe")).WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(parent.At("root/socket")));

        var opening = Task.Run(() => ((string[])["pipe", "socket"]).Select(folder.Open).ToList());

        // It would wait for somebody to write into the pipe.
        (await opening.WaitAsync(TimeSpan.FromSeconds(10))).ShouldAllBe(o => o.File == null && o.Entry.Kind == OutsideKind.Special);
        new OutsideFolder("/dev").Open("null").Entry.Kind.ShouldBe(OutsideKind.Special);
    }

    [Fact]
    public void A_file_that_nobody_may_read_and_a_folder_that_is_gone_are_said_to_be_so()
    {
        new OutsideFolder(parent.At("gone")).Names("").ShouldBeNull();
        new OutsideFolder(parent.At("gone")).Open("a.txt").File.ShouldBeNull();
        folder.Open("missing").Entry.Kind.ShouldBe(OutsideKind.Unreadable);
        folder.Open("inner").Entry.Kind.ShouldBe(OutsideKind.Folder);
    }

    [Fact]
    public void A_listing_and_an_open_leave_no_file_open()
    {
        var before = Directory.GetFileSystemEntries("/proc/self/fd").Length;

        for (var n = 0; n < 200; n++)
        {
            Read("inner/b.txt");
            folder.Open("inner/none/b.txt");
            folder.Names("inner");
            folder.Look("inner", ["b.txt"]).Count().ShouldBe(1);
        }

        Directory.GetFileSystemEntries("/proc/self/fd").Length.ShouldBeLessThan(before + 100);
    }
}
