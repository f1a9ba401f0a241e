using Groundwork.Storage.Blobs;

namespace Groundwork.Storage.Tests.Files;

/// <summary>A file is on the disk when the call returns, and a flush that failed is never taken for one that worked.</summary>
public sealed class DurableFileTests
{
    const int InputOutputError = 5;

    static string[] Tracer(TestFolder folder, string inject) => !Needs.Strace ? throw new InvalidOperationException(Needs.HowStrace) :
        ["strace", "-f", "-qq", "--seccomp-bpf", "-o", folder.At("trace"), "-e", "trace=fsync", "-e", $"inject=fsync:error=EIO:{inject}"];

    static int Injected(TestFolder folder) => File.ReadLines(folder.At("trace")).Count(l => l.Contains("(INJECTED)", StringComparison.Ordinal));

    [StraceFact]
    public async Task A_failed_fsync_surfaces_and_the_old_content_stays()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.At("file"), "old");

        var said = await Child.Run(Tracer(folder, "when=1"), "replace", folder.At("file"));

        said.ShouldBe($"IOException {InputOutputError} [exit 0]");
        Injected(folder).ShouldBe(1);
        File.ReadAllText(folder.At("file")).ShouldBe("old");
    }

    [StraceFact]
    public async Task A_failed_fsync_of_the_folder_surfaces_too()
    {
        using var folder = new TestFolder();

        var said = await Child.Run(Tracer(folder, "when=2"), "replace", folder.At("file"));

        said.ShouldBe($"IOException {InputOutputError} [exit 0]");
        Injected(folder).ShouldBe(1);
    }

    [StraceFact]
    public async Task A_file_costs_exactly_two_flushes_and_none_is_tried_again()
    {
        using var folder = new TestFolder();

        (await Child.Run(Tracer(folder, "when=100"), "replace", folder.At("file"))).ShouldBe("done [exit 0]");
        File.ReadLines(folder.At("trace")).Count(l => l.Contains("fsync(", StringComparison.Ordinal)).ShouldBe(2, "the file and its folder");
        (await Child.Run(Tracer(folder, "when=1+"), "replace", folder.At("file"))).ShouldStartWith("IOException");
        Injected(folder).ShouldBe(1, "the first failure ends it");
    }

    [StraceFact]
    public async Task Whichever_flush_of_a_blob_fails_it_is_not_acknowledged_and_no_folder_is_taken_for_lasting()
    {
        using var count = new TestFolder();
        var whole = await Child.Run(Tracer(count, "when=1000"), "store-blob", count.At("blobs"));
        whole.ShouldBe("done [exit 0]");
        var flushes = File.ReadLines(count.At("trace")).Count(l => l.Contains("fsync(", StringComparison.Ordinal));
        flushes.ShouldBe(6, "four folders' names, the file, and its name");

        for (var n = 1; n <= flushes; n++)
        {
            using var folder = new TestFolder();

            (await Child.Run(Tracer(folder, $"when={n}"), "store-blob", folder.At("blobs"))).ShouldBe($"IOException {InputOutputError} [exit 0]");

            Injected(folder).ShouldBe(1, "never tried again");
            var named = Directory.Exists(folder.At("blobs")) ? Directory.GetFiles(folder.At("blobs"), "*", SearchOption.AllDirectories).Length : 0;
            named.ShouldBe(n == flushes ? 1 : 0, "only its name can be left to chance");
            Directory.GetDirectories(folder.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(Math.Min(n - 1, 4));
        }
    }

    /// <summary>When this fails, the runtime has been repaired: DurableFile may go, and docs/decisions can say so.</summary>
    [StraceFact]
    public async Task Canary_the_runtime_s_own_flush_still_hides_a_failed_fsync()
    {
        using var folder = new TestFolder();

        var said = await Child.Run(Tracer(folder, "when=1+"), "canary", folder.At("file"));

        said.ShouldBe("done [exit 0]");
        Injected(folder).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Replacing_leaves_the_new_content_under_the_name_and_nothing_beside_it()
    {
        using var folder = new TestFolder();

        DurableFile.Replace(folder.At("file"), "old and long"u8);
        DurableFile.Replace(folder.At("file"), "new"u8);

        File.ReadAllText(folder.At("file")).ShouldBe("new");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
        File.GetUnixFileMode(folder.At("file")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_folder_is_made_with_all_its_parents()
    {
        using var folder = new TestFolder();

        DurableFile.CreateFolder(folder.At("a/b/c"));
        DurableFile.CreateFolder(folder.At("a/b/c"));

        Directory.Exists(folder.At("a/b/c")).ShouldBeTrue();
    }
}
