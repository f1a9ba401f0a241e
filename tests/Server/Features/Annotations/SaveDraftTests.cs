namespace Groundwork.Server.Tests.Features.Annotations;

public class SaveDraftTests
{
    static object Change(string? before, string? after) => new { put = new Dictionary<string, object> { ["answers/topic"] = new { before, after } } };

    static Task<Answer> Save(Client by, string lease, long from, params object[] changes) => by.Post($"/api/assignments/{lease}/drafts", new { from, changes });

    [Theory, OnSqlite, OnPostgres]
    public async Task Drafts_come_back_when_the_task_is_opened_again_after_a_restart_and_after_the_lease(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var key = (await ada.Post("/api/keys", new { name = "k" })).Text("key");
        var lease = await project.Lease(ada);
        (await Save(ada, lease, 0, Change(null, "billing"), Change("billing", "technical"))).Expect(200).Number("saved").ShouldBe(2);
        (await Save(ada, lease, 2, Change("technical", "other"))).Expect(200).Number("saved").ShouldBe(3);
        await server.Restart();
        server.Clock.Advance(TimeSpan.FromHours(2));
        var again = (await server.ByKey(key).Get($"/api/assignments/{lease}")).Expect(200);
        (again.Number("draft.saved"), again["draft.document"].GetProperty("answers").GetProperty("topic").GetString()).ShouldBe((3, "other"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_numbers_again_do_no_harm_and_may_bring_more(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await Save(ada, lease, 0, Change(null, "billing"))).Expect(200).Number("saved").ShouldBe(1)));
        (await Save(ada, lease, 0, Change(null, "billing"), Change("billing", "other"))).Expect(200).Number("saved").ShouldBe(2);
        (await Save(ada, lease, 0, Change(null, "billing"))).Expect(200).Number("saved").ShouldBe(2);
        (await Save(ada, lease, 2)).Expect(200).Number("saved").ShouldBe(2);
        (await server.Count($"SELECT count(*) FROM draft_change")).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_windows_changes_are_a_conflict_that_shows_the_saved_state(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Save(ada, lease, 0, Change(null, "billing"))).Expect(200);
        foreach (var conflict in (Answer[])[await Save(ada, lease, 0, Change(null, "technical")), await Save(ada, lease, 5, Change(null, "technical"))])
        {
            conflict.Expect(409, "draft_conflict").Number("saved").ShouldBe(1);
            conflict["document"].GetProperty("answers").GetProperty("topic").GetString().ShouldBe("billing");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Wrong_changes_are_all_listed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Save(ada, lease, -1, 7, new { put = new Dictionary<string, object> { ["nowhere/x"] = new { before = 1, after = 2 }, ["answers/a"] = new { after = 2 } } })).Expect(400, "invalid")
            .FaultPaths.ShouldBe(["/from", "/changes/0", "/changes/1/put", "/changes/1/put"]);
        (await Save(ada, lease, 0, [.. Enumerable.Repeat(Change(null, "a"), 1001)])).Expect(400, "invalid").FaultPaths.ShouldBe(["/changes"]);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await Save(ada, lease, 0, Change(null, "billing"))).Expect(409, "already_submitted");
        (await server.Count($"SELECT count(*) FROM draft_change")).ShouldBe(0);
    }
}
