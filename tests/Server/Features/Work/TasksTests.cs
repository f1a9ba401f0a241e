namespace Groundwork.Server.Tests.Features.Work;

/// <summary>GetTask and MyWork.</summary>
public class TasksTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_shows_its_item_who_answered_what_and_what_is_believed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await project.Label(ada, "other", "spam");
        await project.Label(bob, "other", "spam");
        var task = await project.See();
        (task.Text("state"), task.Number("wants"), task.Text("item.text"), task.Text("item.externalId")).ShouldBe(("completed", 2, "text 1", "t1"));
        task["answers"].EnumerateArray().Select(a => a.GetProperty("author").GetProperty("name").GetString()).ShouldBe(["Ada", "Bob"], ignoreOrder: true);
        task["answers"][0].GetProperty("document").GetProperty("answers").GetProperty("why").GetString().ShouldBe("spam");
        task["answers"][0].GetProperty("activeMs").GetInt64().ShouldBe(1200);
        (task.Text("resolution.method"), task["resolution.questions"].GetProperty("topic").GetProperty("value").GetString()).ShouldBe(("majority", "other"));
        task["previousId"].GetString().ShouldBeNull();
        task.Text("nextId").ShouldBe(await project.TaskId(2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_that_are_not_there_or_elsewhere_are_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var theirs = await Project.Make(server, by: stranger);
        foreach (var id in (string[])[await theirs.TaskId(by: stranger), Nobodys])
            (await server.Owner.Get($"/api/tasks/{id}")).Expect(404, "not_found");
        (await server.Owner.Get($"/api/projects/{theirs.Id}/tasks")).Expect(404, "not_found");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task My_work_says_what_is_waiting_begun_and_done(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 4, redundancy: 2);
        await Project.Make(server, by: await server.Stranger());
        var ada = await server.Join("annotator");
        await project.Label(ada, "billing");
        var begun = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{begun}/drafts", new { from = 0, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = "billing" } } } } })).Expect(200);
        var work = (await ada.Get("/api/work")).Expect(200);
        var row = work["projects"].EnumerateArray().ShouldHaveSingleItem();
        (row.GetProperty("name").GetString(), row.GetProperty("done").GetInt64(), row.GetProperty("doneToday").GetInt64(), row.GetProperty("drafts").GetInt64()).ShouldBe(("Support", 1, 1, 1));
        row.GetProperty("waiting").GetInt64().ShouldBe(3);
        (work.Number("today.answers"), work.Number("today.activeMs")).ShouldBe((1, 1200));
        work["drafts"].EnumerateArray().ShouldHaveSingleItem().GetProperty("assignmentId").GetString().ShouldBe(begun);
        work["recent"].EnumerateArray().ShouldHaveSingleItem().GetProperty("excerpt").GetString().ShouldBe("text 1");
        server.Clock.Advance(TimeSpan.FromDays(1));
        (await ada.Get("/api/work")).Number("today.answers").ShouldBe(0);
    }
}
