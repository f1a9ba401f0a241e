using Groundwork.Server.Tests.Features.Audit;
using Groundwork.Storage.Backups;

namespace Groundwork.Server.Tests.Features.Admin;

/// <summary>TakeBackup's archive: whatever is changed in it is found, and what can't be restored is refused before anything is written.</summary>
public class DamagedBackupTests
{
    static async Task<string> Small(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server, tasks: 3);
        await VerifyLogTests.Chained(server);
        return await BackupTests.Backup(server);
    }

    static async Task<string?> Fault(byte[] archive)
    {
        try
        {
            await new BackupReader(new MemoryStream(archive)).All(null, null, default);
            return null;
        }
        catch (Exception e) when (e is DamagedBackupException or UnreadableBackupException)
        {
            return e.Message;
        }
    }

    [Theory, OnSqlite]
    public async Task One_changed_byte_anywhere_is_found(Engine engine)
    {
        var archive = await File.ReadAllBytesAsync(await Small(engine));
        (await Fault(archive)).ShouldBeNull();
        var random = new Random(20261123);
        // Each byte of the first and the last blocks, and many between.
        var places = Enumerable.Range(0, 1024).Concat(Enumerable.Range(archive.Length - 4096, 4096)).Concat(Enumerable.Range(0, 3000).Select(_ => random.Next(archive.Length)));
        foreach (var at in places)
        {
            archive[at] ^= (byte)(1 << (at % 8));
            (await Fault(archive)).ShouldNotBeNull($"the byte {at} was changed");
            archive[at] ^= (byte)(1 << (at % 8));
        }
    }

    [Theory, OnSqlite]
    public async Task What_is_cut_off_or_added_is_found_at_each_length(Engine engine)
    {
        var archive = await File.ReadAllBytesAsync(await Small(engine));
        for (var length = 0; length < archive.Length; length += length < 2048 || length > archive.Length - 2048 ? 7 : 512)
            (await Fault(archive[..length])).ShouldNotBeNull($"cut off at {length}");
        (await Fault([.. archive, 0])).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_says_where_and_restores_nothing_of_it(Engine engine)
    {
        var path = await Small(engine);
        var archive = await File.ReadAllBytesAsync(path);
        var task = archive.AsSpan().IndexOf("tables/task/000001.jsonl.gz"u8);
        // Behind the header of the part, in what is compressed.
        archive[task + 512 + 40] ^= 4;
        await File.WriteAllBytesAsync(path, archive);
        await using var ground = await Ground.Empty(engine);
        foreach (var verb in (string[][])[["backup", path, "--verify"], ["restore", path]])
        {
            var ended = await ground.Run(verb);
            ended.Code.ShouldBe(1);
            ended.Errors.ShouldContain("The backup is damaged. tables/task");
        }
        Directory.Exists(ground.Data).ShouldBeFalse("nothing is written before all was read");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_backup_restores_only_into_what_is_empty(Engine engine)
    {
        var path = await Small(engine);
        await using var folder = await Ground.Empty(engine);
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "letter.txt"), "mine");
        (await folder.Run("restore", path)).Errors.ShouldContain("isn't empty: there is letter.txt");
        Directory.EnumerateFileSystemEntries(folder.Data).Count().ShouldBe(1);
        if (engine == Engine.Sqlite)
            return;
        await using var used = await Ground.New(engine);
        Directory.Delete(used.Data);
        (await used.Run("restore", path)).Errors.ShouldContain("The database isn't empty");
        // The folder alone was free: another database can be restored with it.
        await using var empty = await Ground.Empty(engine);
        (await Installed.Run(used.Data, empty.Database, "restore", path)).Good();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_backup_of_a_newer_program_is_refused_in_words(Engine engine)
    {
        var head = (await Archive.Of(await Small(engine))).Head;
        await using var ground = await Ground.Empty(engine);
        foreach (var (changed, words) in (List<(BackupHead, string)>)[
            (head with { Migrations = [.. head.Migrations, new("209901010000-later.sql", new string('0', 64))] }, "made by a newer program: it has the schema \"209901010000-later.sql\""),
            (head with { Migrations = [head.Migrations[0] with { Hash = new string('0', 64) }, .. head.Migrations.Skip(1)] }, "isn't the one that this program has under that name"),
            (head with { Format = BackupHead.Now + 1 }, "its form is version 2, this program reads 1")])
        {
            var path = Path.Combine(Directory.CreateTempSubdirectory("groundwork-test-").FullName, "newer.backup");
            await using (var file = File.Create(path))
            using (var writer = new BackupWriter(file, changed))
            {
                await writer.Begin(default);
                await writer.End(default);
            }
            var ended = await ground.Run("restore", path);
            (ended.Code, ended.Errors.Contains(words, StringComparison.Ordinal)).ShouldBe((1, true), ended.Errors);
        }
        var other = await new Ground(Path.GetTempPath(), null).File($"groundwork-{Guid.NewGuid()}.txt", new string('x', 5000));
        (await ground.Run("restore", other)).Errors.ShouldContain("isn't a backup of Groundwork");
        Directory.Exists(ground.Data).ShouldBeFalse();
    }
}
