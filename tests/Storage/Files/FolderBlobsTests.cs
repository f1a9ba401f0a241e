using System.Security.Cryptography;
using Groundwork.Storage.Blobs;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Files;

/// <summary>Bytes are kept once under their hash, each workspace's apart, and have a name only when they are whole.</summary>
public sealed class FolderBlobsTests
{
    static readonly byte[] Hello = "hello"u8.ToArray();
    static readonly string HelloHash = Convert.ToHexStringLower(SHA256.HashData(Hello));

    static string[] Files(TestFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.Path, f)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task The_same_bytes_are_one_file_under_their_hash()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();

        var first = await blobs.Put(OneWorkspace, Hello);
        var written = File.GetLastWriteTimeUtc(folder.At($"{OneWorkspace}/{HelloHash[..2]}/{HelloHash}"));
        var second = await blobs.Put(OneWorkspace, Hello);

        first.ShouldBe(new BlobRef(HelloHash, 5));
        second.ShouldBe(first);
        Files(folder).ShouldBe([$"{OneWorkspace}/{HelloHash[..2]}/{HelloHash}"]);
        File.GetLastWriteTimeUtc(folder.At(Files(folder)[0])).ShouldBeGreaterThanOrEqualTo(written, "it is young again for the garbage collector");
    }

    [Fact]
    public async Task Many_who_store_the_same_bytes_at_once_all_find_them()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();
        var bytes = new byte[300_000];

        var refs = await Race.Of(8, async _ => await blobs.Put(OneWorkspace, bytes));

        refs.Distinct().Count().ShouldBe(1);
        Files(folder).Length.ShouldBe(1);
        await using var stored = blobs.Open(OneWorkspace, refs[0].Sha256)!;
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stored)).ShouldBe(refs[0].Sha256);
    }

    [Fact]
    public async Task Another_workspace_has_its_own_copy_and_can_t_see_this_one()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();
        await blobs.Put(OneWorkspace, Hello);

        blobs.Open(AnotherWorkspace, HelloHash).ShouldBeNull();
        await blobs.Put(AnotherWorkspace, Hello);

        Files(folder).Length.ShouldBe(2);
        await using var theirs = blobs.Open(AnotherWorkspace, HelloHash);
        theirs.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824")]
    [InlineData("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982")]
    [InlineData("../4dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b98240")]
    public void A_name_that_is_no_hash_is_refused(string name)
    {
        using var folder = new TestFolder();

        Should.Throw<ArgumentException>(() => new FolderBlobs(folder.Path).Open().Open(OneWorkspace, name));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("incoming")]
    [InlineData("../01900000-0000-7000-8000-000000000001")]
    public async Task A_workspace_that_is_no_id_is_refused(string workspace)
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();

        Should.Throw<ArgumentException>(() => blobs.Open(workspace, HelloHash));
        await Should.ThrowAsync<ArgumentException>(blobs.Put(workspace, Hello));
        Files(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_breaks_off_leaves_nothing()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();

        await Should.ThrowAsync<IOException>(blobs.Put(OneWorkspace, new BrokenStream()));

        Files(folder).ShouldBeEmpty();
    }

    sealed class BrokenStream : MemoryStream
    {
        bool first = true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!first)
                throw new IOException("cut off");
            first = false;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    [Fact]
    public async Task Killed_while_writing_nothing_has_a_name_and_the_next_start_clears_the_rest()
    {
        using var folder = new TestFolder();
        using (var child = Child.Start([], "put-blob", folder.Path))
        {
            await child.Says("writing");
            await child.KillHard();
        }

        Files(folder).ShouldHaveSingleItem().ShouldStartWith("incoming/");
        new FolderBlobs(folder.Path).Open();
        Files(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_what_nobody_stored_since_is_old_and_can_be_removed()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.Path).Open();
        var stored = await blobs.Put(OneWorkspace, Hello);
        var (place, path) = (Convert.ToByte(HelloHash[..2], 16), folder.At($"{OneWorkspace}/{HelloHash[..2]}/{HelloHash}"));
        var moment = TimeProvider.System.GetUtcNow().AddDays(-1);

        blobs.Older(OneWorkspace, place, moment).ShouldBeEmpty();
        blobs.Remove(OneWorkspace, HelloHash, moment).ShouldBeFalse();

        File.SetLastWriteTimeUtc(path, moment.UtcDateTime.AddDays(-1));
        blobs.Older(OneWorkspace, place, moment).ShouldBe([stored]);
        blobs.Older(AnotherWorkspace, place, moment).ShouldBeEmpty();
        blobs.Size(OneWorkspace).ShouldBe(Hello.Length);

        await blobs.Put(OneWorkspace, Hello);
        blobs.Remove(OneWorkspace, HelloHash, moment).ShouldBeFalse();
        File.SetLastWriteTimeUtc(path, moment.UtcDateTime.AddDays(-1));
        blobs.Remove(OneWorkspace, HelloHash, moment).ShouldBeTrue();
        blobs.Remove(OneWorkspace, HelloHash, moment).ShouldBeFalse();
        Files(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_adopted_is_moved_and_not_copied_and_has_gone_from_its_place()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.At("blobs")).Open();
        File.WriteAllBytes(folder.At("arrived"), Hello);
        using var open = File.OpenHandle(folder.At("arrived"));

        (await blobs.Adopt(OneWorkspace, folder.At("arrived"), HelloHash)).ShouldBe(new BlobRef(HelloHash, 5));

        File.Exists(folder.At("arrived")).ShouldBeFalse();
        Files(folder).ShouldBe([$"blobs/{OneWorkspace}/{HelloHash[..2]}/{HelloHash}"]);
        File.WriteAllText($"/proc/self/fd/{open.DangerousGetHandle()}", "moved");
        await using var stored = blobs.Open(OneWorkspace, HelloHash)!;
        new StreamReader(stored).ReadToEnd().ShouldBe("moved", "a copy would not show what is written to the old file");
        blobs.Has(OneWorkspace, HelloHash, 5).ShouldBeTrue();
        blobs.Has(OneWorkspace, HelloHash, 6).ShouldBeFalse();
        blobs.Has(AnotherWorkspace, HelloHash, 5).ShouldBeFalse();
    }

    [Fact]
    public async Task Adopting_what_is_there_already_keeps_the_one_that_is_there()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.At("blobs")).Open();
        await blobs.Put(OneWorkspace, Hello);
        File.WriteAllBytes(folder.At("arrived"), Hello);

        (await blobs.Adopt(OneWorkspace, folder.At("arrived"), HelloHash)).ShouldBe(new BlobRef(HelloHash, 5));

        Files(folder).ShouldBe([$"blobs/{OneWorkspace}/{HelloHash[..2]}/{HelloHash}"]);
    }

    [Fact]
    public async Task A_file_on_another_file_system_is_copied_and_only_if_it_is_what_it_was_said_to_be()
    {
        using var folder = new TestFolder();
        var blobs = new FolderBlobs(folder.At("blobs")).Open();
        var memory = Path.Combine("/dev/shm", Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(memory, Hello);
        File.Exists(memory).ShouldBeTrue();
        try
        {
            DurableFile.TryMove(memory, folder.At("moved")).ShouldBeFalse("this test needs another file system at /dev/shm");
            await Should.ThrowAsync<IOException>(blobs.Adopt(OneWorkspace, memory, new string('0', 64)));
            File.Exists(memory).ShouldBeTrue();

            (await blobs.Adopt(OneWorkspace, memory, HelloHash)).ShouldBe(new BlobRef(HelloHash, 5));
            File.Exists(memory).ShouldBeFalse();
            blobs.Has(OneWorkspace, HelloHash, 5).ShouldBeTrue();
        }
        finally
        {
            File.Delete(memory);
        }
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task A_file_is_adopted_under_a_hash_only(string name)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.At("arrived"), Hello);

        await Should.ThrowAsync<ArgumentException>(new FolderBlobs(folder.At("blobs")).Open().Adopt(OneWorkspace, folder.At("arrived"), name));

        File.Exists(folder.At("arrived")).ShouldBeTrue();
    }
}
