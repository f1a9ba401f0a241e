using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Review;

/// <summary>Questions about tasks: AskQuestion, ListMyQuestions, SeeReplies, AddComment, TurnQuestion, ListQuestions, ListTaskQuestions, CommentOnTask.</summary>
public class QuestionsTests
{
    static async Task<string> Ask(Client by, string lease, string text, object? pin = null) => (await by.Post($"/api/assignments/{lease}/issues", new { text, pin })).Expect(201).Text("id");

    static Task<Answer> Say(Client by, string issue, string text) => by.Post($"/api/issues/{issue}/comments", new { text });

    static string?[] Texts(JsonElement thread) => [.. thread.GetProperty("comments").EnumerateArray().Select(c => c.GetProperty("text").GetString())];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_question_is_answered_by_a_manager_seen_by_the_one_who_asked_and_resolved(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var (ada, mara) = (await server.Join("annotator"), await server.Join("manager", "Mara"));
        var lease = await project.Lease(ada);
        var issue = await Ask(ada, lease, "  Is this a bill?  ", new { @object = "o1", at = new { x = 1.5, y = 2 } });

        var asked = (await mara.Get($"/api/projects/{project.Id}/issues?state=open")).Expect(200);
        var row = asked.Items.ShouldHaveSingleItem();
        (asked.Number("open"), row.GetProperty("openedBy").GetString(), row.GetProperty("last").GetProperty("text").GetString(), row.GetProperty("waiting").GetBoolean(), row.GetProperty("ordinal").GetInt64())
            .ShouldBe((1, "Ada", "Is this a bill?", true, 1));
        (row.GetProperty("pin").GetProperty("object").GetString(), row.GetProperty("pin").GetProperty("at").GetProperty("x").GetDouble()).ShouldBe(("o1", 1.5));
        (await server.Owner.Get($"/api/projects/{project.Id}"))["attention"].EnumerateArray().Single(a => a.GetProperty("kind").GetString() == "asked").GetProperty("count").GetInt64().ShouldBe(1);

        (await Say(mara, issue, "Yes, if it names an amount.")).Expect(201);
        var work = (await ada.Get("/api/work")).Expect(200)["questions"].EnumerateArray().ShouldHaveSingleItem();
        (work.GetProperty("assignmentId").GetString(), work.GetProperty("unseen").GetInt64(), work.GetProperty("lastText").GetString(), work.GetProperty("lastAuthor").GetString())
            .ShouldBe((lease, 1, "Yes, if it names an amount.", "Mara"));
        var mine = (await ada.Get($"/api/assignments/{lease}/issues")).Expect(200).Items.ShouldHaveSingleItem();
        Texts(mine).ShouldBe(["Is this a bill?", "Yes, if it names an amount."]);
        mine.GetProperty("comments").EnumerateArray().Select(c => c.GetProperty("mine").GetBoolean()).ShouldBe([true, false]);
        mine.GetProperty("unseen").GetInt64().ShouldBe(1);
        (await ada.Post($"/api/assignments/{lease}/issues/seen")).Expect(204);
        (await ada.Get("/api/work"))["questions"].EnumerateArray().ShouldHaveSingleItem().GetProperty("unseen").GetInt64().ShouldBe(0);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await ada.Get($"/api/projects/{project.Id}/recent")).Items.ShouldHaveSingleItem().GetProperty("discussion").GetString().ShouldBe("open");

