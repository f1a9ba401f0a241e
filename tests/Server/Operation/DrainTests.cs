using System.Collections.Concurrent;

namespace Groundwork.Server.Tests.Operation;

/// <summary>The end of a server that is asked to end: nobody who was acknowledged loses anything, and what was begun goes on with the next start.</summary>
public class DrainTests
{
    const int Rounds = 6;

    [Theory, OnSqlite, OnPostgres]
    public async Task Ended_under_load_again_and_again_it_keeps_what_it_acknowledged_and_jobs_go_on_once(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var stored = new ConcurrentBag<string>();
        string? project = null;
        var jobs = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var (server, url) = await Installed.Serve(ground.Data, ground.Database);
            using var _ = server;
            using var owner = Client.WithKey(url, TestServer.OwnerKey);
            project ??= await Make(owner);
            using var over = new CancellationTokenSource();
            var people = Enumerable.Range(0, 6).Select(n => Label(url, project, stored, over.Token)).ToList();
            await Task.Delay(300 + 100 * round);
            jobs.Add((await owner.Post($"/api/projects/{project}/snapshots", new { name = $"s{round}" })).Text("id"));
            server.Terminate();
            (await server.Code(TimeSpan.FromSeconds(35))).ShouldBe(0);
            await over.CancelAsync();
            // A connection that is closed before an answer acknowledged nothing; any other failure is one.
            (await Task.WhenAll(people)).ShouldAllBe(unexpected => unexpected == 0);
        }
        stored.Count.ShouldBeGreaterThan(Rounds);
        var (last, at) = await Installed.Serve(ground.Data, ground.Database);
        using var __ = last;
        using var reader = Client.WithKey(at, TestServer.OwnerKey);
        await Poll.Until(async () => (await reader.Get($"/api/projects/{project}/snapshots")).Expect(200).Items.Count >= Rounds, seconds: 40);
        (await reader.Get($"/api/projects/{project}/snapshots")).Items.Count.ShouldBe(Rounds);
        foreach (var id in stored)
            (await reader.Get($"/api/annotations/{id}")).Expect(200);
        stored.Distinct(StringComparer.Ordinal).Count().ShouldBe(stored.Count);
    }

    [Theory, OnSqlite]
    public async Task Asked_to_end_it_says_that_it_is_not_ready_and_still_answers_until_the_wait_is_over(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var (server, url) = await Installed.Serve(ground.Data, ground.Database, ["--drain-wait", "3"], []);
        using var _ = server;
        using var owner = Client.WithKey(url, TestServer.OwnerKey);
        (await owner.Get("/health/ready")).Expect(200);
        server.Terminate();
        var draining = await Poll.Until(() => owner.Get("/health/ready"), a => a.Status == 503);
        draining.Expect(503, "draining").Headers.ContainsKey("Retry-After").ShouldBeTrue();
        (await owner.Get("/health/live")).Expect(200);
        (await owner.Post("/api/datasets", new { name = "Late" })).Expect(201).Headers["Connection"].ShouldBe("close");
        (await server.Code(TimeSpan.FromSeconds(20))).ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task Asked_a_second_time_it_ends_at_once(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var (server, _) = await Installed.Serve(ground.Data, ground.Database, ["--drain-wait", "60"], []);
        using var __ = server;
        server.Terminate();
        (await server.Code(TimeSpan.FromSeconds(2))).ShouldBeNull();
        server.Terminate();
        (await server.Code(TimeSpan.FromSeconds(5))).ShouldBe(143);
    }

    static async Task<string> Make(Client owner)
    {
        var dataset = (await owner.Post("/api/datasets", new { name = "mails" })).Expect(201).Text("id");
        await Project.Import(owner, dataset, [.. Enumerable.Range(1, 3000).Select(n => $"text {n}")]);
        return (await owner.Post("/api/projects", new { name = "Support", datasetId = dataset, ontology = Project.Topics, instructions = "", redundancy = 1, method = "majority" })).Expect(201).Text("id");
    }

    // How many answers were neither an acknowledgement nor a request to come later.
    static async Task<int> Label(string url, string project, ConcurrentBag<string> stored, CancellationToken over)
    {
        using var by = Client.WithKey(url, TestServer.OwnerKey);
        var unexpected = 0;
        try
        {
            while (!over.IsCancellationRequested)
            {
                var taken = await by.Post($"/api/projects/{project}/take", new { });
                if (taken.Status != 200)
                {
                    unexpected += taken.Status is 409 or 503 ? 0 : 1;
                    continue;
                }
                var sent = await Project.Submit(by, taken.Text("assignment.id"), Project.Document("billing"));
                if (sent.Status == 201)
                    stored.Add(sent.Text("id"));
                else
                    unexpected += sent.Status is 409 or 503 ? 0 : 1;
            }
        }
        catch (HttpRequestException)
        {
        }
        return unexpected;
    }
}
