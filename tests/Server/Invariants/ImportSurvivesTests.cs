using System.Globalization;
using System.Text;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>An import that was acknowledged comes to its end exactly once, however often the server is killed meanwhile.</summary>
public class ImportSurvivesTests
{
    // Enough that a kill comes in the middle of it, however quick an import is.
    const int Rows = 60_000;

    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 2;

    // Every seventh row is wrong, every eleventh is there twice, and some have no id.
    static string File()
    {
        var text = new StringBuilder();
        for (var n = 0; n < Rows; n++)
            text.Append(n % 7 == 0 ? $"{{\"id\":\"{n}\"}}\n" : n % 11 == 0 ? $"{{\"id\":\"{n - 1 - (n - 1) % 7 / 6}\",\"text\":\"again\"}}\n"
                : n % 5 == 0 ? $"{{\"text\":\"without {n}\"}}\n" : $"{{\"id\":\"{n}\",\"text\":\"text {n}\"}}\n");
        return text.ToString();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kill_in_the_middle_neither_loses_nor_doubles_a_row_or_a_fault(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var expected = await Undisturbed(engine);
        var import = "";
        var seed = new Random(20261122);
        var killed = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            var (server, url) = await Installed.Serve(ground.Data, ground.Database);
            using var _ = server;
            using var owner = Client.WithKey(url, TestServer.OwnerKey);
            if (round == 0)
                import = await Begin(owner);
            if (round == Rounds)
            {
                await Poll.Until(async () => (await owner.Get($"/api/imports/{import}")).Expect(200), a => a["endedAt"].ValueKind != System.Text.Json.JsonValueKind.Null, 90);
                break;
            }
            var before = (await owner.Get($"/api/imports/{import}")).Number("rowsRead");
            await Poll.Until(async () => (await owner.Get($"/api/imports/{import}")).Expect(200), a => a.Number("rowsRead") > before + seed.Next(1500) || a.Text("state") == "done", 60);
            killed += (await owner.Get($"/api/imports/{import}")).Text("state") == "running" ? 1 : 0;
            server.Kill();
        }
        killed.ShouldBeGreaterThan(0, "otherwise nothing was cut off");
        await using var after = await TestServer.Over(new() { Data = ground.Data, Database = ground.Database, Port = 0, CheckWalls = ground.Database is null });
        (await Outcome(after)).ShouldBe(expected);
        (await after.All($"SELECT n FROM import_fault ORDER BY n", r => r.Long(0))).ShouldBe(Enumerable.Range(1, (Rows + 6) / 7).Select(n => (long)n));
        (await after.All($"SELECT ordinal FROM item ORDER BY ordinal", r => r.Long(0))).ShouldBe(Enumerable.Range(1, (int)await after.Count($"SELECT count(*) FROM item")).Select(n => (long)n));
    }

    // The body is kept before anything is read of it; whether the client is there to hear the end doesn't matter.
    static async Task<string> Begin(Client owner)
    {
        var dataset = (await owner.Post("/api/datasets", new { name = "D" })).Expect(201).Text("id");
        var sending = owner.Upload($"/api/datasets/{dataset}/imports?format=jsonl&fileName=rows.jsonl", File()).ContinueWith(_ => { }, TaskScheduler.Default);
        var import = await Poll.Until(async () => (await owner.Get("/api/imports")).Items, items => items.Count == 1 || sending.IsCompleted);
        return import.Single().GetProperty("id").GetString()!;
    }

    static async Task<string> Undisturbed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.Import("D", ("rows.jsonl", File()));
        return await Outcome(server);
    }

    static async Task<string> Outcome(TestServer server) => string.Join('\n',
        (await server.All($"SELECT state, rows_read, bytes_read, imported, duplicates, failed FROM import", r => $"{r.Text(0)} {r.Long(1)} {r.Long(2)} {r.Long(3)} {r.Long(4)} {r.Long(5)}"))
        .Concat(await server.All($"SELECT external_id, payload, import_row FROM item ORDER BY ordinal", r => $"{r.Text(0)} {r.Text(1)} {r.Long(2)}"))
        .Concat(await server.All($"SELECT line, reason FROM import_fault ORDER BY n", r => $"{r.Long(0)} {r.Text(1)}")));

    [Theory, OnSqlite, OnPostgres]
    public async Task An_import_that_another_node_left_behind_is_taken_over_and_one_that_it_holds_is_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Import("D", ("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n"))).Text("id");
        // As a node leaves it that had written the first row and died.
        await server.Change("Data", $"DELETE FROM item WHERE ordinal = 2");
        await server.Change("Data", $"UPDATE dataset SET next_ordinal = 2");
        await server.Change("Data", $"""
            UPDATE import SET state = 'running', ended = NULL, holder = 'somebody', held_until = {server.Clock.NowMs + 60_000}, rows_read = 1, imported = 1 WHERE id = {id}
            """);
        await Task.Delay(2500);
        (await server.Owner.Get($"/api/imports/{id}")).Text("state").ShouldBe("running");
        server.Clock.Advance(TimeSpan.FromSeconds(61));
        var done = await server.Ended(id);
        (done.Text("state"), done.Number("imported"), done.Number("duplicates"), done.Number("rowsRead")).ShouldBe(("done", 2, 0, 2));
    }

    [Theory, OnSqlite]
    public async Task A_full_disk_makes_an_import_wait_and_it_goes_on_when_there_is_space(Engine engine)
    {
        await using var server = await TestServer.Start(engine, maxPages: 900);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "D" })).Text("id");
        var text = new string('x', 1000);
        var file = string.Concat(Enumerable.Range(0, 4000).Select(n => $"{{\"id\":\"{n}\",\"text\":\"{text}\"}}\n"));
        (await server.Owner.Upload($"/api/datasets/{dataset}/imports?format=jsonl&fileName=a.jsonl", file)).Expect(507, "storage_full");
        var waits = (await server.Owner.Get("/api/imports?state=waiting")).Items.ShouldHaveSingleItem();
        waits.GetProperty("problem").GetProperty("title").GetString().ShouldBe("The disk is full.");
        var before = waits.GetProperty("imported").GetInt64();
        await Task.Delay(2500);
        (await server.Owner.Get($"/api/imports/{waits.GetProperty("id").GetString()}")).Number("imported").ShouldBe(before);
        await server.Restart(maxPages: null);
        var done = await server.Ended(waits.GetProperty("id").GetString()!);
        (done.Text("state"), done.Number("imported"), done["problem"].ValueKind).ShouldBe(("done", 4000, System.Text.Json.JsonValueKind.Null));
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(4000);
    }
}
