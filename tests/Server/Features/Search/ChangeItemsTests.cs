namespace Groundwork.Server.Tests.Features.Search;

/// <summary>ChangeItems and what undoes it: tags, splits, deleting many items with their tasks and bringing them back.</summary>
public class ChangeItemsTests
{
    static async Task<Answer> Change(Project project, object change) => (await project.Server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", change)).Expect(200);

    static object Has(string text) => new { field = "text", has = text };

    [Theory, OnSqlite, OnPostgres]
    public async Task Tags_and_splits_are_given_and_taken(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 450);
        (await Change(project, new { filter = Array.Empty<object>(), tag = "all" })).Number("changed").ShouldBe(450);
        (await Change(project, new { filter = Array.Empty<object>(), tag = " all " })).Number("changed").ShouldBe(0);
        (await Change(project, new { filter = new[] { Has("text 44") }, tag = "some", split = "test", untag = "all" })).Number("changed").ShouldBe(11);
        var item = (await project.Items(Table.Filter(new { field = "split", @is = new[] { "test" } }))).Items[0];
        item.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["some"]);
        (await Change(project, new { ids = new[] { item.GetProperty("id").GetString() }, split = "" })).Number("changed").ShouldBe(1);
        (await project.Items(Table.Filter(new { field = "tag", @is = new[] { "some" } }, new { field = "split", @is = new[] { "" } }))).Number("count").ShouldBe(1);
        (await Change(project, new { filter = new[] { Has("text 44") }, except = new[] { item.GetProperty("id").GetString() }, tag = "others" })).Number("changed").ShouldBe(10);
        (await server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", new { ids = Array.Empty<string>(), except = Array.Empty<string>(), tag = "x" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/except"]);
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'items.changed' AND subject = {project.Dataset} AND after_hash IS NOT NULL")).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deleted_items_are_gone_everywhere_and_undo_brings_them_back_as_they_were(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 130, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"));
        await project.Label(ada, "billing");
        await project.Label(bob, "billing");
        await project.Label(ada, "billing");
        var lease = await project.Lease(bob);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(10) }, cancel = true })).Expect(200);
        var before = (await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("state");
        var deleted = await Change(project, new { filter = new[] { Has("text 1") }, delete = true });
        deleted.Number("changed").ShouldBe(42);
        await Ledger.IsExact(server, project.Id);
        (await project.Items()).Number("count").ShouldBe(88);
        (await project.Tasks()).Number("count").ShouldBe(88);
        (await project.Tasks()).Items.ShouldAllBe(t => !t.GetProperty("text").GetString()!.StartsWith("text 1", StringComparison.Ordinal));
        (await server.Owner.Get($"/api/datasets/{project.Dataset}")).Number("itemCount").ShouldBe(88);
        (await server.Owner.Get("/api/datasets")).Items[0].GetProperty("itemCount").GetInt64().ShouldBe(88);
        (await server.Owner.Get("/api/storage")).ItemsOf("datasets")[0].GetProperty("items").GetInt64().ShouldBe(88);
        (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks").ShouldBe(88);
        (await server.Owner.Get("/api/projects")).Items[0].GetProperty("tasks").GetInt64().ShouldBe(88);
        // Bob has text 2 in hand still; of what is left, nothing that was deleted is handed out.
        (await Project.Submit(bob, lease, Project.Document("billing"))).Expect(201);
        (await project.Take(ada)).Expect(200)["item"].GetProperty("text").GetString()!.ShouldStartWith("text 3");
        // Restored after something else was deleted, and twice.
        (await Change(project, new { filter = new[] { Has("text 9") }, delete = true })).Number("changed").ShouldBe(11);
        // Both wait where everything that was deleted does, the later one first.
        var trash = (await server.Owner.Get("/api/trash")).Items;
        trash.Select(t => (t.GetProperty("kind").GetString(), t.GetProperty("items").GetInt64())).ShouldBe([("items", 11), ("items", 42)]);
        trash[1].GetProperty("undo").GetString().ShouldBe(deleted.Text("undo"));
        (await server.Owner.Post($"/api/undo/{deleted.Text("undo")}")).Expect(204);
        (await server.Owner.Post($"/api/undo/{deleted.Text("undo")}")).Expect(404, "not_found");
        (await server.Owner.Get("/api/trash")).Items.Count.ShouldBe(1);
        await Ledger.IsExact(server, project.Id);
        (await project.Items()).Number("count").ShouldBe(119);
        var after = (await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("state");
        (after["completed"], after["cancelled"]).ShouldBe((before["completed"] + 1, 1));
        (await project.See(10)).Text("state").ShouldBe("cancelled");
        (await project.See(1)).Text("state").ShouldBe("completed");
        (await (await server.Stranger()).Post($"/api/undo/{deleted.Text("undo")}")).Expect(404, "not_found");
        (await Change(project, new { filter = new[] { Has("nothing") }, delete = true }))["undo"].GetString().ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_made_while_items_were_deleted_gets_their_tasks_when_they_come_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var first = await Project.Make(server, tasks: 12);
        var undo = (await Change(first, new { filter = new[] { Has("text 1") }, delete = true })).Text("undo");
        var made = (await server.Owner.Post("/api/projects", new { name = "Later", datasetId = first.Dataset, ontology = Project.Topics, redundancy = 2 })).Expect(201);
        made.Number("tasks").ShouldBe(8);
        var second = new Project(server, made.Text("id"), first.Dataset);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await second.Tasks()).Items.Select(t => t.GetProperty("text").GetString()).Order(StringComparer.Ordinal).ShouldBe((await first.Tasks()).Items.Select(t => t.GetProperty("text").GetString()).Order(StringComparer.Ordinal));
        foreach (var project in (Project[])[first, second])
            await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deletion_that_is_too_old_is_emptied_and_stays_deleted(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 5);
        var undo = (await Change(project, new { filter = new[] { Has("text 3") }, delete = true })).Text("undo");
        server.Clock.Advance(TimeSpan.FromDays(31));
        await new Groundwork.Server.Features.Data.PurgeItems(server.Db).Round(default);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(404, "not_found");
        (await server.All($"SELECT payload FROM item WHERE deleted IS NOT NULL", r => r.Text(0))).ShouldBe(["{}"]);
        (await project.Items()).Number("count").ShouldBe(4);
        (await project.Items(Table.Filter(Has("text 3")))).Number("count").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_makes_no_sense_is_refused_with_all_that_is_wrong(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        async Task Refused(object change, params string[] paths) =>
            (await server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", change)).Expect(400, "invalid").FaultPaths.ShouldBe(paths, ignoreOrder: true);
        await Refused(new { }, "", "/ids");
        await Refused(new { ids = new[] { "x" }, tag = "", split = new string('x', 61), untag = "a\tb" }, "/tag", "/split", "/untag");
        await Refused(new { ids = new[] { "x" }, delete = true, tag = "x" }, "/delete");
        await Refused(new { filter = "[]]", delete = true }, "/filter");
        (await (await server.Join("reviewer")).Post($"/api/datasets/{project.Dataset}/items/change", new { })).Expect(403, "not_allowed");
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Owner.Post($"/api/datasets/{theirs.Dataset}/items/change", new { filter = Array.Empty<object>(), delete = true })).Expect(404, "not_found");
        (await Change(project, new { ids = await server.All($"SELECT id FROM item WHERE dataset = {theirs.Dataset}", r => r.Text(0)), delete = true })).Number("changed").ShouldBe(0);
    }
}
