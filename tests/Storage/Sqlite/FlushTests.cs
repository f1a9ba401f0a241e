namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>Nothing is acknowledged that no flush has brought to the disk.</summary>
public sealed class FlushTests
{
    [StraceFact]
    public async Task While_every_flush_of_the_process_fails_no_unit_is_acknowledged()
    {
        using var folder = new TestFolder();
        await Child.Run([], "flush", folder.Path, "begin");
        (await Child.Run(Failing(folder), "flush", folder.Path, "full")).ShouldBe("acknowledged 0 of 30, refused as StorageUnavailableException [exit 0]");
        File.ReadLines(folder.At("trace")).Count(l => l.Contains("(INJECTED)", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(30);
        // Once they reach the disk again, all is as it was.
        (await Child.Run([], "flush", folder.Path, "full")).ShouldBe("acknowledged 30 of 30, refused as nothing [exit 0]");
    }

    [StraceFact]
    public async Task Without_flushes_the_same_test_would_find_all_of_them_acknowledged()
    {
        using var folder = new TestFolder();
        await Child.Run([], "flush", folder.Path, "begin");
        (await Child.Run(Failing(folder), "flush", folder.Path, "off")).ShouldBe("acknowledged 30 of 30, refused as nothing [exit 0]");
    }

    static string[] Failing(TestFolder folder) =>
        ["strace", "-f", "-qq", "--seccomp-bpf", "-o", folder.At("trace"), "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"];
}
