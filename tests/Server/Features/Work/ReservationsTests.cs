using Groundwork.Server.Features.Work;

namespace Groundwork.Server.Tests.Features.Work;

/// <summary>Tasks that are kept for people, by ChangeTasks: who is given them, what frees them, what they want, and what takes a change back.</summary>
public class ReservationsTests
{
    static async Task<Answer> Change(Project project, object change) =>
        (await project.Server.Owner.Post($"/api/projects/{project.Id}/tasks/change", change)).Expect(200);

    static async Task Assign(Project project, string[] people, params int[] ordinals)
    {
        var ids = new List<string>();
        foreach (var ordinal in ordinals)
            ids.Add(await project.TaskId(ordinal));
        (await Change(project, new { ids, assign = people })).Number("changed").ShouldBe(ordinals.Length);
    }

    static async Task<string> Next(Project project, Client by)
    {
        var taken = await project.Take(by);
        if (taken.Status == 204)
            return "";
        (await Project.Submit(by, taken.Expect(200).Text("assignment.id"), Project.Document("billing"))).Expect(201);
        return taken.Text("item.text");
    }

    static async Task<long> Kept(Client by) => (await by.Get("/api/work"))["projects"][0].GetProperty("assigned").GetInt64();

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_kept_for_somebody_comes_to_them_first_and_to_nobody_else(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 8);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await Assign(project, [ada.Member], 1, 5, 6);
        await Assign(project, [ada.Member, bob.Member], 7);
        (await project.See(7)).Number("wants").ShouldBe(2);
        ((await Kept(ada)), (await Kept(bob))).ShouldBe((4, 1));
        foreach (var expected in (string[])["text 7", "text 2", "text 3"])
            (await Next(project, bob)).ShouldBe(expected);
        foreach (var expected in (string[])["text 1", "text 5", "text 6", "text 7", "text 4"])
            (await Next(project, ada)).ShouldBe(expected);
        (await Kept(ada)).ShouldBe(0);
        (await Next(project, bob)).ShouldBe("text 8");
        ((await Next(project, ada)), (await Next(project, bob))).ShouldBe(("", ""));
        var seen = await project.See(7);
        (seen.Text("state"), seen.ItemsOf("assigned").Count).ShouldBe(("completed", 2));
        (await project.Tasks(Table.Filter(new { field = "assigned", @is = new[] { ada.Member } }))).Ordinals().ShouldBe([1, 5, 6, 7]);
        (await project.Tasks(Table.Filter(new { field = "assigned", @is = new[] { "" } }))).Ordinals().ShouldBe([2, 3, 4, 8]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_redundancy_counts_and_others_come_after_those_it_was_kept_for(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await Assign(project, [ada.Member], 1);
        (await Next(project, bob)).ShouldBe("");
        (await Next(project, ada)).ShouldBe("text 1");
        (await Next(project, bob)).ShouldBe("text 1");
        (await project.See()).Text("state").ShouldBe("completed");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_ran_out_waits_for_the_same_person_and_what_they_skip_is_everybodys(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await Assign(project, [ada.Member], 2, 3);
        var lease = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{lease}/drafts", new { from = 0, changes = new[] { new { set = new Dictionary<string, object> { ["/answers/topic"] = "other" } } } })).Status.ShouldBeOneOf(200, 400);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        (await Next(project, bob)).ShouldBe("text 1");
        (await Next(project, bob)).ShouldBe("");
        (await project.Lease(ada)).ShouldBe(lease);
        (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "unclear" })).Expect(204);
        (await Next(project, bob)).ShouldBe("text 2");
        (await Next(project, ada)).ShouldBe("text 3");
        (await Next(project, ada)).ShouldBe("");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_paused_removed_or_may_not_label_any_more_frees_theirs(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6);
        var (ada, bob, cyd, eve) = (await server.Join("annotator"), await server.Join("annotator", "Bob"), await server.Join("annotator", "Cyd"), await server.Join("annotator", "Eve"));
        await Assign(project, [ada.Member], 1, 2);
        await Assign(project, [bob.Member], 3, 4);
        await Assign(project, [cyd.Member], 5, 6);
        (await project.Take(eve)).Expect(204);
        await project.Lease(ada);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" })).Expect(204);
        (await server.Owner.Delete($"/api/members/{bob.Member}")).Expect(204);
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{cyd.Member}", new { role = "viewer" })).Status.ShouldBeOneOf(200, 204);
        await Poll.Until(async () => await server.Count($"SELECT count(*) FROM reservation") == 0);
        await Ledger.IsExact(server, project.Id);
        var seen = new List<string>();
        for (var next = await Next(project, eve); next.Length > 0; next = await Next(project, eve))
            seen.Add(next);
        seen.Order(StringComparer.Ordinal).ShouldBe(["text 1", "text 2", "text 3", "text 4", "text 5", "text 6"]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Batches_priorities_and_cancelling_hold_for_what_is_kept_as_well(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 5);
        await server.AnotherLeads();
        var ada = await server.Join("annotator");
        await Assign(project, [ada.Member], 2, 3, 4, 5);
        await Change(project, new { ids = new[] { await project.TaskId(2) }, batch = "Pilot" });
        await Change(project, new { ids = new[] { await project.TaskId(5) }, priority = 3 });
        await Change(project, new { ids = new[] { await project.TaskId(4) }, cancel = true });
        var batch = (await server.Owner.Get($"/api/projects/{project.Id}/batches")).Items[0].GetProperty("id").GetString();
        (await server.Owner.Patch($"/api/projects/{project.Id}/batches/{batch}", new { state = "paused" })).Expect(204);
        (await Kept(ada)).ShouldBe(2);
        foreach (var expected in (string[])["text 5", "text 3", "text 1", ""])
            (await Next(project, ada)).ShouldBe(expected);
        (await server.Owner.Patch($"/api/projects/{project.Id}/batches/{batch}", new { state = "open" })).Expect(204);
        await Change(project, new { ids = new[] { await project.TaskId(4) }, reopen = true });
        foreach (var expected in (string[])["text 2", "text 4", ""])
            (await Next(project, ada)).ShouldBe(expected);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_of_many_tasks_is_taken_back_as_a_whole(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 240);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        for (var i = 0; i < 3; i++)
            await Next(project, bob);
        await Change(project, new { ids = new[] { await project.TaskId(7), await project.TaskId(8) }, batch = "First", priority = 2, assign = new[] { bob.Member } });
        async Task<List<(long, long, long, string?, string?, string)>> All() => await server.All($"SELECT ordinal, wants, priority, batch, lane, state FROM task WHERE project = {project.Id} ORDER BY ordinal",
            r => (r.Long(0), r.Long(1), r.Long(2), r.TextOrNull(3), r.TextOrNull(4), r.Text(5)));
        var before = await All();
        var everything = Array.Empty<object>();
        foreach (var change in (object[])[new { filter = everything, batch = "Second", priority = 5 }, new { filter = everything, assign = new[] { ada.Member } }, new { filter = everything, cancel = true },
            new { filter = everything, reopen = true, more = 2 }])
        {
            var done = await Change(project, change);
            (await All()).ShouldNotBe(before);
            await Ledger.IsExact(server, project.Id);
            (await server.Owner.Post($"/api/undo/{done.Text("undo")}")).Expect(204);
            (await All()).ShouldBe(before);
            (await server.All($"SELECT task || member FROM reservation WHERE project = {project.Id}", r => r.Text(0))).Count.ShouldBe(2);
            await Ledger.IsExact(server, project.Id);
            (await server.Owner.Post($"/api/undo/{done.Text("undo")}")).Expect(404, "not_found");
        }
        (await Next(project, bob)).ShouldBe("text 7");
        var last = await Change(project, new { filter = everything, cancel = true });
        (await ada.Post($"/api/undo/{last.Text("undo")}")).Expect(403, "not_allowed");
        (await (await server.Stranger()).Post($"/api/undo/{last.Text("undo")}")).Expect(404, "not_found");
        server.Clock.Advance(TimeSpan.FromHours(25));
        (await server.Owner.Post($"/api/undo/{last.Text("undo")}")).Expect(404, "not_found");
        (await server.Count($"SELECT count(*) FROM task_change")).ShouldBeGreaterThan(0);
        await new Groundwork.Server.Features.Work.ForgetTaskChanges(server.Db).Round(default);
        (await server.Count($"SELECT (SELECT count(*) FROM task_change) + (SELECT count(*) FROM task_before)")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Work_goes_on_exactly_while_managers_assign_and_free(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 200, redundancy: 2);
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => server.Join("annotator", $"Person {i}")));
        var working = people.Select(async (person, n) =>
        {
            for (var i = 0; i < 25; i++)
            {
                var taken = await project.Take(person);
                if (taken.Status != 200)
                    continue;
                var lease = taken.Text("assignment.id");
                if (i % 5 == n)
                    await person.Post($"/api/assignments/{lease}/skip", new { reason = "unclear" });
                else
                    (await Project.Submit(person, lease, Project.Document("billing"))).Status.ShouldBeOneOf(201, 409);
            }
        });
        async Task Manage()
        {
            foreach (var who in (string[][])[[people[0].Member], [people[1].Member, people[2].Member], [], [people[2].Member]])
                await Change(project, new { filter = Array.Empty<object>(), assign = who });
        }

        await Task.WhenAll([.. working, Manage(), Manage()]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_next_task_costs_the_same_however_many_are_kept(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3000);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await Change(project, new { filter = Array.Empty<object>(), assign = new[] { ada.Member } });
        await Change(project, new { ids = new[] { await LastTask(server, 3000), await LastTask(server, 2999), await LastTask(server, 2998), await LastTask(server, 2997) }, assign = Array.Empty<string>() });
        if (engine == Engine.Postgres)
            await server.Change("Work", $"ANALYZE");
        foreach (var person in (Client[])[ada, bob])
        {
            var costs = new List<long>();
            for (var i = 0; i < 3; i++)
                costs.Add(await Meter.OfTaking(server, project.Id, person));
            costs.Order().ElementAt(1).ShouldBeLessThan(engine == Engine.Postgres ? 250 : 6000, string.Join(' ', costs));
        }
    }

    static async Task<string> LastTask(TestServer server, long ordinal) => (await server.All($"SELECT id FROM task WHERE ordinal = {ordinal}", r => r.Text(0)))[0];

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_people_who_may_label_here_are_given_tasks(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var (viewer, paused) = (await server.Join("viewer"), await server.Join("annotator", "Bob"));
        (await server.Owner.Patch($"/api/members/{paused.Member}", new { state = "paused" })).Expect(204);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { filter = Array.Empty<object>(), assign = new[] { viewer.Member, paused.Member, "nobody" }, cancel = true, more = 2 }))
            .Expect(400, "invalid").FaultPaths.ShouldBe(["/assign/0", "/assign/1", "/assign/2", "/assign", "/more"], ignoreOrder: true);
        (await server.Count($"SELECT count(*) FROM reservation")).ShouldBe(0);
    }
}
