using Microsoft.Extensions.DependencyInjection;
using Groundwork.Server.Features.Admin;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Tests.Features.Admin;

/// <summary>DeleteProject, DeleteDataset, ListTrash and Undo: out of sight at once, back with everything for thirty days.</summary>
public class TrashTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_deleted_project_is_nowhere_and_comes_back_with_its_answers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var ada = await server.Join("annotator");
        await project.Label(ada, "billing");
        var (task, snapshot) = (await project.TaskId(), (await project.Freeze()).Text("id"));
        var export = (await server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { format = "csv", what = "answers" })).Expect(202).Text("id");
        var undo = (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo");

        (await server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { })).Expect(404, "not_found");
        foreach (var path in (string[])[$"projects/{project.Id}", $"projects/{project.Id}/tasks", $"projects/{project.Id}/quality", $"projects/{project.Id}/snapshots",
            $"projects/{project.Id}/disagreements", $"tasks/{task}", $"snapshots/{snapshot}", $"exports/{export}/file", $"jobs/{export}"])
            (await server.Owner.Get("/api/" + path)).Expect(404, "not_found");
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(404);
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = "x" })).Expect(404);
        (await project.Take(ada)).Expect(404);
        (await server.Owner.Get("/api/projects")).Items.ShouldBeEmpty();
        (await ada.Get("/api/work")).Json.GetProperty("projects").EnumerateArray().ShouldBeEmpty();
        var trash = (await server.Owner.Get("/api/trash")).Expect(200).Items.ShouldHaveSingleItem();
        (trash.GetProperty("kind").GetString(), trash.GetProperty("name").GetString(), trash.GetProperty("undo").GetString()).ShouldBe(("project", "Support", undo));

        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await server.Owner.Get($"/api/tasks/{task}")).Expect(200).Json.GetProperty("answers").GetArrayLength().ShouldBe(1);
        (await server.Owner.Get("/api/trash")).Items.ShouldBeEmpty();
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(404);
        await project.Label(ada, "technical");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Its_name_is_free_at_once_and_it_comes_back_under_another(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var undo = (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo");
        (await server.Owner.Post("/api/projects", new { name = "Support", datasetId = project.Dataset, ontology = Project.Topics })).Expect(201);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await server.Owner.Get("/api/projects")).Items.Select(p => p.GetProperty("name").GetString()).ShouldBe(["Support", "Support (restored)"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_that_came_in_meanwhile_have_their_tasks_when_it_is_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        var undo = (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo");
        await Project.Import(server.Owner, project.Dataset, ["a", "b", "c"], first: 10);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        await Poll.Until(() => server.Owner.Get($"/api/projects/{project.Id}"), p => p.Number("progress.tasks") == 5);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Work_that_was_under_way_when_the_project_was_deleted_is_kept(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var undo = (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo");
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await project.See()).Json.GetProperty("answers").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dataset_that_a_project_labels_stays_and_one_that_none_labels_can_go_and_come_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        (await server.Owner.Delete($"/api/datasets/{project.Dataset}")).Expect(409, "in_use").Text("detail").ShouldContain("Support");
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200);
        var undo = (await server.Owner.Delete($"/api/datasets/{project.Dataset}")).Expect(200).Text("undo");
        (await server.Owner.Get($"/api/datasets/{project.Dataset}")).Expect(404);
        (await server.Owner.Get($"/api/datasets/{project.Dataset}/items")).Expect(404);
        (await server.Owner.Upload($"/api/datasets/{project.Dataset}/imports?format=text", "one more\n")).Expect(404);
        (await server.Owner.Post("/api/projects", new { name = "New", datasetId = project.Dataset, ontology = Project.Topics })).Expect(404);
        (await server.Owner.Get("/api/datasets")).Items.ShouldBeEmpty();
        (await server.Owner.Get("/api/trash")).Items.Count.ShouldBe(2);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await server.Owner.Get($"/api/datasets/{project.Dataset}/items")).Expect(200).Items.Count.ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_whose_dataset_is_in_the_trash_brings_it_back_too(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var undo = (await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo");
        (await server.Owner.Delete($"/api/datasets/{project.Dataset}")).Expect(200);
        (await server.Owner.Post($"/api/undo/{undo}")).Expect(204);
        (await server.Owner.Get($"/api/datasets/{project.Dataset}")).Expect(200);
        (await server.Owner.Get($"/api/projects/{project.Id}")).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_thirty_days_it_is_given_up_and_its_files_are_freed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 250);
        var kept = await Project.Make(server, name: "Kept");
        await project.Freeze();
        await kept.Freeze();
        var workspace = (await server.All($"SELECT id FROM workspace", r => r.Text(0))).Single();
        var (projectUndo, datasetUndo) = ((await server.Owner.Delete($"/api/projects/{project.Id}")).Expect(200).Text("undo"),
            (await server.Owner.Delete($"/api/datasets/{project.Dataset}")).Expect(200).Text("undo"));
        var blobs = server.App.Services.GetRequiredService<FolderBlobs>();
        Files(blobs, workspace, server).ShouldBe(4);

        server.Clock.Advance(TimeSpan.FromDays(29));
        await Sweep(server, workspace);
        Files(blobs, workspace, server).ShouldBe(4);

        server.Clock.Advance(TimeSpan.FromDays(2));
        await Sweep(server, workspace);
        Files(blobs, workspace, server).ShouldBe(2);
        (await server.Owner.Post($"/api/undo/{projectUndo}")).Expect(404);
        (await server.Owner.Post($"/api/undo/{datasetUndo}")).Expect(404);
        (await server.Owner.Get("/api/trash")).Items.ShouldBeEmpty();
        (await server.Count($"SELECT count(*) FROM item WHERE dataset = {project.Dataset} AND payload ->> 'text' IS NOT NULL")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM item WHERE dataset = {kept.Dataset} AND payload ->> 'text' IS NOT NULL")).ShouldBe(3);
        (await kept.Export("csv", "answers")).Body.ShouldContain("externalId");
    }

    static int Files(FolderBlobs blobs, string workspace, TestServer server) =>
        Enumerable.Range(0, 256).Sum(f => blobs.Older(workspace, (byte)f, server.Clock.GetUtcNow() + TimeSpan.FromDays(1)).Count());

    static async Task Sweep(TestServer server, string workspace)
    {
        var tasks = server.App.Services.GetServices<IBackgroundTask>().ToList();
        foreach (var name in (string[])["PurgeProjects", "PurgeDatasets"])
            while (await tasks.Single(t => t.GetType().Name == name).Round(default))
            {
            }
        await tasks.OfType<CollectGarbage>().Single().Sweep(workspace, server.Clock.GetUtcNow() - TimeSpan.FromDays(7), default);
    }
}
