namespace Groundwork.Server.Tests.Features.Data;

/// <summary>CreateDataset, ListDatasets and GetDataset.</summary>
public class DatasetsTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dataset_is_made_listed_and_shown(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Post("/api/datasets", new { name = " Mails 📬 " })).Expect(201).Text("id");
        var second = (await server.Owner.Post("/api/datasets", new { name = "Chats" })).Expect(201).Text("id");
        var listed = (await server.Owner.Get("/api/datasets")).Expect(200).Items;
        listed.Select(d => d.GetProperty("id").GetString()).ShouldBe([second, id], ignoreOrder: true);
        var shown = (await server.Owner.Get($"/api/datasets/{id}")).Expect(200);
        (shown.Text("name"), shown.Number("itemCount")).ShouldBe(("Mails 📬", 0));
        shown.Number("createdAt").ShouldBeInRange(server.Clock.NowMs - 60_000, server.Clock.NowMs + 1000);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_is_taken_once_in_a_workspace_and_free_in_another(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Owner.Post("/api/datasets", new { name = "Mails" })));
        made.Count(m => m.Status == 201).ShouldBe(1);
        made.Where(m => m.Status != 201).ShouldAllBe(m => m.Status == 409 && m.Code == "name_taken");
        (await (await server.Stranger()).Post("/api/datasets", new { name = "Mails" })).Expect(201);
        foreach (var name in (string[])["", " ", "a\nb", new string('x', 121)])
            (await server.Owner.Post("/api/datasets", new { name })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Datasets_that_are_not_there_or_elsewhere_are_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = (await (await server.Stranger()).Post("/api/datasets", new { name = "Theirs" })).Text("id");
        (await server.Owner.Get("/api/datasets")).Items.ShouldBeEmpty();
        foreach (var id in (string[])[theirs, Nobodys])
        {
            (await server.Owner.Get($"/api/datasets/{id}")).Expect(404, "not_found");
            (await server.Owner.Get($"/api/datasets/{id}/items")).Expect(404, "not_found");
            (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", "a\n")).Expect(404, "not_found");
        }
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
    }
}
