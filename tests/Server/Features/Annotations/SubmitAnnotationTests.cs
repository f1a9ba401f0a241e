namespace Groundwork.Server.Tests.Features.Annotations;

public class SubmitAnnotationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_ends_the_lease_and_completes_the_task(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var first = await project.Label(ada, "billing");
        (first["late"].GetBoolean(), first["counted"].GetBoolean(), first.Text("state")).ShouldBe((false, true, "available"));
        (await project.Label(bob, "billing")).Text("state").ShouldBe("completed");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task All_faults_of_an_answer_are_listed_with_their_paths_and_nothing_is_kept(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, ontology: Project.Ontology(Project.Choice("topic", ["a", "b"]), Project.Choice("mood", ["good", "bad"])));
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, new { version = 1, answers = new { topic = "c", colour = "red" } })).Expect(400, "invalid").FaultPaths
            .ShouldBe(["/document/answers/topic", "/document/answers/mood", "/document/answers/colour"], ignoreOrder: true);
        foreach (var document in (object[])[7, "text", new { }, new { version = 2 }, new { version = 1, answers = new[] { 1 } }, new { version = 1, answers = new { topic = 7, mood = "good" } }])
            (await Project.Submit(ada, lease, document)).Expect(400, "invalid").FaultPaths.ShouldNotBeEmpty();
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(0);
        (await ada.Get($"/api/assignments/{lease}")).Text("assignment.state").ShouldBe("leased");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_an_answer_marks_lies_in_its_item(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ontology = new { version = 1, classes = new[] { new { name = "person", title = "Person", geometry = new[] { "span" } } } };
        var project = await Project.Make(server, ontology: ontology);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var length = (await ada.Get($"/api/assignments/{lease}")).Text("item.text").EnumerateRunes().Count();
        object Marked(int start, int end) => new { version = 1, objects = new[] { new { id = "o1", @class = "person", geometry = new { type = "span", start, end } } } };
        (await Project.Submit(ada, lease, Marked(0, length + 1))).Expect(400, "invalid").FaultPaths.ShouldBe(["/document/objects/0/geometry/end"]);
        (await Project.Submit(ada, lease, Marked(0, length))).Expect(201).Text("state").ShouldBe("completed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_to_a_question_that_is_not_asked_is_a_fault_and_so_is_a_missing_one_that_is(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, Project.Document("billing", "spam"))).Expect(400, "invalid").FaultPaths.ShouldBe(["/document/answers/why"]);
        (await Project.Submit(ada, lease, Project.Document("other"))).Expect(400, "invalid").FaultPaths.ShouldBe(["/document/answers/why"]);
        (await Project.Submit(ada, lease, Project.Document("other", "spam"))).Expect(201);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_late_answer_counts_while_the_task_wants_one_and_is_kept_when_it_does_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var (first, second) = (await project.Lease(ada), "");
        second = await project.Lease(ada, first);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        await project.Label(bob, "technical");
        var extra = (await Project.Submit(ada, first, Project.Document("billing"))).Expect(201);
        (extra["late"].GetBoolean(), extra["counted"].GetBoolean()).ShouldBe((true, false));
        var late = (await Project.Submit(ada, second, Project.Document("billing"))).Expect(201);
        (late["late"].GetBoolean(), late["counted"].GetBoolean(), late.Text("state")).ShouldBe((true, true, "completed"));
        (await project.See(1))["answers"].GetArrayLength().ShouldBe(2);
        (await ada.Get("/api/work")).Number("today.answers").ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_a_released_or_cancelled_assignment_is_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var ada = await server.Join("annotator");
        var released = await project.Lease(ada);
        var cancelled = await project.Lease(ada, released);
        var task = await project.Lease(ada, released, cancelled);
        await server.Change("Work", $"UPDATE assignment SET state = 'released', slot = NULL WHERE id = {released}");
        await server.Change("Work", $"UPDATE assignment SET state = 'cancelled', slot = NULL WHERE id = {cancelled}");
        await server.Change("Work", $"UPDATE task SET state = 'cancelled' WHERE ordinal = 3");
        (await Project.Submit(ada, released, Project.Document("billing"))).Expect(409, "released");
        (await Project.Submit(ada, cancelled, Project.Document("billing"))).Expect(409, "cancelled");
        (await Project.Submit(ada, task, Project.Document("billing"))).Expect(409, "cancelled");
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_second_answer_under_another_key_is_refused_and_the_first_stays(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await Project.Submit(ada, lease, Project.Document("technical"))).Expect(409, "already_submitted");
        (await project.See())["answers"].EnumerateArray().ShouldHaveSingleItem().GetProperty("document").GetProperty("answers").GetProperty("topic").GetString().ShouldBe("billing");
    }
}
