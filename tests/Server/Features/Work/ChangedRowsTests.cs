namespace Groundwork.Server.Tests.Features.Work;

/// <summary>Whoever keeps something beside the rows finds what changed by the number of the transaction that changed it.</summary>
public class ChangedRowsTests
{
    sealed record Mark(long Tx, long Changed);

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_change_of_a_task_bears_the_number_and_the_time_of_its_transaction(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 3);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var last = await See(server);
        last.Tx.ShouldBeGreaterThan(0);
        (await server.All($"SELECT t.item_ordinal, i.ordinal FROM task t JOIN item i ON i.id = t.item", r => (r.Long(0), r.Long(1)))).ShouldBe([(1L, 1L)]);
        (await server.Count($"SELECT count(*) FROM item WHERE tx > 0")).ShouldBe(1);

        async Task Changes(string what, Func<Task> change)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await change();
            var now = await See(server);
            now.Tx.ShouldBeGreaterThan(last.Tx, what);
            now.Changed.ShouldBeGreaterThan(last.Changed, what);
            last = now;
        }

        await Changes("taken", () => project.Lease(ada));
        await Changes("run out", async () =>
        {
            server.Clock.Advance(TimeSpan.FromMinutes(16));
            await Poll.Until(async () => await server.Count($"SELECT count(*) FROM assignment WHERE state = 'expired'") == 1);
        });
        var skipped = "";
        await Changes("taken again", async () => skipped = await project.Lease(bob));
        await Changes("skipped", async () => (await bob.Post($"/api/assignments/{skipped}/skip", new { reason = "unclear" })).Expect(204));
        await Changes("wanted of fewer people", async () => (await server.Owner.Patch($"/api/projects/{project.Id}", new { redundancy = 1 })).Expect(204));
        var eve = await server.Join("annotator", "Eve");
        await Changes("answered and completed", () => project.Label(eve, "billing"));
        var resolved = await server.Count($"SELECT tx FROM resolution");
        resolved.ShouldBeGreaterThan(0);
        await Changes("reopened", async () => (await server.Owner.Patch($"/api/projects/{project.Id}", new { redundancy = 2 })).Expect(204));
        await Changes("disputed", async () => await project.Label(await server.Join("annotator", "Finn"), "other", "spam"));
        (await server.Count($"SELECT tx FROM resolution")).ShouldBeGreaterThan(resolved);
    }

    static async Task<Mark> See(TestServer server) => (await server.All($"SELECT tx, changed FROM task", r => new Mark(r.Long(0), r.Long(1)))).Single();
}
