using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Review;

/// <summary>ListReviews, ClaimReview, GetReview, GiveVerdict, ReleaseReview and SaveReviewDraft: who settles what, and what stands afterwards.</summary>
public class VerdictTests
{
    static async Task<(Project Project, Client Ada, Client Bob, Client Rea, string Task)> Disputed(TestServer server)
    {
        await server.AnotherLeads();
        var project = await Project.Make(server, tasks: 2, redundancy: 2);
        var (ada, bob, rea) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("reviewer", "Rea"));
        await project.Label(ada, "billing");
        await project.Label(bob, "technical");
        (await project.State()).ShouldBe("disputed");
        return (project, ada, bob, rea, await project.TaskId());
    }

    // All that happens behind a submit.
    static async Task Settling(TestServer server, Project project) => await new Groundwork.Server.Features.Quality.Refit(server.Db).Run(
        (await server.All($"SELECT workspace FROM project WHERE id = {project.Id}", r => r.Text(0)))[0], project.Id, default);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dispute_is_settled_by_somebody_who_took_no_part_and_stays_settled(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, bob, rea, task) = await Disputed(server);
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{bob.Member}", new { role = "reviewer" })).Expect(204);
        (await project.Waiting(bob)).Items.ShouldBeEmpty();
        (await project.Waiting(bob))["waiting"].GetRawText().ShouldBe("""{"inReview":0,"disputed":1,"partOf":1}""");
        (await bob.Post($"/api/tasks/{task}/review/claim")).Expect(409, "own_work");
        foreach (var path in (string[])[$"/api/projects/{project.Id}/reviews", $"/api/tasks/{task}/review", $"/api/tasks/{task}/history"])
            (await ada.Get(path)).Expect(403, "not_allowed");

        var row = (await project.Waiting(rea)).Items.ShouldHaveSingleItem();
        (row.GetProperty("taskId").GetString(), row.GetProperty("state").GetString(), row.GetProperty("gain").GetDouble(), row.GetProperty("answers").GetInt32()).ShouldBe((task, "disputed", 1.0, 2));
        var shown = await rea.Open(task);
        (shown["may"].GetBoolean(), shown["disputed"].GetBoolean(), shown["proposal"].GetProperty("answers").GetRawText()).ShouldBe((true, true, "{}"));
        // Nobody can accept what has no answer.
        (await rea.Judge(task, new { basis = shown.Text("basis"), verdict = "accept" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/document/answers/topic"]);
        var settled = (await rea.Settle(task, "correct", Project.Document("other", "spam"))).Expect(201);
        (settled.Text("verdict"), settled.Text("state")).ShouldBe(("corrected", "completed"));
        var seen = await project.See();
        (seen.Text("state"), seen.Value("topic"), seen.Value("why"), seen["resolution"].GetProperty("confidence").GetDouble()).ShouldBe(("completed", "other", "spam", 1.0));
        // The reviewer's document is no answer, and what the annotators do later changes nothing.
        seen["answers"].GetArrayLength().ShouldBe(2);
        await Settling(server, project);
        var mine = (await ada.Get($"/api/projects/{project.Id}/recent")).Expect(200).Items.Single().GetProperty("assignmentId").GetString()!;
        (await ada.Post($"/api/assignments/{mine}/submit", new { document = Project.Document("technical"), revises = 1 }, ("Idempotency-Key", "a-correction"))).Expect(201);
        await Settling(server, project);
        ((await project.See()).Value("topic"), await project.State()).ShouldBe(("other", "completed"));
        (await project.Waiting(rea)).Items.ShouldBeEmpty();
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_reviewers_never_have_the_same_task_open_and_a_verdict_is_given_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, _, _, rea, task) = await Disputed(server);
        var sam = await server.Join("reviewer", "Sam");
        var shown = await rea.Open(task);
        (await sam.Post($"/api/tasks/{task}/review/claim")).Expect(409, "claimed").Body.ShouldContain("Rea");
        (await project.Waiting(sam)).Items.Single().GetProperty("claimedBy").GetProperty("name").GetString().ShouldBe("Rea");
        (await sam.Get($"/api/tasks/{task}/review")).Expect(200).Text("why").ShouldBe("claimed");
        var verdict = new { basis = shown.Text("basis"), verdict = "correct", document = Project.Document("billing") };
        (await sam.Judge(task, verdict)).Expect(409, "claim_lost");
        (await rea.Put($"/api/tasks/{task}/review/draft", new { draft = new { picked = "o1" } })).Expect(204);
        (await sam.Put($"/api/tasks/{task}/review/draft", new { draft = 1 })).Expect(409, "claim_lost");
        (await rea.Open(task))["draft"].GetRawText().ShouldBe("""{"picked":"o1"}""");
        (await sam.Get($"/api/tasks/{task}/review"))["draft"].ValueKind.ShouldBe(JsonValueKind.Null);

        // Whoever goes away for long loses it to somebody else, who begins anew.
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        shown = await sam.Open(task);
        shown["draft"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await rea.Put($"/api/tasks/{task}/review/draft", new { draft = 1 })).Expect(409, "claim_lost");
        (await rea.Judge(task, verdict)).Expect(409, "claim_lost");
        (await sam.Delete($"/api/tasks/{task}/review/claim")).Expect(204);
        shown = await rea.Open(task);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rea.Judge(task, verdict, "one-verdict")));
        all.ShouldAllBe(a => a.Status == 201);
        all.Select(a => a.Text("id")).Distinct().ShouldHaveSingleItem();
        (await rea.Judge(task, new { basis = shown.Text("basis"), verdict = "accept" }, "one-verdict")).Expect(422, "key_reused");
        (await rea.Judge(task, verdict)).Expect(409, "claim_lost");
        (await rea.Post($"/api/tasks/{task}/review/claim")).Expect(409, "not_waiting");
        (await server.Count($"SELECT count(*) FROM review")).ShouldBe(1);
        foreach (var sql in (Groundwork.Storage.Sql[])[$"UPDATE review SET verdict = 'x'", $"DELETE FROM review"])
            (await Should.ThrowAsync<Exception>(() => server.Change("Review", sql))).Message.ShouldContain("is never changed");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_pass_the_stages_in_order_and_nobody_judges_twice(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        await project.Reviewed(("First look", 1, "reviewers"), ("Last word", 1, "managers"));
        var (ada, rea, max) = (await server.Join("annotator"), await server.Join("reviewer", "Rea"), await server.Join("manager", "Max"));
        await project.Label(ada, "billing");
        var task = await project.TaskId();
        (await project.State()).ShouldBe("in_review");
        (await rea.Open(task)).Text("stage").ShouldBe("First look");
        (await rea.Settle(task, "accept")).Expect(201).Text("state").ShouldBe("in_review");
        // Reviewers may not do the managers' stage, and what somebody has judged they don't judge again.
        (await project.Waiting(rea)).Items.ShouldBeEmpty();
        (await rea.Post($"/api/tasks/{task}/review/claim")).Expect(409, "own_work");
        (await (await server.Join("reviewer", "Sam")).Post($"/api/tasks/{task}/review/claim")).Expect(403, "not_allowed");
        (await project.Waiting(max)).Items.Single().GetProperty("stage").GetString().ShouldBe("Last word");
        (await max.Settle(task, "accept")).Expect(201).Text("state").ShouldBe("completed");
        (await max.History(task)).ShouldBe(["Ada submitted", "Rea accepted", "Max accepted"]);
        var progress = (await server.Owner.Get($"/api/projects/{project.Id}"))["progress"];
        (progress.GetProperty("inReview").GetInt32(), progress.GetProperty("completed").GetInt32()).ShouldBe((0, 1));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_share_draws_is_drawn_for_good_and_follows_a_change_of_the_share(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 40);
        var ada = await server.Join("annotator");
        for (var n = 0; n < 40; n++)
            await project.Label(ada, "billing");
        async Task<List<long>> InReview() => [.. (await project.Waiting(server.Owner)).Items.Select(i => i.GetProperty("ordinal").GetInt64()).Order()];
        (await InReview()).ShouldBeEmpty();
        await project.Reviewed(("Look", 0.3, "reviewers"));
        var some = await InReview();
        some.Count.ShouldBeInRange(3, 24);
        await project.Reviewed(("Look", 1, "reviewers"));
        (await InReview()).Count.ShouldBe(40);
        (await server.Owner.Settle(await project.TaskId(), "accept")).Expect(201).Text("state").ShouldBe("completed");
        await project.Reviewed(("Look", 0.3, "reviewers"));
        (await InReview()).ShouldBe(some.Where(o => o != 1));
        await project.Reviewed();
        (await InReview()).ShouldBeEmpty();
        await Ledger.IsExact(server, project.Id);
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { workflow = new { stages = new object?[] { null, new { name = "", share = 0, by = "me" } }, adjudicateBy = "x", sendBackTo = "y", reasons = Array.Empty<string>() } }))
            .Expect(400, "invalid").FaultPaths.ShouldBe(["/workflow/stages/0", "/workflow/stages/1/name", "/workflow/stages/1/share", "/workflow/stages/1/by", "/workflow/adjudicateBy",
                "/workflow/sendBackTo", "/workflow/reasons"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Wrong_verdicts_are_refused_with_all_faults_and_newer_answers_are_not_passed_over(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, _, rea, task) = await Disputed(server);
        (await rea.Judge(task, new { basis = "", verdict = "maybe", sendBackTo = "me", comment = new string('x', 2001), notes = new[] { new { @object = "", comment = "\0" } } }, "short"))
            .Expect(400, "invalid").FaultPaths.ShouldBe(["/headers/Idempotency-Key", "/verdict", "/sendBackTo", "/comment", "/notes/0/object", "/notes/0/comment"]);
        var basis = (await rea.Open(task)).Text("basis");
        (await rea.Judge(task, new { basis, verdict = "reject" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/reason"]);
        (await rea.Judge(task, new { basis, verdict = "reject", reason = "Not nice" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/reason"]);
        (await rea.Judge(task, new { basis, verdict = "reject", reason = "Other", answers = new[] { task } })).Expect(400, "invalid").FaultPaths.ShouldBe(["/answers"]);
        (await rea.Judge(task, new { basis, verdict = "correct", document = new { version = 1, answers = new { topic = "weather", more = 1 } } })).Expect(400, "invalid")
            .FaultPaths.ShouldBe(["/document/answers/more", "/document/answers/topic"], ignoreOrder: true);
        var mine = (await ada.Get($"/api/projects/{project.Id}/recent")).Expect(200).Items.Single().GetProperty("assignmentId").GetString()!;
        (await ada.Post($"/api/assignments/{mine}/submit", new { document = Project.Document("other", "spam"), revises = 1 }, ("Idempotency-Key", "a-correction"))).Expect(201);
        (await rea.Judge(task, new { basis, verdict = "correct", document = Project.Document("billing") })).Expect(409, "changed_meanwhile");
        (await rea.Open(task)).Text("basis").ShouldNotBe(basis);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_tasks_of_a_large_project_follow_its_workflow_behind_the_request(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        const int tasks = 1100;
        var project = await Project.Make(server, tasks);
        var ada = await server.Join("annotator", "Ada");
        for (var n = 0; n < 3; n++)
            await project.Label(ada, "billing");
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { workflow = Reviewing.Workflow(("Look", 1, "reviewers")) })).Status.ShouldBeOneOf(202, 204);
        var job = (await server.Owner.Get("/api/jobs")).Items.ShouldHaveSingleItem();
        (job.GetProperty("kind").GetString(), job.GetProperty("title").GetString(), job.GetProperty("projectId").GetString()).ShouldBe(("restage", "Support", project.Id));
        var done = await Project.Ended(server.Owner, job.GetProperty("id").GetString()!);
        (done.Text("state"), done.Number("done"), done.Number("figures.tasks")).ShouldBe(("done", tasks, tasks));
        (await server.Count($"SELECT count(*) FROM task WHERE state = 'in_review'")).ShouldBe(3);
        await Ledger.IsExact(server, project.Id);
        // What is small is done at once, and is no job.
        var small = await Project.Make(server, tasks: 1, name: "Small");
        await small.Reviewed(("Look", 1, "reviewers"));
        (await server.Owner.Get("/api/jobs")).Items.Count.ShouldBe(1);
    }
}
