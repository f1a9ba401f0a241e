using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Server.Tests.Features.Admin;
using Groundwork.Server.Tests.Features.Audit;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Upgrades;

/// <summary>
/// Data of each schema that there was comes up on today's: the archives in this folder are restored on both engines, and everything in them still
/// works. GROUNDWORK_FIXTURES=FOLDER writes such archives anew, for the schema of a new release.
/// The keys in them were made with them and open nothing else.
/// </summary>
public class UpgradeTests
{
    const string Login = "ada@example.org", Password = "a long enough passphrase";

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Upgrades");

    static readonly object Ontology = new
    {
        version = 1,
        classes = new[] { new { name = "place", title = "Place", geometry = new[] { "span" } }, new { name = "person", title = "Person", geometry = new[] { "span" } } },
        relations = Array.Empty<object>(),
        questions = new[] { Project.Choice("topic", ["billing", "technical"]) },
    };

    static object Marked(string topic) => new
    {
        version = 1,
        objects = new[] { new { id = "a", @class = "place", geometry = new { type = "span", start = 0, end = 4 } } },
        answers = new { topic },
    };

    // Small and of everything: answers with objects, a review, a question, drafts, a snapshot, a webhook, passwords and keys.
    static async Task<Archive> Make(TestServer server, string path)
    {
        var ada = await server.JoinWithPassword(Login, Password);
        var (bob, rea) = (await server.Join("annotator", "Bob"), await server.Join("reviewer", "Rea"));
        var project = await Project.Make(server, tasks: 4, redundancy: 2);
        foreach (var (by, topic) in (List<(Client, string)>)[(ada, "billing"), (bob, "technical"), (ada, "billing"), (bob, "billing")])
            await project.Label(by, topic);
        (await rea.Settle(await project.TaskId(), "correct", Project.Document("other", "spam"))).Expect(201);
        var marks = await Project.Make(server, tasks: 2, ontology: Ontology, name: "Marks");
        (await Project.Submit(ada, await marks.Lease(ada), Marked("billing"))).Expect(201);
        (await server.Owner.Post($"/api/tasks/{await marks.TaskId()}/issues", new { text = "Is that all?" })).Expect(201);
        var lease = await marks.Lease(bob);
        (await bob.Post($"/api/assignments/{lease}/drafts", new { from = 0, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = "billing" } } } } })).Expect(200);
        await project.Freeze(name: "v1");
        (await server.Owner.Post("/api/webhooks", new { name = "CI", url = "https://127.0.0.1/in", events = new[] { "export.ready" }, projects = Array.Empty<string>() })).Expect(201);
        await VerifyLogTests.Chained(server);
        File.Move(await BackupTests.Backup(server), path);
        return await Archive.Of(path);
    }

    // Only what could be there on the first day: texts, a question, answers.
    static async Task<Archive> MakeFirst(TestServer server, string path)
    {
        var project = await Project.Make(server, tasks: 4, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"));
        foreach (var (by, topic) in (List<(Client, string)>)[(ada, "billing"), (bob, "technical"), (ada, "billing"), (bob, "billing")])
            await project.Label(by, topic);
        await VerifyLogTests.Chained(server);
        File.Move(await BackupTests.Backup(server), path);
        return await Archive.Of(path);
    }

    internal static async Task<(Archive Today, string Source)> First(TestServer server)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("groundwork-test-").FullName, "today.backup");
        return (await MakeFirst(server, path), server.Folder);
    }

    public static TheoryData<string, Engine> Fixtures()
    {
        var all = new TheoryData<string, Engine>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.backup").Order(StringComparer.Ordinal))
            foreach (var engine in (Engine[])[Engine.Sqlite, Engine.Postgres])
                if (engine == Engine.Sqlite || Postgres.Admin is not null || Environment.GetEnvironmentVariable("CI") == "true")
                    all.Add(Path.GetFileName(file), engine);
        return all;
    }

    [Fact]
    public void There_are_archives_of_the_first_schema_and_of_a_later_one_and_they_are_small()
    {
        var files = new DirectoryInfo(Folder).GetFiles("*.backup");
        files.Select(f => f.Name).ShouldContain("202611220107-exchange.backup");
        files.Length.ShouldBeGreaterThan(1);
        files.Sum(f => f.Length).ShouldBeLessThan(1_000_000);
    }

    [Theory, MemberData(nameof(Fixtures))]
    public async Task Data_of_each_schema_comes_up_whole_and_works(string name, Engine engine)
    {
        var path = Path.Combine(Folder, name);
        var then = await Archive.Of(path);
        then.Head.Migrations[^1].Name.ShouldBe(Path.ChangeExtension(name, ".sql"));
        await using var ground = await Ground.Empty(engine);
        (await ground.Run("restore", path)).Good();
        await using var server = await TestServer.Over(BackupTests.Settings(ground));
        (await server.Count($"SELECT count(*) FROM migration")).ShouldBe(OldSchema.AllSteps);
        foreach (var table in (string[])["member", "item", "task", "annotation", "ontology", "snapshot"])
            (await Rows(server, table)).ShouldBe(then.Manifest.Rows.GetValueOrDefault(table), table);
        await VerifyLogTests.Chained(server);
        await BackupTests.Works(server);
        foreach (var answer in then.Raw["annotation"])
            (await server.All($"SELECT hash FROM annotation WHERE id = {(string)answer["id"]!}", r => r.Text(0))).ShouldBe([(string)answer["hash"]!]);
        if (then.Raw.TryGetValue("credential", out var known) && known.Count > 0)
            (await TestServer.SignIn(server.Visitor(), Login, Password)).Expect(200);
        foreach (var snapshot in then.Raw["snapshot"])
        {
            (await server.Owner.Get($"/api/snapshots/{snapshot["id"]}")).Expect(200).Text("hash").ShouldBe((string)snapshot["hash"]!);
            var job = (await server.Owner.Post($"/api/snapshots/{snapshot["id"]}/exports", new { format = "jsonl", what = "answers" })).Expect(202);
            (await server.Owner.Get($"/api/exports/{job.Text("id")}/file")).Expect(200).Body.Length.ShouldBeGreaterThan(100);
        }
    }

    static async Task<long> Rows(TestServer server, string table) => table switch
    {
        "member" => await server.Count($"SELECT count(*) FROM member"),
        "item" => await server.Count($"SELECT count(*) FROM item"),
        "task" => await server.Count($"SELECT count(*) FROM task"),
        "annotation" => await server.Count($"SELECT count(*) FROM annotation"),
        "ontology" => await server.Count($"SELECT count(*) FROM ontology"),
        _ => await server.Count($"SELECT count(*) FROM snapshot"),
    };

    [Theory, OnSqlite]
    public async Task Such_archives_can_be_made_anew(Engine engine)
    {
        var to = Environment.GetEnvironmentVariable("GROUNDWORK_FIXTURES") is { Length: > 0 } folder ? folder : Directory.CreateTempSubdirectory("groundwork-test-").FullName;
        await using (var server = await Hooks.Listened(engine))
        {
            var path = Path.Combine(to, "new.backup");
            var made = await Make(server, path);
            foreach (var table in (string[])["annotation", "credential", "review", "issue", "snapshot", "webhook", "draft_change"])
                made.Tables[table].ShouldNotBeEmpty(table);
            File.Move(path, Path.Combine(to, Path.ChangeExtension(made.Head.Migrations[^1].Name, ".backup")), overwrite: true);
        }
        await using var first = await TestServer.Start(engine);
        var (today, source) = await First(first);
        await using var ground = await Ground.Empty(engine);
        Directory.CreateDirectory(ground.Data);
        await using var db = Composition.Connect(BackupTests.Settings(ground) with { CheckWalls = false }, Path.Combine(ground.Data, "groundwork.db"), restoring: false);
        await OldSchema.Fill(db, today);
        await using var old = File.Create(Path.Combine(to, Path.ChangeExtension(OldSchema.Last, ".backup")));
        await OldSchema.Write(db, today, source, old);
        old.Position = 0;
        (await Archive.Of(old)).Tables["annotation"].Count.ShouldBe(4);
    }
}
