using System.Text.Json;
using Groundwork.Server.Features.Quality;

namespace Groundwork.Server.Tests.Features.Review;

/// <summary>GiveVerdict that rejects, UndoReview, GetHistory, GetJudged and GetAnnotation: what goes back, to whom, and how it is taken back.</summary>
public class SendBackTests
{
    static async Task<(Project Project, Client Ada, Client Bob, Client Rea, string Task)> Reviewed(TestServer server)
    {
        var project = await Project.Make(server, tasks: 1);
        await project.Reviewed(("Look", 1, "reviewers"));
        var (ada, bob, rea) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("reviewer", "Rea"));
        await project.Label(ada, "billing");
        return (project, ada, bob, rea, await project.TaskId());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_rejected_waits_for_its_author_with_the_reason_and_comes_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, bob, rea, task) = await Reviewed(server);
        (await rea.Settle(task, "reject", reason: "Wrong class")).Expect(201).Text("state").ShouldBe("available");
        (await project.See())["resolution"].ValueKind.ShouldBe(JsonValueKind.Null);
        // Nobody else is given it, nor its author as a new one.
        (await project.Take(bob)).Expect(204);
        (await project.Take(ada)).Expect(204);
        var back = (await ada.Get("/api/work")).Expect(200)["returned"].EnumerateArray().ShouldHaveSingleItem();
        (back.GetProperty("reason").GetString(), back.GetProperty("comment").GetString()).ShouldBe(("Wrong class", "See above."));
        (await bob.Get("/api/work"))["returned"].GetArrayLength().ShouldBe(0);
        var assignment = back.GetProperty("assignmentId").GetString()!;
        var answer = (await ada.Get($"/api/assignments/{assignment}")).Expect(200)["answer"];
        (answer.GetProperty("revision").GetInt32(), answer.GetProperty("counted").GetBoolean()).ShouldBe((2, false));
        await Ledger.IsExact(server, project.Id);

        // Its author may stand by it.
        (await ada.Post($"/api/assignments/{assignment}/submit", new { document = Project.Document("billing"), revises = 2 }, ("Idempotency-Key", "the-same-again"))).Expect(201)["counted"].GetBoolean().ShouldBeTrue();
        (await project.State()).ShouldBe("in_review");
        (await ada.Get("/api/work"))["returned"].GetArrayLength().ShouldBe(0);
        (await rea.Settle(task, "accept")).Expect(201).Text("state").ShouldBe("completed");
        (await rea.History(task)).ShouldBe(["Ada submitted", "Ada rejected", "Rea rejected", "Ada corrected", "Rea accepted"]);
        // The overview says who did it: taking an answer out of the count is no correction of its author's.
        (await rea.Get($"/api/projects/{project.Id}"))["activity"].EnumerateArray().Select(a => $"{a.GetProperty("actor").GetString()} {a.GetProperty("action").GetString()}")
            .ShouldBe(["Rea accepted", "Ada corrected", "Rea rejected", "Ada answered"]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_goes_to_others_is_theirs_and_what_a_paused_author_doesn_t_get_is_too(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, bob, rea, task) = await Reviewed(server);
        (await rea.Settle(task, "reject", reason: "Other", sendBackTo: "others")).Expect(201);
        (await ada.Get("/api/work"))["returned"].GetArrayLength().ShouldBe(0);
        (await project.Take(ada)).Expect(204);
        await project.Label(bob, "technical");
        (await rea.Settle(task, "reject", reason: "Other")).Expect(201);
        await Ledger.IsExact(server, project.Id);
        var eve = await server.Join("annotator", "Eve");
        (await project.Take(eve)).Expect(204);
        (await server.Owner.Patch($"/api/members/{bob.Member}", new { state = "paused" })).Expect(204);
        await Poll.Until(async () => (await project.Take(eve)).Status, status => status == 200);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_learned_before_a_rejection_brings_nothing_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, _, _, rea, task) = await Reviewed(server);
        await server.AnotherLeads();
        var (refit, workspace) = (new Refit(server.Db), (await server.All($"SELECT id FROM workspace", r => r.Text(0)))[0]);
        // On PostgreSQL what was committed a moment ago may not be settled yet.
        var learned = await Poll.Until(() => refit.Learn(workspace, project.Id, default), l => l!.Tasks.Contains(task));
        (await rea.Settle(task, "reject", reason: "Wrong class")).Expect(201).Text("state").ShouldBe("available");
        (await refit.Rewrite(workspace, project.Id, learned!, default)).ShouldBe(0);
        (await project.See())["resolution"].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_several_answers_one_can_be_rejected_and_the_rest_still_speaks(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 3);
        Client[] people = [await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("annotator", "Cyd")];
        foreach (var (n, topic) in ((string[])["billing", "technical", "other"]).Index())
            await project.Label(people[n], topic, topic == "other" ? "spam" : null);
        var (rea, task) = (await server.Join("reviewer", "Rea"), await project.TaskId());
        var cyds = (await project.See())["answers"].EnumerateArray().Single(a => a.GetProperty("author").GetProperty("name").GetString() == "Cyd").GetProperty("annotationId").GetString()!;
        // What is said about one of their objects reaches them at that object; here there is none of that name in three people's answers.
        (await rea.Settle(task, "reject", reason: "Wrong class", answers: [cyds], notes: [new { @object = "o1", reason = "Other" }])).Expect(201).Text("state").ShouldBe("available");
        (await project.See())["resolution"].GetProperty("questions").GetProperty("topic").GetProperty("votes").GetInt32().ShouldBe(2);
        (await people[2].Get("/api/work"))["returned"].GetArrayLength().ShouldBe(1);
        (await people[0].Get("/api/work"))["returned"].GetArrayLength().ShouldBe(0);
        var assignment = (await people[2].Get("/api/work"))["returned"][0].GetProperty("assignmentId").GetString()!;
        (await people[2].Post($"/api/assignments/{assignment}/submit", new { document = Project.Document("billing"), revises = 2 }, ("Idempotency-Key", "now-better"))).Expect(201);
        ((await project.State()), (await project.See()).Value("topic")).ShouldBe(("completed", "billing"));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_verdict_is_taken_back_whole_as_long_as_nobody_has_gone_on_from_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, bob, rea, task) = await Reviewed(server);
        var sam = await server.Join("reviewer", "Sam");
        var corrected = (await rea.Settle(task, "correct", Project.Document("technical"))).Expect(201).Text("id");
        ((await project.State()), (await project.See()).Value("topic")).ShouldBe(("completed", "technical"));
        (await sam.Post($"/api/reviews/{corrected}/undo")).Expect(403, "not_allowed");
        var undoable = (await rea.Get($"/api/tasks/{task}/history")).Items[^1];
        (undoable.GetProperty("id").GetString(), undoable.GetProperty("canUndo").GetBoolean()).ShouldBe((corrected, true));
        foreach (var _ in Enumerable.Range(0, 2))
            (await rea.Post($"/api/reviews/{corrected}/undo")).Expect(200).Text("state").ShouldBe("in_review");
        ((await project.State()), (await project.See()).Value("topic")).ShouldBe(("in_review", "billing"));
        await Ledger.IsExact(server, project.Id);

        var rejected = (await rea.Settle(task, "reject", reason: "Other")).Expect(201).Text("id");
        (await server.Owner.Post($"/api/reviews/{rejected}/undo")).Expect(200).Text("state").ShouldBe("in_review");
        ((await project.State()), (await project.See()).Value("topic"), (await ada.Get("/api/work"))["returned"].GetArrayLength()).ShouldBe(("in_review", "billing", 0));
        await Ledger.IsExact(server, project.Id);

        rejected = (await rea.Settle(task, "reject", reason: "Other", sendBackTo: "others")).Expect(201).Text("id");
        await project.Lease(bob);
        (await rea.Post($"/api/reviews/{rejected}/undo")).Expect(409, "superseded");
        (await rea.Post($"/api/reviews/{corrected}/undo")).Expect(200);
        (await rea.History(task)).ShouldBe(["Ada submitted", "Rea corrected", "Rea undone", "Ada rejected", "Rea rejected", "Ada restored", "Owner undone", "Ada rejected", "Rea rejected"]);
        // Each document that ever stood can be read.
        var document = (await rea.Get($"/api/tasks/{task}/history")).Items[1].GetProperty("annotationId").GetString();
        (await rea.Get($"/api/annotations/{document}")).Expect(200)["document"].GetProperty("answers").GetRawText().ShouldBe("""{"topic":"technical"}""");
        (await ada.Get($"/api/annotations/{document}")).Expect(403, "not_allowed");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_verdict_was_about_is_kept_with_it_whatever_is_believed_since(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, ada, _, rea, task) = await Reviewed(server);
        async Task<string> Proposal(int at) => (await rea.Get($"/api/reviews/{(await rea.Get($"/api/tasks/{task}/history")).Items[at].GetProperty("id").GetString()}/proposal"))
            .Expect(200)["document"].GetProperty("answers").GetRawText();
        await rea.Settle(task, "reject", reason: "Other");
        var assignment = (await ada.Get("/api/work"))["returned"][0].GetProperty("assignmentId").GetString()!;
        (await ada.Post($"/api/assignments/{assignment}/submit", new { document = Project.Document("technical"), revises = 2 }, ("Idempotency-Key", "now-better"))).Expect(201);
        await rea.Settle(task, "correct", Project.Document("other", "spam"));
        (await rea.History(task)).ShouldBe(["Ada submitted", "Ada rejected", "Rea rejected", "Ada corrected", "Rea corrected"]);
        (await rea.Get($"/api/tasks/{task}/history")).Items.Select(i => i.GetProperty("hasProposal").GetBoolean()).ShouldBe([false, false, true, false, true]);
        (await Proposal(2), await Proposal(4)).ShouldBe(("""{"topic":"billing"}""", """{"topic":"technical"}"""));
        // Whoever takes it back has judged nothing; whoever accepts has been shown what stands.
        (await rea.Post($"/api/reviews/{(await rea.Get($"/api/tasks/{task}/history")).Items[4].GetProperty("id").GetString()}/undo")).Expect(200);
        await rea.Settle(task, "accept");
        (await Proposal(6)).ShouldBe("""{"topic":"technical"}""");
        var undone = (await rea.Get($"/api/tasks/{task}/history")).Items[5];
        (undone.GetProperty("what").GetString(), undone.GetProperty("hasProposal").GetBoolean()).ShouldBe(("undone", false));
        (await rea.Get($"/api/reviews/{undone.GetProperty("id").GetString()}/proposal")).Expect(404);
        (await ada.Get($"/api/reviews/{undone.GetProperty("id").GetString()}/proposal")).Expect(403, "not_allowed");
        (await project.State()).ShouldBe("completed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_answer_that_counts_ends_what_a_review_settled(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, _, bob, rea, task) = await Reviewed(server);
        (await rea.Settle(task, "correct", Project.Document("technical"))).Expect(201);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { filter = Array.Empty<object>(), reopen = true })).Expect(200);
        ((await project.State()), (await project.See()).Value("topic")).ShouldBe(("available", "technical"));
        await project.Label(bob, "billing");
        ((await project.State()), (await project.See()).Value("topic")).ShouldBe(("in_review", "billing"));
        (await rea.Settle(task, "accept")).Expect(201);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_said_about_an_object_reaches_its_author_at_the_object_as_they_made_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ontology = new { version = 1, classes = new object[] { new { name = "person", title = "Person", geometry = new[] { "span" } } }, relations = Array.Empty<object>(), questions = Array.Empty<object>() };
        var project = await Project.Make(server, tasks: 1, redundancy: 2, ontology: ontology);
        await project.Reviewed(("Look", 1, "reviewers"));
        var (ada, bob, rea) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("reviewer", "Rea"));
        foreach (var (who, id) in ((Client, string)[])[(ada, "mine"), (bob, "his")])
            (await Project.Submit(who, await project.Lease(who), new { version = 1, objects = new[] { new { id, @class = "person", geometry = new { type = "span", start = 0, end = 4 } } } })).Expect(201);
        await Poll.Until(() => project.State(), state => state == "in_review");
        var task = await project.TaskId();
        var shown = await rea.Open(task);
        var merged = shown["facts"][0].GetProperty("id").GetString()!;
        (await rea.Judge(task, new { basis = shown.Text("basis"), verdict = "reject", reason = "Other", notes = new[] { new { @object = merged, reason = "Wrong class", comment = "A place." } } })).Expect(201);
        foreach (var (who, id) in ((Client, string)[])[(ada, "mine"), (bob, "his")])
        {
            var back = (await who.Get("/api/work")).Expect(200)["returned"].EnumerateArray().ShouldHaveSingleItem().GetProperty("assignmentId").GetString();
            var thread = (await who.Get($"/api/assignments/{back}/issues")).Items.ShouldHaveSingleItem();
            (thread.GetProperty("pin").GetProperty("object").GetString(), thread.GetProperty("comments")[0].GetProperty("text").GetString()).ShouldBe((id, "Wrong class: A place."));
        }
        await Ledger.IsExact(server, project.Id);
    }
}
