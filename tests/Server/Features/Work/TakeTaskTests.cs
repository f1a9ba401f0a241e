namespace Groundwork.Server.Tests.Features.Work;

/// <summary>TakeTask and the order of the queue.</summary>
public class TakeTaskTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_comes_with_what_one_needs_to_label_it_and_nothing_that_tells_it_from_another(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var ada = await server.Join("annotator");
        var taken = (await project.Take(ada)).Expect(200);
        (taken.Text("item.text"), taken.Text("projectName"), taken.Text("instructions"), taken.Number("ontologyVersion"), taken.Number("number")).ShouldBe(("text 1", "Support", "Read first.", 1, 1));
        taken.Number("assignment.expiresAt").ShouldBeInRange(server.Clock.NowMs + 14 * 60_000, server.Clock.NowMs + 15 * 60_000);
        var (task, item) = ((await server.All($"SELECT id FROM task", r => r.Text(0))), await server.All($"SELECT id FROM item", r => r.Text(0)));
        foreach (var hidden in task.Concat(item).Append("\"t1\"").Append("ordinal").Append("externalId").Append("metadata"))
            taken.Body.ShouldNotContain(hidden);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_come_by_priority_and_then_by_their_order(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6);
        await server.Change("Work", $"UPDATE task SET priority = 5 WHERE ordinal IN (4, 6)");
        await server.Change("Work", $"UPDATE task SET priority = -1 WHERE ordinal = 1");
        var ada = await server.Join("annotator");
        var order = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var taken = (await project.Take(ada)).Expect(200);
            order.Add(taken.Text("item.text"));
            (await Project.Submit(ada, taken.Text("assignment.id"), Project.Document("billing"))).Expect(201);
        }
        order.ShouldBe(["text 4", "text 6", "text 2", "text 3", "text 5", "text 1"]);
        (await project.Take(ada)).Expect(204);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_tab_that_holds_a_task_gets_the_next_one_and_another_tab_resumes(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 9);
        var ada = await server.Join("annotator");
        var first = await project.Lease(ada);
        (await project.Lease(ada)).ShouldBe(first);
        var held = new List<string> { first };
        for (var i = 0; i < 4; i++)
            held.Add(await project.Lease(ada, [.. held]));
        held.Distinct().Count().ShouldBe(5);
        (await project.Take(ada, [.. held])).Expect(409, "too_many_leases");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_one_gives_back_goes_to_others_and_not_to_oneself(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob, eve) = (await server.Join("annotator"), await server.Join("annotator", "Bob"), await server.Join("annotator", "Eve"));
        for (var i = 0; i < 3; i++)
            await project.Label(bob, "billing");
        (await ada.Post($"/api/assignments/{await project.Lease(ada)}/skip", new { reason = "unclear" })).Expect(204);
        (await project.Take(ada)).Expect(200).Text("item.text").ShouldBe("text 2");
        (await project.Take(eve)).Expect(200).Text("item.text").ShouldBe("text 1");
        await project.Label(ada, "billing");
        await project.Label(ada, "billing");
        (await project.Take(ada)).Expect(204);
        (await project.Take(bob)).Expect(204);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lease_that_ran_out_is_found_by_members_who_are_past_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 4);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await project.Lease(ada);
        for (var i = 0; i < 3; i++)
            await project.Label(bob, "billing");
        (await project.Take(bob)).Expect(204);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        (await project.Take(bob)).Expect(200).Text("item.text").ShouldBe("text 1");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_tabs_that_ask_at_once_get_no_task_twice(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 40, redundancy: 3);
        var ada = await server.Join("annotator");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => project.Take(ada)));
        answers.ShouldAllBe(a => a.Status == 200);
        await Ledger.NoTaskIsOverbooked(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_that_is_not_there_or_elsewhere_is_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await theirs.Take(server.Owner)).Expect(404, "not_found");
        (await server.Owner.Post("/api/projects/0197aaaa-0000-7000-8000-000000000000/take", new { })).Expect(404, "not_found");
        (await theirs.Take(await server.Join("viewer"))).Expect(403, "not_allowed");
        (await server.Count($"SELECT count(*) FROM assignment")).ShouldBe(0);
    }
}
