using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>A freeze and an export that were asked for come to their end, however often the server is killed meanwhile, with the very bytes that they would have had.</summary>
public class ExportSurvivesTests
{
    // Enough that a kill comes in the middle of it, however quick a freeze is.
    const int Tasks = 8_000, People = 3;

    // A job that took the server down five times is given up.
    const int MostKills = 3;

    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;

    static string Votes()
    {
        var text = new StringBuilder("worker,task,label\n");
        for (var task = 0; task < Tasks; task++)
            for (var who = 0; who < People; who++)
                text.Append(CultureInfo.InvariantCulture, $"worker {who},a task with a name of some length number {task},{(task * 7 + who * who) % 3}\n");
        return text.ToString();
    }

    sealed class Run(Ground ground) : IAsyncDisposable
    {
        readonly Random chance = new(20261122);
        Installed? server;

        internal Client Owner { get; private set; } = null!;
        internal int Killed { get; private set; }

        internal async Task Start()
        {
            var (started, url) = await Installed.Serve(ground.Data, ground.Database);
            (server, Owner) = (started, Client.WithKey(url, TestServer.OwnerKey));
            // As much as is brought in takes its time on a machine that does something else.
            Owner.Http.Timeout = TimeSpan.FromMinutes(5);
        }

        /// <summary>Asks for work, kills the server in its midst several times, and waits for its end.</summary>
        internal async Task<Answer> Survive(string kind, string path, object body, int kills)
        {
            // Whoever asked doesn't hear the answer.
            var asking = Owner.Post(path, body).ContinueWith(_ => { }, TaskScheduler.Default);
            var job = "";
            for (var kill = 0; kill < kills; kill++)
            {
                var seen = await Poll.Until(Latest, j => j is { } found && (found.GetProperty("state").GetString() == "running" || found.GetProperty("endedAt").ValueKind != JsonValueKind.Null), 60);
                job = seen!.Value.GetProperty("id").GetString()!;
                await Task.Delay(chance.Next(10, 120));
                Killed += (await Owner.Get($"/api/jobs/{job}")).Expect(200)["endedAt"].ValueKind == JsonValueKind.Null ? 1 : 0;
                server!.Kill();
                await asking;
                server.Dispose();
                await Start();
            }
            return await Poll.Until(async () => (await Owner.Get($"/api/jobs/{job}")).Expect(200), j => j["endedAt"].ValueKind != JsonValueKind.Null, 90);

            async Task<JsonElement?> Latest() =>
                (await Owner.Get("/api/jobs")).Expect(200).Items.Where(j => j.GetProperty("kind").GetString() == kind && (job.Length == 0 ? j.GetProperty("endedAt").ValueKind == JsonValueKind.Null || asking.IsCompleted
                    : j.GetProperty("id").GetString() == job)).Select(j => (JsonElement?)j).FirstOrDefault();
        }

        public ValueTask DisposeAsync()
        {
            Owner.Dispose();
            server?.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kill_in_the_middle_of_a_freeze_or_an_export_changes_no_byte(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        await using var run = new Run(ground);
        await run.Start();
        var project = (await run.Owner.Upload("/api/imports/votes?name=Old&method=dawid-skene&fileName=v.csv&source=Crowd&licence=CC0", Votes())).Expect(200).Text("projectId");
        var undisturbed = await Ended((await run.Owner.Post($"/api/projects/{project}/snapshots", new { name = "Undisturbed" })));
        var snapshot = undisturbed.Text("id");
        var expected = await Download((await run.Owner.Post($"/api/snapshots/{snapshot}/exports", new { format = "jsonl", what = "answers" })).Expect(202).Text("id"));
        for (var round = 0; round < Rounds; round++)
        {
            var kills = 1 + (round % MostKills);
            var frozen = await run.Survive("freeze", $"/api/projects/{project}/snapshots", new { name = $"Killed {round}" }, kills);
            frozen.Text("state").ShouldBe("done", frozen.Body);
            (await run.Owner.Get($"/api/snapshots/{frozen.Text("made")}")).Expect(200).Text("hash").ShouldBe(undisturbed.Text("hash"));
            var exported = await run.Survive("export", $"/api/snapshots/{snapshot}/exports", new { format = "jsonl", what = "answers" }, kills);
            exported.Text("state").ShouldBe("done", exported.Body);
            (await Download(exported.Text("id"))).ShouldBe(expected);
        }
        run.Killed.ShouldBeGreaterThan(0, "otherwise nothing was cut off");
        // Nothing half written is left where something whole could be looked for.
        Directory.EnumerateFiles(Path.Combine(ground.Data, "exports")).ShouldBeEmpty();
        (await run.Owner.Get($"/api/projects/{project}/snapshots")).Items.Count.ShouldBe(1 + Rounds);

        async Task<Answer> Ended(Answer asked)
        {
            if (asked.Status == 201)
                return asked;
            var job = await Project.Ended(run.Owner, asked.Expect(202).Text("id"));
            return (await run.Owner.Get($"/api/snapshots/{job.Text("made")}")).Expect(200);
        }

        async Task<string> Download(string export)
        {
            var bytes = (await run.Owner.Get($"/api/exports/{export}/file")).Expect(200).Bytes;
            bytes.Length.ShouldBeGreaterThan(Tasks * 100);
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
    }
}
