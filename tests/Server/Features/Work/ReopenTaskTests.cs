namespace Groundwork.Server.Tests.Features.Work;

public class ReopenTaskTests
{
    static async Task<string> Skipped(Project project, Client by)
    {
        var lease = await project.Lease(by);
        (await by.Post($"/api/assignments/{lease}/skip", new { reason = "unclear", comment = "Which of the two?" })).Expect(204);
        return lease;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_skipped_task_is_taken_up_again_with_its_draft_while_it_wants_somebody(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{lease}/drafts", new { from = 0, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = "billing" } } } } })).Expect(200);
        (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "other", comment = "Which of the two?" })).Expect(204);
        // Managers see who put it aside and why.
        var skip = (await project.See())["skips"].EnumerateArray().ShouldHaveSingleItem();
        (skip.GetProperty("member").GetString(), skip.GetProperty("reason").GetString(), skip.GetProperty("comment").GetString()).ShouldBe(("Ada", "other", "Which of the two?"));
        for (var again = 0; again < 2; again++)
            (await ada.Post($"/api/assignments/{lease}/reopen")).Expect(200).Text("state").ShouldBe("leased");
        var opened = (await ada.Get($"/api/assignments/{lease}")).Expect(200);
        (opened.Text("assignment.state"), opened["draft.document"].GetProperty("answers").GetProperty("topic").GetString()).ShouldBe(("leased", "billing"));
        await Ledger.IsExact(server, project.Id);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201).Text("state").ShouldBe("completed");
        (await ada.Post($"/api/assignments/{lease}/reopen")).Expect(200).Text("state").ShouldBe("submitted");
        (await project.See())["skips"].GetArrayLength().ShouldBe(0);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_others_have_taken_or_a_manager_cancelled_stays_closed_and_says_why(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var (first, second) = (await Skipped(project, ada), await Skipped(project, ada));
        await project.Lease(bob);
        (await ada.Post($"/api/assignments/{first}/reopen")).Expect(409, "taken");
        (await bob.Post($"/api/assignments/{second}/reopen")).Expect(404, "not_found");
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(2) }, cancel = true })).Expect(200);
        (await ada.Post($"/api/assignments/{second}/reopen")).Expect(409, "cancelled");
        (await ada.Get($"/api/projects/{project.Id}/recent")).Items.Select(r => r.GetProperty("state").GetString()).ShouldBe(["cancelled", "skipped"]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_hoards_tasks_by_skipping_and_reopening_them_nor_takes_one_up_twice(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6, redundancy: 2);
        var ada = await server.Join("annotator");
        var skipped = new List<string>();
        for (var i = 0; i < 6; i++)
            skipped.Add(await Skipped(project, ada));
        foreach (var lease in skipped.Take(5))
            (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.Post($"/api/assignments/{lease}/reopen")))).ShouldAllBe(a => a.Status == 200);
        (await ada.Post($"/api/assignments/{skipped[5]}/reopen")).Expect(409, "too_many_leases");
        await Ledger.IsExact(server, project.Id);
    }
}
