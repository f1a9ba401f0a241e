namespace Groundwork.Server.Tests.Invariants;

/// <summary>What the disk doesn't confirm isn't acknowledged: every flush of a real server's process fails, the database's own included.</summary>
public class NoFlushTests
{
    const int Leases = 4;

    [Theory, OnSqlite]
    public async Task While_no_flush_succeeds_no_answer_is_taken_and_afterwards_each_is_taken_once(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        string project, key;
        var leases = new List<string>();
        var (first, url) = await Installed.Serve(ground.Data, null);
        using (first)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            var dataset = (await owner.Post("/api/datasets", new { name = "Mails" })).Expect(201).Text("id");
            await Project.Import(owner, dataset, [.. Enumerable.Range(1, 20).Select(n => $"text {n}")]);
            project = (await owner.Post("/api/projects", new { name = "Disk", datasetId = dataset, ontology = Project.Topics, redundancy = 1 })).Expect(201).Text("id");
            key = (await owner.Post("/api/keys", new { name = "k" })).Expect(201).Text("key");
            for (var i = 0; i < Leases; i++)
                leases.Add((await owner.Post($"/api/projects/{project}/take", new { holding = leases })).Expect(200).Text("assignment.id"));
            first.Kill();
        }
        var trace = Path.Combine(ground.Data, "trace");
        // Each thread has as many as a start takes; the writer's are used up by what is saved until something is refused.
        var (second, at) = await Installed.Serve(ground.Data, null, "strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", trace, "-e", "trace=fsync,fdatasync",
            "-e", "inject=fsync,fdatasync:error=EIO:when=20+");
        using (second)
        using (var owner = Client.WithKey(at, key))
        {
            var n = 0;
            await Poll.Until(async () => (await owner.Post("/api/datasets", new { name = $"One more {n++}" })).Status == 503);
            for (var round = 0; round < 3; round++)
                foreach (var lease in leases)
                    (await Project.Submit(owner, lease, Project.Document("billing"), $"key-{lease}")).Expect(503, "storage_unavailable");
            (await owner.Get($"/api/projects/{project}")).Expect(200);
            File.ReadLines(trace).Count(l => l.Contains("(INJECTED)", StringComparison.Ordinal)).ShouldBeGreaterThan(Leases * 3);
            second.Kill();
        }
        var (third, now) = await Installed.Serve(ground.Data, null);
        using (third)
        using (var owner = Client.WithKey(now, key))
        {
            foreach (var lease in leases)
                (await Project.Submit(owner, lease, Project.Document("billing"), $"key-{lease}")).Expect(201);
            (await owner.Get($"/api/projects/{project}")).Expect(200)["progress"].GetProperty("answers").GetInt64().ShouldBe(Leases);
            third.Kill();
        }
    }
}
