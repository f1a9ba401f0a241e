namespace Groundwork.Server.Tests.Features.Projects;

/// <summary>CreateProject, GetProject, ListProjects and the feeding of new items.</summary>
public class ProjectsTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_has_a_task_for_each_item_of_its_dataset(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 450, redundancy: 2);
        var shown = (await server.Owner.Get($"/api/projects/{project.Id}")).Expect(200);
        (shown.Text("name"), shown.Text("state"), shown.Number("redundancy"), shown.Text("method"), shown.Number("ontologyVersion")).ShouldBe(("Support", "open", 2, "majority", 1));
        (shown.Number("progress.tasks"), shown.Number("progress.available"), shown.Number("progress.answersWanted")).ShouldBe((450, 450, 900));
        shown.Text("dataset.name").ShouldBe("Support mails");
        (await server.Owner.Get("/api/projects")).Items.ShouldHaveSingleItem().GetProperty("tasks").GetInt64().ShouldBe(450);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_that_are_imported_later_become_tasks_by_themselves_in_their_order(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 0);
        (await server.Owner.Get($"/api/projects/{project.Id}")).Body.ShouldContain("\"empty\"");
        await Project.Import(server.Owner, project.Dataset, [.. Enumerable.Range(1, 250).Select(n => $"text {n}")]);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks"), n => n == 250);
        var tasks = (await server.Owner.Get($"/api/projects/{project.Id}/tasks?limit=1000")).Items;
        tasks.Select(t => t.GetProperty("externalId").GetString()).ShouldBe(Enumerable.Range(1, 250).Select(n => $"t{n}"));
        tasks.Select(t => t.GetProperty("ordinal").GetInt32()).ShouldBe(Enumerable.Range(1, 250));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everything_that_is_wrong_with_a_new_project_is_listed_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Mails" })).Text("id");
        var bad = Project.Ontology(Project.Choice("Topic!", ["a", "a"]), new { name = "x", title = "", kind = "oracle" });
        var paths = (await server.Owner.Post("/api/projects", new { name = " ", datasetId = dataset, ontology = bad, instructions = new string('x', 200_001), redundancy = 99, method = "guess" }))
            .Expect(400, "invalid").FaultPaths;
        foreach (var path in (string[])["/name", "/instructions", "/redundancy", "/method"])
            paths.ShouldContain(path);
        paths.Count(p => p.StartsWith("/ontology/questions/0", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        paths.ShouldContain(p => p.StartsWith("/ontology/questions/1", StringComparison.Ordinal));
        (await server.Owner.Post("/api/projects", new { name = "p", datasetId = dataset, ontology = Project.Ontology() })).Expect(400, "invalid");
        (await server.Count($"SELECT count(*) FROM project")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_is_taken_once_and_a_dataset_must_be_ones_own(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var project = await Project.Make(server);
        var theirs = await Project.Make(server, by: stranger);
        (await server.Owner.Post("/api/projects", new { name = "Support", datasetId = project.Dataset, ontology = Project.Topics })).Expect(409, "name_taken");
        foreach (var id in (string[])[theirs.Dataset, Nobodys])
            (await server.Owner.Post("/api/projects", new { name = "New", datasetId = id, ontology = Project.Topics })).Expect(404, "not_found");
        foreach (var id in (string[])[theirs.Id, Nobodys])
            (await server.Owner.Get($"/api/projects/{id}")).Expect(404, "not_found");
        (await stranger.Get("/api/projects")).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(theirs.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Activity_and_attention_tell_what_happened(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await project.Label(ada, "billing");
        await project.Label(bob, "technical");
        (await ada.Post($"/api/assignments/{await project.Lease(ada)}/skip", new { reason = "unclear", comment = "?" })).Expect(204);
        var shown = (await server.Owner.Get($"/api/projects/{project.Id}")).Expect(200);
        shown["attention"].EnumerateArray().Select(a => (a.GetProperty("kind").GetString(), a.GetProperty("count").GetInt64())).ShouldBe([("disputed", 1), ("skipped", 1)]);
        shown["activity"].EnumerateArray().Select(a => a.GetProperty("actor").GetString()).ShouldBe(["Bob", "Ada"], ignoreOrder: true);
    }
}
