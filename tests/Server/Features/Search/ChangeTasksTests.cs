using Groundwork.Server.Features.Work;

namespace Groundwork.Server.Tests.Features.Search;

/// <summary>ChangeTasks: batches, priorities, cancelling and reopening of many tasks, with exact counters and a right queue.</summary>
public class ChangeTasksTests
{
    static async Task<long> Change(Project project, object change) =>
        (await project.Server.Owner.Post($"/api/projects/{project.Id}/tasks/change", change)).Expect(200).Number("changed");

    static object State(params string[] states) => new { field = "state", @is = states };

    static async Task<Dictionary<string, long>> States(Project project) =>
        (await project.Server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("state");

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_go_into_a_batch_by_name_and_out_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 250);
        var some = new { filter = new[] { new { field = "text", has = "text 1" } }, batch = " Pilot " };
        (await Change(project, some)).ShouldBe(111);
        (await Change(project, some)).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM batch")).ShouldBe(1);
        (await project.Tasks(Table.Filter(new { field = "batch", @is = new[] { "Pilot" } }))).Items.ShouldAllBe(t => t.GetProperty("batch").GetString() == "Pilot");
        (await Change(project, new { filter = Array.Empty<object>(), batch = "" })).ShouldBe(111);
        (await project.Tasks(Table.Filter(new { field = "batch", @is = new[] { "" } }))).Number("count").ShouldBe(250);
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'tasks.changed' AND subject = {project.Id} AND after_hash IS NOT NULL")).ShouldBeGreaterThanOrEqualTo(4);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Priority_moves_tasks_in_the_queue_and_nobody_misses_one(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 8, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"));
        for (var i = 0; i < 3; i++)
            await project.Label(ada, "billing");
        (await Change(project, new { ids = new[] { await project.TaskId(6), await project.TaskId(7) }, priority = 2 })).ShouldBe(2);
        async Task<long> Next(Client by)
        {
            var lease = await project.Lease(by);
            (await Project.Submit(by, lease, Project.Document("billing"))).Expect(201);
            return (await server.All($"SELECT t.ordinal FROM task t JOIN assignment a ON a.task = t.id WHERE a.id = {lease}", r => r.Long(0)))[0];
        }

        (await Next(bob)).ShouldBe(6);
        (await Next(ada)).ShouldBe(6);
        // Behind both, at the level that both have come through to seven.
        (await Next(bob)).ShouldBe(7);
        (await Next(bob)).ShouldBe(1);
        (await Change(project, new { ids = new[] { await project.TaskId(2), await project.TaskId(5) }, priority = 2 })).ShouldBe(2);
        (await Next(bob)).ShouldBe(2);
        (await Next(bob)).ShouldBe(5);
        // And back to where they have been already.
        (await Change(project, new { filter = Array.Empty<object>(), priority = 0 })).ShouldBe(4);
        var (adas, bobs) = (new List<long>(), new List<long>());
        for (var i = 0; i < 4; i++)
            adas.Add(await Next(ada));
        for (var i = 0; i < 3; i++)
            bobs.Add(await Next(bob));
        adas.Order().ShouldBe([4, 5, 7, 8]);
        bobs.Order().ShouldBe([3, 4, 8]);
        (await project.Take(ada)).Expect(204);
        (await project.Take(bob)).Expect(204);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancelling_ends_the_work_with_a_clear_word_and_reopening_brings_it_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"));
        foreach (var person in (Client[])[ada, bob])
            await project.Label(person, "billing");
        await project.Label(ada, "billing");
        var lease = await project.Lease(bob);
        var before = await States(project);
        (await Change(project, new { filter = Array.Empty<object>(), cancel = true })).ShouldBe(6);
        (await Change(project, new { filter = Array.Empty<object>(), cancel = true })).ShouldBe(0);
        (await States(project)).ShouldBe(new Dictionary<string, long> { ["cancelled"] = 6 });
        await Ledger.IsExact(server, project.Id);
        (await Project.Submit(bob, lease, Project.Document("billing"))).Expect(409, "cancelled");
        (await bob.Post($"/api/assignments/{lease}/heartbeat")).Text("state").ShouldBe("cancelled");
        (await project.Take(bob)).Expect(204);
        (await Change(project, new { filter = new[] { State("cancelled") }, reopen = true })).ShouldBe(6);
        (await States(project)).ShouldBe(new Dictionary<string, long> { ["completed"] = before["completed"], ["available"] = 5 }, ignoreOrder: true);
        await Ledger.IsExact(server, project.Id);
        // The lease that ended with the task counts as run out: what was begun may be finished.
        (await Project.Submit(bob, lease, Project.Document("billing"))).Expect(201);
        (await States(project))["completed"].ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
        // Completed ones want one more answer, from somebody else.
        (await Change(project, new { filter = new[] { State("completed") }, reopen = true })).ShouldBe(2);
        (await Change(project, new { filter = new[] { State("completed") }, reopen = true })).ShouldBe(0);
        var cyd = await server.Join("annotator", "Cyd");
        (await project.Label(cyd, "billing")).Text("state").ShouldBe("completed");
        (await project.See()).Number("wants").ShouldBe(3);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_at_once_and_people_at_work_leave_exact_counters(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 400, redundancy: 2);
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => server.Join("annotator", $"Person {i}")));
        var working = people.Select(async person =>
        {
            for (var i = 0; i < 20; i++)
            {
                var taken = await project.Take(person);
                if (taken.Status == 200)
                    (await Project.Submit(person, taken.Text("assignment.id"), Project.Document("billing"))).Status.ShouldBeOneOf(201, 409);
            }
        });
        async Task Manage()
        {
            foreach (var change in (object[])[new { filter = Array.Empty<object>(), priority = 3 }, new { filter = new[] { State("available", "leased") }, cancel = true },
                new { filter = new[] { State("cancelled") }, reopen = true }, new { filter = Array.Empty<object>(), batch = "all", priority = 0 }])
                await Change(project, change);
        }

        await Task.WhenAll([.. working, Manage(), Manage()]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_makes_no_sense_is_refused_with_all_that_is_wrong(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        async Task Refused(object change, params string[] paths) =>
            (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", change)).Expect(400, "invalid").FaultPaths.ShouldBe(paths, ignoreOrder: true);
        await Refused(new { }, "", "/ids");
        await Refused(new { ids = new[] { "x" }, filter = Array.Empty<object>(), cancel = true }, "/ids");
        await Refused(new { ids = new[] { "x" }, cancel = true, reopen = true, priority = 101, batch = "a\nb" }, "/reopen", "/priority", "/batch");
        await Refused(new { filter = new[] { new { field = "nothing" } }, cancel = true }, "/filter/0");
        await Refused(new { ids = Enumerable.Repeat("x", 10_001), cancel = true }, "/ids");
        (await Change(project, new { ids = new[] { "nobody's" }, cancel = true })).ShouldBe(0);
        (await (await server.Join("viewer")).Post($"/api/projects/{project.Id}/tasks/change", new { })).Expect(403, "not_allowed");
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Owner.Post($"/api/projects/{theirs.Id}/tasks/change", new { filter = Array.Empty<object>(), cancel = true })).Expect(404, "not_found");
        (await Change(project, new { ids = await server.All($"SELECT id FROM task WHERE project = {theirs.Id}", r => r.Text(0)), cancel = true })).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_costs_the_same_right_after_many_changed_their_priority(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1500, redundancy: 3);
        var ada = await server.Join("annotator");
        Task<long> Cost() => Meter.OfTaking(server, project.Id, ada);

        for (var i = 0; i < 5; i++)
            await Cost();
        var usual = await Cost();
        await Change(project, new { filter = Array.Empty<object>(), priority = 1 });
        if (engine == Engine.Postgres)
            await server.Change("Work", $"ANALYZE");
        var costs = new List<long>();
        for (var i = 0; i < 7; i++)
            costs.Add(await Cost());
        costs.Order().ElementAt(3).ShouldBeLessThan(usual * 3 + 1500, $"{usual} before, {string.Join(' ', costs)} after");
    }
}
