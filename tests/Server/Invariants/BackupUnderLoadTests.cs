using System.Collections.Concurrent;
using Groundwork.Server.Tests.Features.Admin;
using Groundwork.Server.Tests.Features.Audit;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>A backup is of one moment: all that was acknowledged before it began is in it, and nothing in it is half there.</summary>
public class BackupUnderLoadTests
{
    const int People = 8, Tasks = 1500, Backups = 3;

    [Theory, OnSqlite, OnPostgres]
    public async Task While_eight_people_submit_each_backup_is_a_whole_moment_of_their_work(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: Tasks, redundancy: People);
        var crowd = new List<Client>();
        for (var n = 0; n < People; n++)
            crowd.Add(await server.Join("annotator", $"Person {n}"));
        var acknowledged = new ConcurrentQueue<string>();
        using var enough = new CancellationTokenSource();
        var working = crowd.Select(by => Work(project, by, acknowledged, enough.Token)).ToList();
        var taken = new List<(string Path, List<string> Before)>();
        for (var n = 0; n < Backups; n++)
        {
            await Poll.Until(() => Task.FromResult(acknowledged.Count >= (n + 1) * 60));
            var before = acknowledged.ToList();
            taken.Add((await BackupTests.Backup(server), before));
            acknowledged.Count.ShouldBeGreaterThan(before.Count, "they went on meanwhile");
        }
        await enough.CancelAsync();
        await Task.WhenAll(working);

        var all = acknowledged.ToHashSet(StringComparer.Ordinal);
        foreach (var (path, before) in taken)
        {
            await using var ground = await Ground.Empty(engine);
            (await ground.Run("restore", path)).Good();
            await using var restored = await TestServer.Over(BackupTests.Settings(ground));
            var stored = (await restored.All($"SELECT id FROM annotation", r => r.Text(0))).ToHashSet(StringComparer.Ordinal);
            before.Where(id => !stored.Contains(id)).ShouldBeEmpty("acknowledged before the backup began");
            stored.Where(id => !all.Contains(id)).ShouldBeEmpty("of nobody's work");
            await Ledger.IsExact(restored, project.Id);
            foreach (var dangling in (long[])[
                await restored.Count($"SELECT count(*) FROM annotation a WHERE NOT EXISTS (SELECT 1 FROM assignment s WHERE s.id = a.assignment AND s.task = a.task AND s.state = 'submitted')"),
                await restored.Count($"SELECT count(*) FROM assignment s WHERE s.state = 'submitted' AND NOT EXISTS (SELECT 1 FROM annotation a WHERE a.assignment = s.id)"),
                await restored.Count($"SELECT count(*) FROM annotation a WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject = a.id)"),
                await restored.Count($"SELECT count(*) FROM annotation a WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.subject = a.id)"),
                await restored.Count($"SELECT count(*) FROM task t WHERE NOT EXISTS (SELECT 1 FROM item i WHERE i.id = t.item)")])
                dangling.ShouldBe(0);
            await VerifyLogTests.Chained(restored);
            (await VerifyLogTests.Verify(restored)).Faults.ShouldBeEmpty();
        }
    }

    static async Task Work(Project project, Client by, ConcurrentQueue<string> acknowledged, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            acknowledged.Enqueue((await project.Label(by, "billing")).Text("id"));
    }
}