        for (var twice = 0; twice < 2; twice++)
            (await mara.Patch($"/api/issues/{issue}", new { state = "resolved" })).Expect(204);
        (await ada.Get("/api/work"))["questions"].GetArrayLength().ShouldBe(0);
        (await mara.Get($"/api/projects/{project.Id}/issues?state=open")).Items.ShouldBeEmpty();
        (await mara.Get($"/api/projects/{project.Id}/issues?state=resolved")).Items.ShouldHaveSingleItem();
        await Ledger.IsExact(server, project.Id);
        // Who asked and isn't content opens it again by saying so.
        (await Say(ada, issue, "And this one?")).Expect(201);
        (await mara.Get($"/api/tasks/{await project.TaskId()}/issues")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("open");
        (await ada.Patch($"/api/issues/{issue}", new { state = "resolved" })).Expect(204);
        (await mara.Patch($"/api/issues/{issue}", new { state = "open" })).Expect(204);
        await Ledger.IsExact(server, project.Id);
        (await server.All($"SELECT action FROM audit_leaf WHERE subject = {issue} ORDER BY at, tx, action", r => r.Text(0))).Order(StringComparer.Ordinal)
            .ShouldBe(["issue.commented", "issue.commented", "issue.opened", "issue.reopened", "issue.reopened", "issue.resolved", "issue.resolved"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Annotators_see_their_own_threads_only_and_nothing_of_anybodys_answer(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 2);
        var (ada, bob, vic) = (await server.Join("annotator"), await server.Join("annotator", "Bob"), await server.Join("viewer", "Vic"));
        var (adas, bobs) = (await project.Lease(ada), await project.Lease(bob));
        (await Project.Submit(ada, adas, Project.Document("other", "greeting"))).Expect(201);
        var (first, second) = (await Ask(ada, adas, "Ada's doubt"), await Ask(bob, bobs, "Bob's doubt"));
        foreach (var answer in (Answer[])[await Say(bob, first, "hello"), await bob.Patch($"/api/issues/{first}", new { state = "resolved" }), await bob.Get($"/api/assignments/{adas}/issues"),
            await bob.Post($"/api/assignments/{adas}/issues", new { text = "hm" }), await bob.Post($"/api/assignments/{adas}/issues/seen")])
            answer.Expect(404, "not_found");
        foreach (var client in (Client[])[bob, vic])
            foreach (var path in (string[])[$"/api/projects/{project.Id}/issues", $"/api/tasks/{await project.TaskId()}/issues"])
                (await client.Get(path)).Expect(403, "not_allowed");
        (await vic.Patch($"/api/issues/{second}", new { state = "resolved" })).Expect(403, "not_allowed");
        var seen = (await bob.Get($"/api/assignments/{bobs}/issues")).Expect(200);
        Texts(seen.Items.ShouldHaveSingleItem()).ShouldBe(["Bob's doubt"]);
        foreach (var hidden in (string[])["Ada", "greeting", await project.TaskId(), adas])
            // Ids are hexadecimal: one in thirty has an "ada" in it.
            seen.Body.ShouldNotContain(hidden, Case.Sensitive);
        (await server.Owner.Get($"/api/tasks/{await project.TaskId()}/issues")).Items.Count.ShouldBe(2);
        // Another role in the project counts, and so does none.
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{bob.Member}", new { role = "reviewer" })).Expect(204);
        (await Say(bob, first, "I would say yes.")).Expect(201);
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{bob.Member}", new { role = "none" })).Expect(204);
        (await Say(bob, second, "still here?")).Expect(404, "not_found");
        (await bob.Get("/api/work"))["questions"].GetArrayLength().ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_question_sent_again_is_asked_once_and_wrong_ones_are_refused_with_all_faults(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var same = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ada.Post($"/api/assignments/{lease}/issues", new { text = "Which?" }, ("Idempotency-Key", "one-question"))));
        same.ShouldAllBe(a => a.Status == 201);
        same.Select(a => a.Text("id")).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (await ada.Post($"/api/assignments/{lease}/issues", new { text = "Another?" }, ("Idempotency-Key", "one-question"))).Expect(422, "key_reused");
        (await ada.Post($"/api/assignments/{lease}/issues", new { text = " ", pin = new { @object = "" } }, ("Idempotency-Key", "short"))).Expect(400, "invalid")
            .FaultPaths.ShouldBe(["/text", "/pin/object", "/headers/Idempotency-Key"]);
        (await ada.Post($"/api/assignments/{lease}/issues", new { text = new string('x', 4001) })).Expect(400, "invalid").FaultPaths.ShouldBe(["/text"]);
        (await Say(ada, same[0].Text("id"), "")).Expect(400, "invalid");
        (await ada.Patch($"/api/issues/{same[0].Text("id")}", new { state = "gone" })).Expect(400, "invalid");
        (await server.Owner.Get($"/api/projects/{project.Id}/issues?state=gone")).Expect(400, "invalid");
        (await server.Count($"SELECT count(*) FROM issue_comment")).ShouldBe(1);
        foreach (var sql in (Groundwork.Storage.Sql[])[$"UPDATE issue_comment SET body = 'x'", $"DELETE FROM issue_comment"])
            (await Should.ThrowAsync<Exception>(() => server.Change("Review", sql))).Message.ShouldContain("is never changed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_list_comes_in_pages_with_the_latest_word_first(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(i == 3 ? 0 : 1));
            ids.Add(await Ask(ada, lease, $"Question {i}"));
        }
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Say(server.Owner, ids[1], "Because.")).Expect(201);
        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await server.Owner.Get($"/api/projects/{project.Id}/issues?limit=2&after={after}")).Expect(200);
            seen.AddRange(page.Items.Select(i => i.GetProperty("id").GetString()!));
            after = page["next"].GetString();
        }
        seen.Count.ShouldBe(5);
        (seen[0], seen[1], seen[4]).ShouldBe((ids[1], ids[4], ids[0]));
        (await server.Owner.Get($"/api/projects/{project.Id}/issues")).Items[0].GetProperty("waiting").GetBoolean().ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_judges_speaks_to_an_answer_s_author_or_among_reviewers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 2);
        var (ada, bob, rea) = (await server.Join("annotator"), await server.Join("annotator", "Bob"), await server.Join("reviewer", "Rea"));
        await project.Label(ada, "billing");
        await project.Label(bob, "billing");
        var task = await project.TaskId();
        var adas = (await project.See())["answers"].EnumerateArray().Single(a => a.GetProperty("author").GetProperty("id").GetString() == ada.Member).GetProperty("annotationId").GetString();
        (await ada.Post($"/api/tasks/{task}/issues", new { text = "hm" })).Expect(403, "not_allowed");
        (await rea.Post($"/api/tasks/{task}/issues", new { text = "", annotationId = task, pin = new { span = new { start = 4, end = 4 } } })).Expect(400, "invalid").FaultPaths.ShouldBe(["/text", "/pin/span"]);
        (await rea.Post($"/api/tasks/{task}/issues", new { text = "hm", annotationId = task })).Expect(400, "invalid").FaultPaths.ShouldBe(["/annotationId"]);
        var to = new { text = "Why billing?", annotationId = adas, pin = new { span = new { start = 1, end = 4 } } };
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => rea.Post($"/api/tasks/{task}/issues", to, ("Idempotency-Key", "one-comment"))));
        var thread = same.Select(a => a.Expect(201).Text("id")).Distinct().ShouldHaveSingleItem();
        (await rea.Post($"/api/tasks/{task}/issues", new { text = "Among us." })).Expect(201);

        // Its author is told once, sees what it is about, and replies; nobody else sees any of it.
        var told = (await ada.Get("/api/work")).Expect(200)["questions"].EnumerateArray().ShouldHaveSingleItem();
        (told.GetProperty("unseen").GetInt32(), told.GetProperty("lastAuthor").GetString()).ShouldBe((1, "Rea"));
        var assignment = told.GetProperty("assignmentId").GetString();
        var seen = (await ada.Get($"/api/assignments/{assignment}/issues")).Expect(200).Items.ShouldHaveSingleItem();
        seen.GetProperty("pin").GetProperty("span").GetRawText().ShouldBe("""{"start":1,"end":4}""");
        (await ada.Post($"/api/assignments/{assignment}/issues/seen")).Expect(204);
        (await Say(ada, thread, "Because of the invoice.")).Expect(201);
        (await Say(bob, thread, "hello")).Expect(404, "not_found");
        (await bob.Get("/api/work"))["questions"].GetArrayLength().ShouldBe(0);
        (await rea.Get($"/api/tasks/{task}/issues")).Items.Count.ShouldBe(2);
        (await rea.Get($"/api/projects/{project.Id}/issues")).Items.Select(i => i.GetProperty("waiting").GetBoolean()).ShouldBe([true, false]);
        await Ledger.IsExact(server, project.Id);
    }
}
