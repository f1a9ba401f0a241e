using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Annotations;

/// <summary>Answers that are opened again and corrected: ListRecentTasks, GetAssignment, SubmitAnnotation with a revision, DiscardDraft.</summary>
public class CorrectionsTests
{
    static object Change(string? before, string? after) => new { put = new Dictionary<string, object> { ["answers/topic"] = new { before, after } } };

    static Task<Answer> Save(Client by, string lease, long revises, long from, params object[] changes) => by.Post($"/api/assignments/{lease}/drafts", new { from, changes, revises });

    static Task<Answer> Correct(Client by, string lease, long revises, string topic, string? why = null, string? key = null) =>
        by.Post($"/api/assignments/{lease}/submit", new { document = Project.Document(topic, why), activeMs = 300, startedAt = 1, revises }, ("Idempotency-Key", key ?? Guid.NewGuid().ToString()));

    static string? Topic(JsonElement document) => document.GetProperty("answers").TryGetProperty("topic", out var topic) ? topic.GetString() : null;

    static async Task<string> Answered(Project project, Client by, string topic, string? why = null)
    {
        var lease = await project.Lease(by);
        (await Project.Submit(by, lease, Project.Document(topic, why))).Expect(201);
        return lease;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_correction_is_a_new_revision_that_takes_the_former_ones_place_everywhere(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await Answered(project, ada, "billing");
        await Answered(project, bob, "technical");
        (await project.See())["state"].GetString().ShouldBe("disputed");
        var corrected = (await Correct(ada, lease, 1, "technical")).Expect(201);
        (corrected["late"].GetBoolean(), corrected["counted"].GetBoolean(), corrected.Text("state")).ShouldBe((false, true, "completed"));
        var seen = await project.See();
        seen["resolution"].GetProperty("questions").GetProperty("topic").GetProperty("value").GetString().ShouldBe("technical");
        seen["answers"].EnumerateArray().Select(a => (Topic(a.GetProperty("document")), a.GetProperty("revision").GetInt64())).ShouldBe([("technical", 1), ("technical", 2)], ignoreOrder: true);
        (await Correct(ada, lease, 2, "other", "spam")).Expect(201).Text("state").ShouldBe("disputed");

        var rows = await server.All($"""
            SELECT a.revision, a.parent, a.assignment, a.author FROM annotation a WHERE a.author = {ada.Member} ORDER BY a.revision
            """, r => (Revision: r.Long(0), Parent: r.TextOrNull(1), Assignment: r.Text(2), Author: r.Text(3)));
        rows.Select(r => r.Revision).ShouldBe([1, 2, 3]);
        rows.Select(r => r.Parent is null).ShouldBe([true, false, false]);
        rows.ShouldAllBe(r => r.Assignment == lease);
        await Ledger.IsExact(server, project.Id);

        // Statistics, tables, lists and snapshots count the answer once.
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}/quality")).Expect(200)["annotators"].GetArrayLength() == 2);
        var people = (await server.Owner.Get($"/api/projects/{project.Id}/quality")).Expect(200)["annotators"].EnumerateArray().ToDictionary(a => a.GetProperty("name").GetString()!, StringComparer.Ordinal);
        people.Values.Select(a => a.GetProperty("answers").GetInt64()).ShouldBe([1, 1]);
        people["Ada"].GetProperty("medianActiveMs").GetInt64().ShouldBe(1200 + 300 + 300);
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("person")[ada.Member].ShouldBe(1);
        (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.answers").ShouldBe(2);
        (await server.Owner.Get($"/api/projects/{project.Id}"))["activity"].EnumerateArray().Select(a => a.GetProperty("action").GetString()).ShouldBe(["corrected", "corrected", "answered", "answered"]);
        (await ada.Get("/api/work")).Number("today.answers").ShouldBe(1);
        var disagreement = (await server.Owner.Get($"/api/projects/{project.Id}/disagreements")).Expect(200).Items.ShouldHaveSingleItem();
        disagreement.GetProperty("votes").EnumerateArray().Select(v => v.GetProperty("value").GetString()).ShouldBe(["other", "technical"]);
        var line = (await project.Export("jsonl", "answers")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).First();
        line.GetProperty("answers").EnumerateArray().Select(a => Topic(a.GetProperty("document"))).ShouldBe(["other", "technical"], ignoreOrder: true);
        (await server.All($"SELECT action FROM audit_leaf WHERE action LIKE 'annotation.%' AND actor = {ada.Member} ORDER BY at, action", r => r.Text(0)))
            .Order(StringComparer.Ordinal).ShouldBe(["annotation.corrected", "annotation.corrected", "annotation.submitted"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_correction_sent_again_is_one_revision_and_says_the_same_as_a_submit_does(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var first = (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Correct(ada, lease, 1, "technical", key: "the-key-of-one-correction")));
        replies.ShouldAllBe(a => a.Status == 201);
        replies.Select(a => a.Body).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        replies[0].Json.EnumerateObject().Select(m => m.Name).ShouldBe(first.Json.EnumerateObject().Select(m => m.Name));
        (await server.Count($"SELECT count(*) FROM annotation WHERE assignment = {lease}")).ShouldBe(2);
        (await Correct(ada, lease, 2, "technical", key: "the-key-of-one-correction")).Expect(422, "key_reused");
        (await Project.Submit(ada, lease, Project.Document("technical"), "the-key-of-one-correction")).Expect(422, "key_reused");
        // What changes nothing is no revision.
        (await Correct(ada, lease, 2, "technical")).Expect(201).Text("id").ShouldBe(replies[0].Text("id"));
        (await server.Count($"SELECT count(*) FROM annotation WHERE assignment = {lease}")).ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_windows_that_correct_at_once_make_one_revision_and_a_conflict_that_says_so(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await Answered(project, ada, "billing");
        var both = await Task.WhenAll(Correct(ada, lease, 1, "technical"), Correct(ada, lease, 1, "other", "spam"));
        both.Count(a => a.Status == 201).ShouldBe(1);
        both.Single(a => a.Status != 201).Expect(409, "corrected_meanwhile").Number("revision").ShouldBe(2);
        // The window that is behind learns it with its next save, and what the answer is now.
        var standing = Topic((await ada.Get($"/api/assignments/{lease}")).Expect(200)["draft.document"]);
        var late = (await Save(ada, lease, 1, 0, Change("billing", "other"))).Expect(409, "draft_conflict");
        (late.Number("revision"), late.Number("saved"), Topic(late["document"])).ShouldBe((2, 0, standing));
        (await Save(ada, lease, 2, 0, Change(standing, "billing"))).Expect(200);
        (await Correct(ada, lease, 2, "billing")).Expect(201);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_correction_has_drafts_that_begin_with_the_answer_and_end_with_the_next_revision(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var script = (await ada.Post("/api/keys", new { name = "k" })).Text("key");
        var lease = await Answered(project, ada, "other", "spam");
        var opened = (await ada.Get($"/api/assignments/{lease}")).Expect(200);
        (opened.Text("assignment.state"), opened.Number("answer.revision"), opened.Number("draft.saved"), Topic(opened["draft.document"])).ShouldBe(("submitted", 1, 0, "other"));
        (await Save(ada, lease, 1, 0, new { put = new Dictionary<string, object?> { ["answers/why"] = new { before = "spam", after = (string?)null } } }, Change("other", "billing"))).Expect(200).Number("saved").ShouldBe(2);
        (await ada.Get("/api/work"))["drafts"].EnumerateArray().ShouldHaveSingleItem().GetProperty("correction").GetBoolean().ShouldBeTrue();
        await server.Restart();
        ada = server.ByKey(script);
        var again = (await ada.Get($"/api/assignments/{lease}")).Expect(200);
        (again.Number("draft.saved"), Topic(again["draft.document"])).ShouldBe((2, "billing"));
        again["draft.document"].GetProperty("answers").TryGetProperty("why", out _).ShouldBeFalse();
        (await Correct(ada, lease, 1, "billing")).Expect(201);
        (await server.Count($"SELECT count(*) FROM draft_change")).ShouldBe(0);
        (await ada.Get($"/api/assignments/{lease}")).Number("answer.revision").ShouldBe(2);

        (await Save(ada, lease, 2, 0, Change("billing", "technical"))).Expect(200);
        (await ada.Delete($"/api/assignments/{lease}/drafts")).Expect(204);
        (await ada.Delete($"/api/assignments/{lease}/drafts")).Expect(204);
        var left = (await ada.Get($"/api/assignments/{lease}")).Expect(200);
        (left.Number("draft.saved"), Topic(left["draft.document"])).ShouldBe((0, "billing"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_correction_of_a_large_answer_opens_whole(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ontology = new { version = 1, classes = new[] { new { name = "word", title = "Word", geometry = new[] { "span" } } }, relations = Array.Empty<object>(), questions = Array.Empty<object>() };
        var project = await Project.Make(server, tasks: 0, ontology: ontology);
        await Project.Import(server.Owner, project.Dataset, [new string('a', 3000)]);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks") == 1);
        var ada = await server.Join("annotator");
        object Document(int spans) => new
        {
            version = 1,
            objects = Enumerable.Range(0, spans).Select(i => new { id = $"o{i}", @class = "word", geometry = new { type = "span", start = i, end = i + 1 } }),
        };
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, Document(2000))).Expect(201);
        (await server.Count($"SELECT count(*) FROM annotation WHERE segments IS NOT NULL")).ShouldBe(1);
        (await Save(ada, lease, 1, 0, new { put = new Dictionary<string, object?> { ["objects/o7"] = new { before = new { id = "o7" }, after = (string?)null } } })).Expect(200);
        var opened = (await ada.Get($"/api/assignments/{lease}")).Expect(200)["draft.document"].GetProperty("objects");
        opened.GetArrayLength().ShouldBe(1999);
        opened.EnumerateArray().ShouldNotContain(o => o.GetProperty("id").GetString() == "o7");
        (await project.See(1)).ItemsOf("answers").Single().GetProperty("document").GetProperty("objects").GetArrayLength().ShouldBe(2000);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_late_answer_that_did_not_count_can_be_corrected_and_counts_once_the_task_wants_one_more(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await project.Lease(ada);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        await project.Label(bob, "technical");
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201)["counted"].GetBoolean().ShouldBeFalse();
        var still = (await Correct(ada, lease, 1, "technical")).Expect(201);
        (still["late"].GetBoolean(), still["counted"].GetBoolean()).ShouldBe((true, false));
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId() }, reopen = true })).Expect(200);
        var joined = (await Correct(ada, lease, 2, "billing")).Expect(201);
        (joined["late"].GetBoolean(), joined["counted"].GetBoolean(), joined.Text("state")).ShouldBe((true, true, "disputed"));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_cannot_be_corrected_says_why(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await Answered(project, ada, "billing");
        (await Project.Submit(ada, lease, Project.Document("technical"))).Expect(409, "already_submitted");
        (await Correct(bob, lease, 1, "technical")).Expect(404, "not_found");
        (await Correct(ada, await project.Lease(ada), 1, "technical")).Expect(409, "not_answered");
        (await Correct(ada, lease, 1, "nonsense")).Expect(400, "invalid").FaultPaths.ShouldBe(["/document/answers/topic"]);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId() }, cancel = true })).Expect(200);
        (await Correct(ada, lease, 1, "technical")).Expect(409, "cancelled");
        (await ada.Get($"/api/projects/{project.Id}/recent")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("cancelled");
        var other = await project.Lease(bob);
        (await Project.Submit(bob, other, Project.Document("billing"))).Expect(201);
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200);
        (await Correct(bob, other, 1, "technical")).Expect(409, "project_deleted");
        (await server.Count($"SELECT count(*) FROM annotation WHERE revision > 1")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_last_fifty_tasks_say_what_became_of_them_and_name_nothing_but_assignments(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 60);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        for (var i = 0; i < 53; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await project.Label(ada, "billing");
        }
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var skipped = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{skipped}/skip", new { reason = "unclear" })).Expect(204);
        var list = (await ada.Get($"/api/projects/{project.Id}/recent")).Expect(200);
        list.Items.Select(r => r.GetProperty("number").GetInt64()).ShouldBe(Enumerable.Range(5, 50).Reverse().Select(n => (long)n));
        list.Items.Select(r => r.GetProperty("state").GetString()).ShouldBe(["skipped", .. Enumerable.Repeat("submitted", 49)]);
        var last = list.Items[1];
        (await Correct(ada, last.GetProperty("assignmentId").GetString()!, 1, "technical")).Expect(201);
        var row = (await ada.Get($"/api/projects/{project.Id}/recent")).Items[1];
        (row.GetProperty("corrections").GetInt64(), row.GetProperty("counted").GetBoolean(), row.GetProperty("late").GetBoolean(), row.GetProperty("excerpt").GetString()).ShouldBe((1, true, false, "text 53"));
        (await ada.Get("/api/work"))["recent"].GetArrayLength().ShouldBe(50);
        (await bob.Get($"/api/projects/{project.Id}/recent")).Items.ShouldBeEmpty();
        foreach (var id in await server.All($"SELECT id FROM task UNION ALL SELECT id FROM item", r => r.Text(0)))
            list.Body.ShouldNotContain(id);
    }
}
