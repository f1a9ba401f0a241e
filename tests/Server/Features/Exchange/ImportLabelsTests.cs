using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>ImportLabels.</summary>
public class ImportLabelsTests
{
    static Task<Answer> Send(Project project, string query, string file, Client? by = null) => (by ?? project.Server.Owner).Upload($"/api/projects/{project.Id}/labels?{query}", file);

    static (long Added, long Changed, long Duplicates, long Failed) Counts(Answer done) =>
        (done.Number("added"), done.Number("changed"), done.Number("duplicates"), done.Number("failed"));

    [Theory, OnSqlite, OnPostgres]
    public async Task Predictions_are_kept_beside_the_answers_and_never_vote(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3, redundancy: 2);
        var done = (await Send(project, "as=prediction&author=net-1&fileName=p.csv&source=Nightly&licence=MIT&consent=contract&collected=2026-11",
            "id,topic,score\nt1,technical,.9\nt2,other,.4\nt9,billing,.8\nt3,nonsense,.1\n")).Expect(200);
        Counts(done).ShouldBe((2, 0, 0, 2));
        done["errors"].EnumerateArray().Select(e => (e.GetProperty("row").GetInt64(), e.GetProperty("reason").GetString())).ShouldBe([
            (5, "topic: \"nonsense\" is no option of \"topic\"."), (4, "The project has no item with the id \"t9\".")], ignoreOrder: true);
        var person = await server.Join("annotator");
        await project.Label(person, "billing");
        var task = await project.See(1);
        var answers = task["answers"].EnumerateArray().ToList();
        answers.Select(a => (a.GetProperty("author").GetProperty("kind").GetString(), a.GetProperty("counted").GetBoolean())).ShouldBe([("model", false), ("person", true)]);
        task["resolution.questions"].GetProperty("topic").GetProperty("value").GetString().ShouldBe("billing");
        task["resolution.questions"].GetProperty("topic").GetProperty("votes").GetInt64().ShouldBe(1);
        (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.answers").ShouldBe(1);
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks?filter={Uri.EscapeDataString("[{\"field\":\"person\",\"is\":[\"" + answers[0].GetProperty("author").GetProperty("id").GetString() + "\"]}]")}")).Expect(200)
            .Number("count").ShouldBe(0);
        var import = (await server.Owner.Get($"/api/imports/{done.Text("importId")}")).Expect(200);
        import["errors"].EnumerateArray().Select(e => (e.GetProperty("file").GetString(), e.GetProperty("row").GetInt64())).ShouldBe([("p.csv", 5), ("p.csv", 4)]);
        (import.Text("kind"), import.Text("projectId"), import.Text("state"), import.Text("source"), import.Text("licence"), import.Text("consent"), import.Text("collected"))
            .ShouldBe(("predictions", project.Id, "done", "Nightly", "MIT", "contract", "2026-11"));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_file_adds_nothing_and_what_an_author_says_anew_takes_the_place_of_the_old(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        const string First = "{\"id\":\"t1\",\"answers\":{\"topic\":\"billing\"}}\n{\"id\":\"t2\",\"answers\":{\"topic\":\"billing\"},\"model\":\"net-2\"}\n";
        var done = (await Send(project, "as=prediction&author=net-1", First)).Expect(200);
        Counts(done).ShouldBe((2, 0, 0, 0));
        done["authors"].EnumerateArray().Select(a => a.GetString()).ShouldBe(["net-1", "net-2"]);
        Counts((await Send(project, "as=prediction&author=net-1", First)).Expect(200)).ShouldBe((0, 0, 2, 0));
        Counts((await Send(project, "as=prediction&author=net-1", First.Replace("billing", "technical", StringComparison.Ordinal))).Expect(200)).ShouldBe((0, 2, 0, 0));
        (await project.See(1))["answers"].EnumerateArray().Single().GetProperty("document").GetProperty("answers").GetProperty("topic").GetString().ShouldBe("technical");
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(4);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Annotations_count_like_those_given_here(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 2);
        var done = (await Send(project, "as=annotation", "item,annotator,topic,why\nt1,ann,billing,\nt1,bob,other,spam\nt2,ann,other,\nt2,,billing,\n")).Expect(200);
        Counts(done).ShouldBe((2, 0, 0, 2));
        done["errors"].EnumerateArray().Select(e => e.GetProperty("reason").GetString()).ShouldBe(["why: \"Why?\" must be answered.", "Nobody says whose answer this is."]);
        (await project.See(1)).Text("state").ShouldBe("disputed");
        Counts((await Send(project, "as=annotation&author=bob", "id,topic\nt1,billing\n")).Expect(200)).ShouldBe((0, 1, 0, 0));
        var task = await project.See(1);
        (task.Text("state"), task["answers"].GetArrayLength()).ShouldBe(("completed", 2));
        (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.answers").ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Gold_measures_is_corrected_by_a_later_file_and_no_annotator_sees_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var person = await server.Join("annotator");
        await project.Label(person, "billing");
        var lease = await project.Lease(person);
        Counts((await Send(project, "as=gold", "id,topic\nt1,billing\nt2,technical\n")).Expect(200)).ShouldBe((2, 0, 0, 0));
        Counts((await Send(project, "as=gold", "id,topic\nt1,technical\nt2,technical\n")).Expect(200)).ShouldBe((0, 1, 1, 0));
        (await server.Owner.Get($"/api/projects/{project.Id}/methods")).Expect(200).Items.Single(m => m.GetProperty("name").GetString() == "majority").GetProperty("accuracy").GetDouble().ShouldBe(0);
        var again = (await person.Get($"/api/assignments/{lease}")).Expect(200).Body;
        again.ShouldNotContain("gold");
        again.ShouldNotContain("known");
        (await Send(project, "as=gold", "id,topic\nt1,billing\n", person)).Expect(403);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_native_export_comes_back_as_gold_of_another_project_or_as_its_answers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 1);
        var (ann, bob) = (await server.Join("annotator"), await server.Join("annotator"));
        await project.Label(ann, "billing");
        await project.Label(bob, "other", "spam");
        var lines = (await project.Export("jsonl", "resolutions")).Body;
        var other = (await server.Owner.Post("/api/projects", new { name = "Second", datasetId = project.Dataset, ontology = Project.Topics, redundancy = 1, method = "majority" })).Expect(201).Text("id");
        var second = new Project(server, other, project.Dataset);
        Counts((await Send(second, "as=gold", lines)).Expect(200)).ShouldBe((2, 0, 0, 0));
        Counts((await Send(second, "as=annotation", lines)).Expect(200)).ShouldBe((2, 0, 0, 0));
        (await second.See(2)).Text("state").ShouldBe("completed");
        (await server.Count($"SELECT count(*) FROM known_answer WHERE project = {other}")).ShouldBe(3);
        await Ledger.IsExact(server, other);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dry_run_counts_and_leaves_no_trace_and_wrong_requests_say_what_is_wrong(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var seen = (await Send(project, "as=prediction&author=net&dryRun=true", "id,topic\nt1,billing\nt7,billing\n")).Expect(200);
        Counts(seen).ShouldBe((1, 0, 0, 1));
        seen["importId"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM member WHERE kind = 'model'")).ShouldBe(0);
        (await Send(project, "as=truth&author=%00", "id,topic\n")).Expect(400, "invalid").FaultPaths.ShouldBe(["/as", "/author"]);
        (await Send(project, "as=gold", "topic\nbilling\n")).Expect(422, "unreadable");
        (await Send(project, "as=gold", "")).Expect(422, "unreadable");
        (await server.All($"SELECT state FROM import WHERE kind = 'gold'", r => r.Text(0))).ShouldBe(["failed", "failed"]);
        (await Send(project, "as=gold", "id,colour\nt1,red\n")).Expect(200)["errors"][0].GetProperty("todo").GetString()!.ShouldContain("topic");
        (await server.Owner.Upload("/api/projects/nothing/labels?as=gold", "id,topic\n")).Expect(404);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_import_whose_request_was_cut_off_is_ended_and_can_be_sent_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var done = (await Send(project, "as=gold", "id,topic\nt1,billing\n")).Expect(200);
        await server.Change("Data", $"UPDATE import SET state = 'running', ended = NULL, held_until = 0 WHERE id = {done.Text("importId")}");
        await Poll.Until(async () => (await server.Owner.Get($"/api/imports/{done.Text("importId")}")).Text("state") == "failed");
        (await server.Owner.Get($"/api/imports/{done.Text("importId")}"))["problem"].GetProperty("title").GetString().ShouldBe("It was cut off.");
        Counts((await Send(project, "as=gold", "id,topic\nt1,billing\n")).Expect(200)).ShouldBe((0, 0, 1, 0));
    }
}
