using System.Text.Json;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 9: a data folder has one owner. The command line talks to the running server, or opens the folder if none runs.</summary>
public class OneOwnerTests
{
    const string Votes = "worker,task,label,gold\nann,t1,yes,yes\nbob,t1,yes,yes\neve,t1,no,yes\nann,t2,no,\nbob,t2,yes,\n";

    static async Task UseEveryVerb(Ground ground, string suffix)
    {
        var items = await ground.File($"mails{suffix}.jsonl", "{\"id\":\"a\",\"text\":\"one\"}\nbroken\n{\"id\":\"b\",\"text\":\"two\"}\n");
        var imported = (await ground.Run("import", "items", items, "--dataset", $"Mails{suffix}", "--source", "Desk", "--json")).Good().Json;
        (imported.GetProperty("imported").GetInt64(), imported.GetProperty("failed").GetInt64()).ShouldBe((2, 1));
        var votes = await ground.File($"votes{suffix}.csv", Votes);
        var taken = (await ground.Run("import", "votes", votes, "--project", $"Votes{suffix}", "--method", "majority", "--json")).Good().Json;
        (taken.GetProperty("answers").GetInt64(), taken.GetProperty("tasks").GetInt64(), taken.GetProperty("known").GetInt64()).ShouldBe((5, 2, 1));
        var truth = (await ground.Run("stats", "truth", "--project", $"Votes{suffix}", "--json")).Good().Json;
        truth.GetProperty("methods").EnumerateArray().Single(m => m.GetProperty("name").GetString() == "majority").GetProperty("accuracy").GetDouble().ShouldBe(1);
        (await ground.Run("stats", "agreement", "--project", $"Votes{suffix}", "--json")).Good().Json.GetProperty("coefficients").GetArrayLength().ShouldBeGreaterThan(0);
        var exported = Path.Combine(ground.Data, $"out{suffix}.csv");
        (await ground.Run("export", "--project", $"Votes{suffix}", "--format", "csv", "--out", exported)).Good();
        (await File.ReadAllLinesAsync(exported)).Length.ShouldBe(3);
        (await ground.Run("export", "--project", "Nothing")).ShouldSatisfyAllConditions(e => e.Code.ShouldBe(1), e => e.Errors.ShouldContain("There is no project named \"Nothing\"."));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Verbs_work_the_same_beside_a_running_server_and_without_one(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        await UseEveryVerb(ground, "-alone");
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        using (server)
        {
            await UseEveryVerb(ground, "-beside");
            using var owner = Client.WithKey(url, TestServer.OwnerKey);
            (await owner.Get("/api/projects")).Expect(200).Items.Select(p => p.GetProperty("name").GetString()).ShouldBe(["Votes-alone", "Votes-beside"], ignoreOrder: true);
        }
    }

    [Theory, OnSqlite]
    public async Task A_second_server_on_the_same_folder_says_who_has_it(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        using (server)
        {
            var second = await ground.Run("serve", "--port", "0");
            second.Code.ShouldBe(1);
            second.Errors.ShouldContain(url);
            second.Errors.ShouldContain($"process {server.Id}");
            (await ground.Run("doctor", "--json")).Json.EnumerateArray().ShouldContain(c => c.GetProperty("name").GetString() == "data folder" && c.GetProperty("value").GetString()!.Contains(url));
        }
    }

    [Theory, OnSqlite]
    public async Task A_folder_whose_server_was_killed_is_free_at_once(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var (server, _) = await Installed.Serve(ground.Data, ground.Database);
        using (server)
            server.Kill();
        File.Exists(Path.Combine(ground.Data, "server.json")).ShouldBeTrue();
        var items = await ground.File("mails.txt", "one\ntwo\n");
        (await ground.Run("import", "items", items, "--dataset", "Mails", "--json")).Good().Json.GetProperty("imported").GetInt64().ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task The_secret_for_the_command_line_is_in_a_file_that_only_the_folders_owner_can_read(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var file = Path.Combine(server.Folder, "server.json");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(server.Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var secret = JsonElement.Parse(await File.ReadAllTextAsync(file)).GetProperty("Secret").GetString()!;
        (await server.ByKey(secret).Get("/api/session")).Expect(200).Text("member.role").ShouldBe("owner");
    }
}
