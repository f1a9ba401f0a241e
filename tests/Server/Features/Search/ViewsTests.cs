namespace Groundwork.Server.Tests.Features.Search;

/// <summary>SaveView, ListViews and DeleteView.</summary>
public class ViewsTests
{
    static readonly object[] Doubtful = [new { field = "state", @is = new[] { "disputed" } }, new { field = "confidence", below = 0.8 }];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_view_is_saved_listed_replaced_and_deleted(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var (manager, viewer) = (await server.Join("manager", "Max"), await server.Join("viewer", "Vi"));
        var on = $"project:{project.Id}";
        var id = (await manager.Post("/api/views", new { on, name = " Doubtful ", filter = Doubtful, sort = "confidence", layout = "table", columns = new[] { "ordinal", "text" } })).Expect(201).Text("id");
        (await manager.Post("/api/views", new { on = $"dataset:{project.Dataset}", name = "Doubtful", filter = "[]", layout = "grid" })).Expect(201);
        var view = (await viewer.Get($"/api/views?on={on}")).Expect(200).Items.ShouldHaveSingleItem();
        (view.GetProperty("name").GetString(), view.GetProperty("sort").GetString(), view.GetProperty("layout").GetString(), view.GetProperty("by").GetString()).ShouldBe(("Doubtful", "confidence", "table", "Max"));
        (await project.Tasks(view.GetProperty("filter").GetRawText(), by: viewer)).Expect(200);
        (await server.Owner.Post("/api/views", new { on, name = "Doubtful", filter = Array.Empty<object>() })).Expect(201).Text("id").ShouldBe(id);
        (await viewer.Get($"/api/views?on={on}")).Items.ShouldHaveSingleItem().GetProperty("filter").GetArrayLength().ShouldBe(0);
        (await viewer.Get("/api/views")).Items.Count.ShouldBe(2);
        (await viewer.Delete($"/api/views/{id}")).Expect(403, "not_allowed");
        (await manager.Delete($"/api/views/{id}")).Expect(204);
        (await manager.Delete($"/api/views/{id}")).Expect(404, "not_found");
        (await viewer.Get($"/api/views?on={on}")).Items.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_view_that_could_not_be_used_is_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        async Task Refused(object view, params string[] paths) => (await server.Owner.Post("/api/views", view)).Expect(400, "invalid").FaultPaths.ShouldBe(paths, ignoreOrder: true);
        await Refused(new { on = "member:1", name = "x" }, "/on");
        await Refused(new { on = $"project:{project.Id}", name = " ", filter = new[] { new { field = "tag", @is = new[] { "a" } } }, sort = "text", layout = "chart", columns = new[] { "" } },
            "/name", "/filter/0", "/sort", "/layout", "/columns");
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Owner.Post("/api/views", new { on = $"project:{theirs.Id}", name = "x" })).Expect(404, "not_found");
        (await server.Owner.Post("/api/views", new { on = $"dataset:{theirs.Dataset}", name = "x" })).Expect(404, "not_found");
        var theirView = (await (await server.Stranger()).Post("/api/views", new { on = $"project:{theirs.Id}", name = "secret" })).Expect(201).Text("id");
        (await server.Owner.Get($"/api/views?on=project:{theirs.Id}")).Items.ShouldBeEmpty();
        (await server.Owner.Delete($"/api/views/{theirView}")).Expect(404, "not_found");
    }
}
