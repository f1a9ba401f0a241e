namespace Groundwork.Server.Tests.Features.Projects;

/// <summary>ChangeProject and ChangeOntology while people work.</summary>
public class ChangesTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_given_is_changed_and_the_rest_stays(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = "Renamed", method = "dawid-skene" })).Expect(204);
        var shown = await server.Owner.Get($"/api/projects/{project.Id}");
        (shown.Text("name"), shown.Text("method"), shown.Text("instructions"), shown.Number("redundancy")).ShouldBe(("Renamed", "dawid-skene", "Read first.", 1));
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = "", redundancy = 0, method = "x" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name", "/redundancy", "/method"]);
        await Project.Make(server, name: "Other");
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = "Other" })).Expect(409, "name_taken");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task More_redundancy_opens_finished_tasks_again_and_less_closes_them_with_a_verdict(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 1);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await project.Label(ada, "billing");
        (await project.See(1)).Text("state").ShouldBe("completed");
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { redundancy = 3 })).Expect(204);
        var open = await project.See(1);
        (open.Text("state"), open.Number("wants")).ShouldBe(("available", 3));
        await project.Label(bob, "technical");
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { redundancy = 1 })).Expect(204);
        var closed = await Poll.Until(() => project.See(1), t => t.Text("state") != "answered");
        (closed.Text("state"), closed.Number("wants")).ShouldBe(("disputed", 2));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_version_of_the_questions_leaves_work_in_progress_valid(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var changed = (await server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Project.Ontology(Project.Choice("mood", ["good", "bad"])) })).Expect(200);
        changed.Number("version").ShouldBe(2);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(400, "invalid");
        (await ada.Post($"/api/assignments/{lease}/submit", new { document = Project.Document("billing"), ontologyVersion = 9 }, ("Idempotency-Key", "key-number-1"))).Expect(400, "invalid");
        (await ada.Post($"/api/assignments/{lease}/submit", new { document = Project.Document("billing"), ontologyVersion = 1 }, ("Idempotency-Key", "key-number-1"))).Expect(201);
        (await project.Take(ada)).Expect(200).Number("ontologyVersion").ShouldBe(2);
        (await project.See(1))["answers"][0].GetProperty("ontologyVersion").GetInt64().ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Versions_count_up_also_when_two_people_change_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Project.Topics })));
        made.Select(m => m.Expect(200).Number("version")).Order().ShouldBe([2, 3, 4, 5, 6, 7]);
        (await server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Project.Ontology(Project.Choice("a", ["x"]), Project.Choice("a", ["x", "y"])) }))
            .Expect(400, "invalid").FaultPaths.Count.ShouldBeGreaterThan(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Projects_that_are_not_there_or_elsewhere_are_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = await Project.Make(server, by: await server.Stranger());
        foreach (var id in (string[])[theirs.Id, Nobodys])
        {
            (await server.Owner.Patch($"/api/projects/{id}", new { name = "Mine now", redundancy = 5 })).Expect(404, "not_found");
            (await server.Owner.Put($"/api/projects/{id}/ontology", new { ontology = Project.Topics })).Expect(404, "not_found");
        }
        (await (await server.Stranger()).Get($"/api/projects/{theirs.Id}")).Number("redundancy").ShouldBe(1);
    }
}
