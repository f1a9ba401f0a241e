using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Commands;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>
/// Invariant 1: what was acknowledged survives kill -9. A real server process is killed at a random moment under
/// sixteen people who take, draft and submit; GROUNDWORK_CRASH_ROUNDS says how often.
/// </summary>
public class DurableTests
{
    const int People = 16, Tasks = 400;

    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 2;

    [Theory, OnSqlite, OnPostgres]
    public async Task Everything_acknowledged_is_there_once_after_each_kill_and_drafts_come_back(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var (keys, project) = await Prepare(ground);
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var drafts = new ConcurrentDictionary<string, (string Key, long Saved)>(StringComparer.Ordinal);
        var seed = new Random(20261122);
        for (var round = 0; round < Rounds; round++)
        {
            var before = acknowledged.Count;
            var (server, url) = await Installed.Serve(ground.Data, ground.Database);
            using (server)
            {
                var working = keys.Select((key, n) => Work(url, project, key, new Random(seed.Next()), acknowledged, drafts, n)).ToList();
                await Poll.Until(() => Task.FromResult(acknowledged.Count >= before + 20 + seed.Next(40)));
                await Task.Delay(seed.Next(60));
                server.Kill();
                await Task.WhenAll(working);
            }
            await Check(ground, project, acknowledged, drafts);
        }
        acknowledged.Count.ShouldBeGreaterThan(Rounds * 20);
    }

    static async Task<(List<string> Keys, string Project)> Prepare(Ground ground)
    {
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        using var _ = server;
        using var owner = Client.WithKey(url, TestServer.OwnerKey);
        var dataset = (await owner.Post("/api/datasets", new { name = "Mails" })).Expect(201).Text("id");
        await Project.Import(owner, dataset, [.. Enumerable.Range(1, Tasks).Select(n => $"text {n}")]);
        var project = (await owner.Post("/api/projects", new { name = "Crash", datasetId = dataset, ontology = Project.Topics, redundancy = 3, method = "majority" })).Expect(201).Text("id");
        var keys = new List<string>();
        for (var n = 0; n < People; n++)
        {
            using var browser = Client.Browser(url);
            var link = (await owner.Post("/api/invitations", new { name = $"Member {n}", role = "annotator" })).Expect(201).Text("link");
            (await browser.Post("/api/session", new { token = TestServer.Token(link) })).Expect(200);
            keys.Add((await browser.Post("/api/keys", new { name = "k" })).Expect(201).Text("key"));
        }
        server.Kill();
        return (keys, project);
    }

    // Works until the server is gone. An answer whose reply never came may be there or not: it isn't acknowledged.
    static async Task Work(string url, string project, string key, Random random, ConcurrentDictionary<string, string> acknowledged,
        ConcurrentDictionary<string, (string, long)> drafts, int n)
    {
        using var by = Client.WithKey(url, key);
        try
        {
            for (;;)
            {
                var lease = (await by.Post($"/api/projects/{project}/take", new { holding = Array.Empty<string>() })).Expect(200).Text("assignment.id");
                if (!drafts.ContainsKey(lease))
                {
                    var change = new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = $"draft {n}" } } };
                    var saved = await by.Post($"/api/assignments/{lease}/drafts", new { from = 0, changes = new[] { change } });
                    if (saved.Status == 200)
                        drafts[lease] = (key, 1);
                }
                var answer = (await Project.Submit(by, lease, Project.Document(random.Next(2) == 0 ? "billing" : "technical"), $"key-{lease}")).Expect(201);
                acknowledged[answer.Text("id")] = lease;
                drafts.TryRemove(lease, out _);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The server was killed; that is what this test is about.
        }
    }

    static async Task Check(Ground ground, string project, ConcurrentDictionary<string, string> acknowledged, ConcurrentDictionary<string, (string Key, long Saved)> drafts)
    {
        var settings = new Groundwork.Server.Hosting.ServerSettings { Data = ground.Data, Database = ground.Database, Port = 0, CheckWalls = ground.Database is null };
        await using var server = await TestServer.Over(settings);
        var stored = (await server.All($"SELECT id, assignment FROM annotation", r => (Id: r.Text(0), Assignment: r.Text(1)))).ToDictionary(a => a.Id, a => a.Assignment, StringComparer.Ordinal);
        acknowledged.Where(a => stored.GetValueOrDefault(a.Key) != a.Value).ShouldBeEmpty("acknowledged and lost");
        stored.Values.Distinct().Count().ShouldBe(stored.Count, "doubled");
        (stored.Count - acknowledged.Count).ShouldBeLessThanOrEqualTo(People * Rounds, "more than what was in flight");
        await Ledger.IsExact(server, project);
        (await server.Count($"SELECT count(*) FROM annotation a WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject = a.id)")).ShouldBe(0);
        foreach (var (lease, (key, saved)) in drafts.Where(d => !stored.ContainsValue(d.Key)))
        {
            var again = (await server.ByKey(key).Get($"/api/assignments/{lease}")).Expect(200);
            again.Number("draft.saved").ShouldBe(saved);
            again["draft.document"].GetProperty("answers").GetProperty("topic").GetString()!.ShouldStartWith("draft");
        }
    }
}
