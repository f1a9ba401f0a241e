using System.Collections.Concurrent;
using System.Diagnostics;

namespace Groundwork.Server.Tests.Operation;

/// <summary>More to do than can be done: what can wait is refused before any work, what is acknowledged is durable, and health is always told.</summary>
public class OverloadTests
{
    [Theory, OnSqlite]
    public async Task While_the_database_is_held_up_the_heavy_is_refused_first_and_answers_last(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        using var release = new ManualResetEventSlim();
        var held = server.Db.Write(null, s => { release.Wait(); return ValueTask.CompletedTask; });
        var behind = server.Db.Write(null, s => ValueTask.CompletedTask);
        try
        {
            var writes = server.Db.Meter.Writes;
            await Poll.Until(() => Task.FromResult(writes.Wait > TimeSpan.FromMilliseconds(550)));
            Refused(await server.Owner.Get($"/api/projects/{project.Id}/tasks"));
            (await server.Owner.Get("/api/projects")).Expect(200);
            await Poll.Until(() => Task.FromResult(writes.Wait > TimeSpan.FromMilliseconds(1050)));
            Refused(await server.Owner.Get("/api/projects"));
            (await ada.Get($"/api/assignments/{lease}")).Expect(200);
            await Poll.Until(() => Task.FromResult(writes.Wait > TimeSpan.FromMilliseconds(2050)));
            Refused(await Project.Submit(ada, lease, Project.Document("billing")));
            (await server.Visitor().Get("/health/live")).Expect(200);
            (await server.Owner.Get("/metrics")).Expect(200).Body.ShouldContain("groundwork_requests_refused_total{reason=\"overload_work\"} 1\n");
        }
        finally
        {
            release.Set();
            await held;
            await behind;
        }
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Four_times_as_many_as_can_be_served_lose_nothing_that_was_acknowledged(Engine engine)
    {
        const int limit = 8, crowd = 32;
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(Requests: limit) });
        var project = await Project.Make(server, 400);
        var people = new List<Client>();
        for (var n = 0; n < crowd; n++)
            people.Add(await server.Join("annotator"));
        var (accepted, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<Answer>());
        var since = Stopwatch.GetTimestamp();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        await Task.WhenAll(people.Select(async by =>
        {
            while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(6))
            {
                var taken = await project.Take(by);
                if (taken.Status == 204)
                    return;
                if (taken.Status != 200)
                {
                    refused.Add(taken);
                    continue;
                }
                var (lease, key) = (taken.Text("assignment.id"), Guid.NewGuid().ToString());
                for (Answer sent; (sent = await Project.Submit(by, lease, Project.Document("billing"), key)).Status != 201;)
                    refused.Add(sent);
                accepted.Add(lease);
            }
        }));
        refused.ShouldNotBeEmpty("nobody was refused: the test tested nothing");
        foreach (var answer in refused)
            Refused(answer);
        var stored = (await server.All($"SELECT assignment FROM annotation", r => r.Text(0))).ToHashSet(StringComparer.Ordinal);
        accepted.Count.ShouldBeGreaterThan(50);
        accepted.ShouldAllBe(a => stored.Contains(a));
        stored.Count.ShouldBe(accepted.Count);
        await Ledger.IsExact(server, project.Id);
        refused.Clear();
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(64L << 20);
    }

    static void Refused(Answer answer)
    {
        answer.Expect(503, "overloaded");
        int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
    }
}
