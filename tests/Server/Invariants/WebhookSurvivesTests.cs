using System.Globalization;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>What was committed is told, also if the server is killed between the commit and the sending, or in the midst of it.</summary>
public class WebhookSurvivesTests
{
    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 2;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kill_between_commit_and_sending_loses_no_message(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        await using var receiver = await Receiver.Start();
        // It takes its time, so that a kill comes before it has answered.
        receiver.Answers = (context, _, n) => n % 2 == 1 ? Task.Delay(1500, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) : Task.CompletedTask;
        Environment.SetEnvironmentVariable("GROUNDWORK_OUTBOUND_ALLOW", "127.0.0.1");
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        var owner = Client.WithKey(url, TestServer.OwnerKey);
        var secret = (await owner.Post("/api/webhooks", new { name = "Survivor", url = receiver.Url, events = new[] { "import.finished" } })).Expect(201).Text("secret");
        var dataset = (await owner.Post("/api/datasets", new { name = "d" })).Expect(201).Text("id");
        for (var round = 0; round < Rounds; round++)
        {
            // An odd round is killed as soon as the import is acknowledged, an even one once the message is on its way.
            await Project.Import(owner, dataset, [$"text {round}"], first: round + 1);
            if (round % 2 == 0)
                await Poll.Until(() => Task.FromResult(receiver.All.Count > 0));
            server.Kill();
            server.Dispose();
            owner.Dispose();
            (server, url) = await Installed.Serve(ground.Data, ground.Database);
            owner = Client.WithKey(url, TestServer.OwnerKey);
        }
        var hook = (await owner.Get("/api/webhooks")).Expect(200).Items[0].GetProperty("id").GetString();
        var all = await Poll.Until(async () => (await owner.Get($"/api/webhooks/{hook}/deliveries")).Expect(200).Items,
            items => items.Count == Rounds && items.All(d => d.GetProperty("state").GetString() == "delivered"), 60);
        var imports = (await owner.Get("/api/imports")).Expect(200).Items.Select(i => i.GetProperty("id").GetString()).ToList();
        imports.Count.ShouldBe(Rounds);
        receiver.All.Select(m => m.Data.GetProperty("importId").GetString()).Distinct().Order().ShouldBe(imports.Order());
        // At least once: what was cut off came again under the id that it had.
        receiver.All.Select(m => m.Id).Distinct().Count().ShouldBe(Rounds);
        receiver.All.ShouldAllBe(m => m.IsSignedBy(secret));
        receiver.All.Count.ShouldBeGreaterThan(Rounds, "otherwise nothing was cut off");
        server.Dispose();
        owner.Dispose();
    }
}
