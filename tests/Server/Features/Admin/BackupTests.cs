using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Server.Tests.Features.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Admin;

/// <summary>TakeBackup and KeepBackup, through <c>groundwork backup</c> and <c>groundwork restore</c>: what comes back is what was there, on whichever engine.</summary>
public class BackupTests
{
    const long Much = 5_000_000_000_000;
    const string Login = "ada@example.org", Password = "a long enough passphrase";

    static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory("groundwork-test-").FullName, "all.backup");

    internal static async Task<string> Backup(TestServer server, string? database = null)
    {
        var path = NewFile();
        (await Installed.Run(server.Folder, database, "backup", path)).Good();
        return path;
    }

    internal static ServerSettings Settings(Ground ground) => new()
    {
        Data = ground.Data,
        Database = ground.Database,
        Port = 0,
        CheckWalls = ground.Database is null,
        OutboundAllow = ["127.0.0.1"],
    };

    /// <summary>People, texts, pictures, objects, answers, reviews, questions, snapshots, a password and a webhook with a secret.</summary>
    internal static async Task<Dictionary<string, string>> Fill(TestServer server, Receiver receiver)
    {
        (await server.Owner.Post("/api/sample", new { })).Expect(200);
        await server.JoinWithPassword(Login, Password);
        var project = await Project.Make(server, tasks: 4, redundancy: 2);
        await project.Label(await server.Join("annotator", "Grace"), "billing");
        await project.Freeze(name: "v1");
        var (hook, secret) = await server.Hook(receiver);
        await VerifyLogTests.Chained(server);
        return new(StringComparer.Ordinal) { ["project"] = project.Id, ["hook"] = hook, ["secret"] = secret };
    }

    static async Task<List<(string Project, string Hash)>> Frozen(TestServer server)
    {
        var hashes = new List<(string, string)>();
        foreach (var project in (await server.Owner.Get("/api/projects")).Items.Select(p => p.GetProperty("id").GetString()!).Order(StringComparer.Ordinal))
            hashes.Add((project, (await new Project(server, project, "").Freeze()).Text("hash")));
        return hashes;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_back_is_what_was_there_on_either_engine(Engine engine)
    {
        await using var receiver = await Receiver.Start();
        await using var server = await Hooks.Listened(engine);
        // As on a cluster that has done much: its numbers are far beyond those of the one that it is restored to.
        await server.Tamper($"UPDATE commit_number SET n = {Much}");
        await server.Restart();
        var made = await Fill(server, receiver);
        var path = await Backup(server);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var taken = await Archive.Of(path);
        taken.Manifest.Missing.ShouldBeEmpty();
        taken.Head.CommitNumber.ShouldBeGreaterThan(Much);
        taken.Raw["annotation"].ShouldAllBe(a => (long)a["tx"]! > Much);
        taken.Keys.Keys.Order(StringComparer.Ordinal).ShouldBe(["audit.key", "secrets.key"]);
        taken.Blobs.Count.ShouldBeGreaterThan(20);
        taken.Tables.Count(t => t.Value.Count > 0).ShouldBeGreaterThan(25, "otherwise too little is compared");
        foreach (var blob in taken.Blobs)
            File.Exists(Path.Combine(server.Folder, "blobs", blob.Split('/')[0], blob.Split('/')[1][..2], blob.Split('/')[1])).ShouldBeTrue();
        var hashes = await Frozen(server);

        foreach (var target in (Engine[])[Engine.Sqlite, Engine.Postgres])
        {
            await using var ground = await Ground.Empty(target);
            var told = (await ground.Run("restore", path, "--json")).Good().Json;
            told.GetProperty("faults").GetArrayLength().ShouldBe(0);
            told.GetProperty("files").GetInt64().ShouldBe(taken.Blobs.Count);
            var restored = await Archive.Of(Settings(ground));
            foreach (var (table, rows) in taken.Tables)
                restored.Tables[table].ShouldBe(rows, table);
            restored.Tables.Keys.ShouldBe(taken.Tables.Keys);
            File.Exists(Path.Combine(ground.Data, Composition.RestoreMark)).ShouldBeFalse();

            await using var again = await TestServer.Over(Settings(ground));
            (await TestServer.SignIn(again.Visitor(), Login, Password)).Expect(200);
            await Works(again);
            (await Frozen(again)).ShouldBe(hashes);
            var before = receiver.All.Count;
            var delivery = await again.Ping(made["hook"]);
            (await again.Tried(delivery, 1)).Problem().ShouldBeNull();
            (await receiver.Until(before + 1)).Last().IsSignedBy(made["secret"]).ShouldBeTrue();
        }
    }

    /// <summary>The invariants of a server whose data came from elsewhere: the log holds, counts are what counting gives, work goes on.</summary>
    internal static async Task Works(TestServer server)
    {
        (await VerifyLogTests.Verify(server)).Faults.ShouldBeEmpty();
        foreach (var project in (await server.Owner.Get("/api/projects")).Items.Select(p => p.GetProperty("id").GetString()!))
        {
            await Ledger.IsExact(server, project);
            (await server.Owner.Get($"/api/projects/{project}/quality")).Expect(200);
            (await server.Owner.Get($"/api/projects/{project}/tasks")).Expect(200).Items.ShouldNotBeEmpty();
        }
        // Something new is put behind everything that came along: it is answered, told to the readers and chained.
        var fresh = await Project.Make(server, tasks: 2, name: "Afterwards");
        (await fresh.Label(server.Owner, "billing")).Expect(201);
        await Poll.Until(() => fresh.See(), task => task["resolution"].GetProperty("questions").GetProperty("topic").GetProperty("value").ValueKind == JsonValueKind.String);
        await VerifyLogTests.Chained(server);
        (await VerifyLogTests.Verify(server)).Faults.ShouldBeEmpty();
        await Ledger.IsExact(server, fresh.Id);
        (await fresh.Freeze()).Number("answers").ShouldBe(1);
        (await server.Owner.Delete($"/api/projects/{fresh.Id}")).Status.ShouldBeLessThan(300);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_backup_of_the_restored_is_the_same_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server, tasks: 3);
        await VerifyLogTests.Chained(server);
        var path = await Backup(server);
        var first = await Archive.Of(path);
        await using var there = await Ground.Empty(engine == Engine.Sqlite ? Engine.Postgres : Engine.Sqlite);
        (await there.Run("restore", path)).Good();
        var middle = await Archive.Of(Settings(there));
        middle.Head.CommitNumber.ShouldBeGreaterThanOrEqualTo(first.Head.CommitNumber);
        middle.Head.Tables.Where(t => t.Identity is not null).Select(t => (t.Name, t.Last)).ShouldBe(first.Head.Tables.Where(t => t.Identity is not null).Select(t => (t.Name, t.Last)));
        foreach (var (table, rows) in first.Tables)
            middle.Tables[table].ShouldBe(rows, table);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_the_server_s_own_machine_gets_one_and_the_log_the_storage_page_and_the_doctor_say_when(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server, tasks: 3);
        (await server.Owner.Post("/api/backups")).Expect(403, "only_on_the_server");
        (await server.Owner.Post($"/api/backups/{Guid.NewGuid()}/kept", new { bytes = 1, sha256 = new string('a', 64) })).Expect(404, "not_found");
        (await server.Owner.Get("/api/storage")).Expect(200)["lastBackup"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await Installed.Run(server.Folder, null, "doctor")).Output.ShouldContain("last backup: none yet");

        var path = await Backup(server);
        var last = (await server.Owner.Get("/api/storage")).Expect(200)["lastBackup"];
        last.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(path).Length);
        last.GetProperty("takenAt").GetInt64().ShouldBeInRange(server.Clock.NowMs - 60_000, server.Clock.NowMs);
        (await Installed.Run(server.Folder, null, "doctor")).Output.ShouldContain("UTC, 0 hours ago");
        var hash = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path)));
        (await server.All($"SELECT action, after_hash FROM audit_leaf WHERE action LIKE 'backup.%' ORDER BY seq", r => (r.Text(0), r.TextOrNull(1)))).ShouldBe([("backup.taken", null), ("backup.kept", hash)]);

        (await Installed.Run(server.Folder, null, "backup", path)).Errors.ShouldContain("exists already");
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
        Directory.EnumerateFiles(Path.Combine(server.Folder, "backing-up")).ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task Files_are_not_removed_while_a_backup_copies_them_and_one_backup_is_made_at_a_time(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var turn = server.App.Services.GetRequiredService<Groundwork.Server.Features.Admin.BackupTurn>();
        using (await turn.Begin(default))
        {
            turn.TryRemoveFiles().ShouldBeNull();
            (await turn.Begin(default)).ShouldBeNull();
            (await Installed.Run(server.Folder, null, "backup", NewFile())).Errors.ShouldContain("being made already");
        }
        using (turn.TryRemoveFiles())
            turn.Begin(default).IsCompleted.ShouldBeFalse("it waits until the files are removed");
    }

    [Theory, OnSqlite]
    public async Task A_folder_that_holds_nothing_is_no_server_to_back_up(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var file = Path.Combine(ground.Data, "nothing.tar");
        var none = await Installed.Run(Path.Combine(ground.Data, "elsewhere"), null, "backup", file);
        (none.Code, none.Errors).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Errors.ShouldContain("--data"));
        File.Exists(file).ShouldBeFalse();
        Directory.Exists(Path.Combine(ground.Data, "elsewhere")).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_was_missing_before_is_named_and_one_that_was_damaged_on_the_disk_stops_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server, tasks: 3);
        var blob = Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories).Single(f => Path.GetFileName(f).Length == 64);
        var content = await File.ReadAllBytesAsync(blob);

        content[0] ^= 1;
        await File.WriteAllBytesAsync(blob, content);
        var path = NewFile();
        var ended = await Installed.Run(server.Folder, null, "backup", path);
        (ended.Code, File.Exists(path), File.Exists(path + ".part")).ShouldBe((1, false, false));
        ended.Errors.ShouldContain("broke off");

        File.Delete(blob);
        ended = (await Installed.Run(server.Folder, null, "backup", path)).Good();
        ended.Errors.ShouldContain(Path.GetFileName(blob)[..32]);
        (await Installed.Run(server.Folder, null, "backup", path, "--verify")).Good();
    }
}
