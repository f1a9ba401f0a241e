namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 3: never more live leases and counted answers than a task wants, whoever stalls.</summary>
public class NoDoubleLeaseTests
{
    const int Workers = 64, Overlap = 3;

    // GROUNDWORK_QUEUE_TASKS makes a longer run of it.
    static int Tasks => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_QUEUE_TASKS"), System.Globalization.CultureInfo.InvariantCulture, out var tasks) ? tasks : 50;

    [Theory, OnSqlite, OnPostgres]
    public async Task Sixty_four_people_with_stalls_past_their_leases_answer_each_task_three_times_and_come_to_an_end(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, Tasks, Overlap);
        var people = await Crowd(server);
        var seeds = new Random(20261122);
        using var over = new CancellationTokenSource();
        var watching = Watch(server, project, over.Token);
        var late = await Task.WhenAll(people.Select((by, n) => Work(server, project, by, new Random(seeds.Next()), n)));
        await over.CancelAsync();
        await watching;
        // Those who stalled for good left leases behind; somebody picks them up, or the queue would never end.
        for (var pass = 0; pass < 20 && await server.Count($"SELECT count(*) FROM task WHERE answers < wants") > 0; pass++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(16));
            await Task.WhenAll(people.Select(async by =>
            {
                for (Answer taken; (taken = await project.Take(by)).Status == 200;)
                    (await Project.Submit(by, taken.Text("assignment.id"), Project.Document("billing"))).Expect(201);
            }));
        }
        await Ledger.IsExact(server, project.Id);
        (await server.All($"SELECT count(DISTINCT author) FROM annotation WHERE counted = 1 GROUP BY task", r => r.Long(0))).ShouldBe(Enumerable.Repeat((long)Overlap, Tasks));
        (await server.Count($"SELECT count(*) FROM task WHERE state IN ('available', 'leased', 'answered')")).ShouldBe(0);
        late.Sum().ShouldBeGreaterThan(0, "no lease ran out: the test tested nothing");
        foreach (var by in people.Take(5))
            (await project.Take(by)).Expect(204);
    }

    static async Task<List<Client>> Crowd(TestServer server)
    {
        const string accounts = "/Features/Accounts/Seed.cs";
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        await server.Db.Write(null, async s =>
        {
            for (var n = 0; n < Workers; n++)
            {
                var (id, name, key) = (s.NewId(), $"Worker {n}", Groundwork.Server.Hosting.Secrets.Hash($"gwk_worker-{n}"));
                await s.Run($"""
                    INSERT INTO member (id, workspace, name, role, kind, state, created) VALUES ({id}, {workspace}, {name}, 'annotator', 'person', 'active', {s.Now})
                    """, accounts);
                await s.Run($"""
                    INSERT INTO api_key (id, workspace, member, name, hash, created)
                    VALUES ({s.NewId()}, {workspace}, {id}, {"k"}, {key}, {s.Now})
                    """, accounts);
            }
        });
        return [.. Enumerable.Range(0, Workers).Select(n => server.ByKey($"gwk_worker-{n}"))];
    }

    // How many of this worker's answers were late.
    static async Task<int> Work(TestServer server, Project project, Client by, Random random, int n)
    {
        var late = 0;
        for (Answer taken; (taken = await project.Take(by)).Status == 200;)
        {
            var chance = random.NextDouble();
            if (chance < 0.15)
                server.Clock.Advance(TimeSpan.FromMinutes(16));
            else if (chance < 0.2)
                return late;
            else if (chance < 0.25)
            {
                (await by.Post($"/api/assignments/{taken.Text("assignment.id")}/skip", new { reason = "unclear" })).Expect(204);
                continue;
            }
            var answer = (await Project.Submit(by, taken.Text("assignment.id"), Project.Document(n % 3 == 0 ? "technical" : "billing"))).Expect(201);
            late += answer["late"].GetBoolean() ? 1 : 0;
        }
        return late;
    }

    static async Task Watch(TestServer server, Project project, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Ledger.NoTaskIsOverbooked(server, project.Id);
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
