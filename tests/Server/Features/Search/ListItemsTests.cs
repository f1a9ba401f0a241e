namespace Groundwork.Server.Tests.Features.Search;

/// <summary>ListItems, ListItemFields, GetItem and the index of words.</summary>
public class ListItemsTests
{
    static object Has(string text) => new { field = "text", has = text };

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_are_found_by_their_words_and_their_ids_in_their_order(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Post("/api/datasets", new { name = "Mails" })).Text("id");
        await Project.Import(server.Owner, id, ["a refund please", "100% broken", "A REFUND again", "under_score", "back\\slash"]);
        (await Table.AllOrdinals(server.Owner, $"/api/datasets/{id}/items", null, null, 2)).ShouldBe([1, 2, 3, 4, 5]);
        (await Table.AllOrdinals(server.Owner, $"/api/datasets/{id}/items", null, "-created", 2)).ShouldBe([1, 2, 3, 4, 5]);
        async Task<string[]> Found(string text) => [.. (await server.Owner.Get($"/api/datasets/{id}/items{Table.Query(Table.Filter(Has(text)))}")).Expect(200).Items.Select(i => i.GetProperty("externalId").GetString()!)];
        (await Found("Refund")).ShouldBe(["t1", "t3"]);
        (await Found("refund ag")).ShouldBe(["t3"]);
        (await Found("ag refund")).ShouldBeEmpty();
        (await Found("score")).ShouldBe(["t4"]);
        (await Found("t5")).ShouldBe(["t5"]);
        (await Found("' OR 1=1 --")).ShouldBeEmpty();
        (await server.Owner.Get($"/api/datasets/{id}/items{Table.Query(Table.Filter(Has("%")))}")).Expect(400, "invalid").FaultPaths.ShouldBe(["/filter/0"]);
        var first = (await server.Owner.Get($"/api/datasets/{id}/items?limit=1")).Items[0];
        (first.GetProperty("modality").GetString(), first.GetProperty("text").GetString(), first.GetProperty("tags").GetArrayLength(), first.GetProperty("split").GetString(), first.GetProperty("image").ValueKind)
            .ShouldBe(("text", "a refund please", 0, null, System.Text.Json.JsonValueKind.Null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Fields_of_items_are_counted_and_filter(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6);
        await Project.Import(server.Owner, project.Dataset, ["more"], first: 7);
        var imports = await server.All($"SELECT id FROM import ORDER BY at, id", r => r.Text(0));
        async Task Change(object change) => (await server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", change)).Expect(200);
        await Change(new { filter = new[] { Has("text") }, tag = "short" });
        await Change(new { filter = new[] { Has("t3") }, tag = "odd", split = "test" });
        var fields = await server.Owner.Get($"/api/datasets/{project.Dataset}/items/fields{Table.Query(Table.Filter(new { field = "tag", @is = new[] { "short" } }))}");
        fields.Counts("tag").ShouldBe(new Dictionary<string, long> { ["short"] = 6, ["odd"] = 1, [""] = 1 }, ignoreOrder: true);
        fields.Counts("import").ShouldBe(new Dictionary<string, long> { [imports[0]] = 6 });
        fields.Counts("split").ShouldBe(new Dictionary<string, long> { ["test"] = 1, [""] = 5 }, ignoreOrder: true);
        fields.Counts("modality").ShouldBe(new Dictionary<string, long> { ["text"] = 6 });
        (await project.Items(Table.Filter(new { field = "import", @is = new[] { imports[1] } }))).Ordinals().ShouldBe([7]);
        (await project.Items(Table.Filter(new { field = "tag", not = new[] { "odd" } }, new { field = "split", @is = new[] { "" } }))).Ordinals().ShouldBe([1, 2, 4, 5, 6, 7]);
        (await project.Items(Table.Filter(new { field = "created", from = server.Clock.NowMs + 60_000 }))).Ordinals().ShouldBeEmpty();
        (await project.Items(Table.Filter(new { field = "modality", @is = new[] { "image" } }))).Ordinals().ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_search_is_complete_before_while_and_after_items_are_indexed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 0);
        var texts = new List<string>();
        Task<long> Indexed() => server.Count($"SELECT coalesce(max(indexed), 0) FROM word_index WHERE dataset = {project.Dataset}");
        async Task Check()
        {
            foreach (var (words, holds) in ((string, Func<string, bool>)[])[("even", t => t.Contains("even", StringComparison.Ordinal)), ("n77", t => t.Split(' ').Any(w => w.StartsWith("n77", StringComparison.Ordinal))),
                ("every w5", t => t.Split(' ').Any(w => w.StartsWith("w5", StringComparison.Ordinal))), ("n123 every", t => t.Split(' ').Contains("n123")), ("nowhere", _ => false)])
            {
                var page = (await project.Items(Table.Filter(Has(words)))).Expect(200);
                page.Number("count").ShouldBe(texts.Count(holds), words);
                page.Ordinals().ShouldBe(Enumerable.Range(1, texts.Count).Where(o => holds(texts[o - 1])).Take(1000).Select(o => (long)o), words);
            }
        }

        // Seventeen times a thousand and some: each becomes a small segment, and sixteen small ones a large one.
        for (var step = 0; step < 17; step++)
        {
            var more = Enumerable.Range(texts.Count, 1100).Select(n => $"every n{n} w{n % 61} {(n % 2 == 0 ? "even" : "odd")}").ToList();
            await project.Add(more, $"step{step}x");
            texts.AddRange(more);
            if (step is 0 or 1)
                await Check();
            await Poll.Until(Indexed, n => n >= texts.Count, seconds: 60);
        }
        await Poll.Until(() => server.Count($"SELECT count(*) FROM word_segment WHERE dataset = {project.Dataset}"), n => n < 16, seconds: 60);
        (await server.Count($"SELECT count(*) FROM word_page p WHERE NOT EXISTS (SELECT 1 FROM word_segment g WHERE g.dataset = p.dataset AND g.number = p.segment AND g.state = 'ready')")).ShouldBe(0);
        await Check();
        // Deleted ones drop out although the index still has them.
        (await server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", new { filter = new[] { Has("n12345") }, delete = true })).Expect(200).Number("changed").ShouldBe(1);
        (await project.Items(Table.Filter(Has("n12345")))).Number("count").ShouldBe(0);
        (await project.Items(Table.Filter(Has("n1234")))).Number("count").ShouldBe(10);
        // The first look after a start: rows are right at once, the count when all are read.
        await server.Restart();
        var early = (await project.Items(Table.Filter(Has("even")), limit: 100)).Expect(200);
        early.Ordinals().ShouldBe(Enumerable.Range(1, texts.Count).Where(o => o % 2 == 1 && texts[o - 1] != "every n12345 w23 odd").Take(100).Select(o => (long)o));
        await Poll.Until(async () => await project.Items(Table.Filter(Has("even")), limit: 1), a => a["exact"].GetBoolean());
        (await project.Items(Table.Filter(Has("even")), limit: 1)).Number("count").ShouldBe(texts.Count / 2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_item_shows_what_it_is_where_it_came_from_and_what_became_of_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var items = (await project.Items()).Expect(200).Items;
        string Id(int i) => items[i].GetProperty("id").GetString()!;
        (await project.Label(await server.Join("annotator"), "billing")).Expect(201);
        var item = (await server.Owner.Get($"/api/items/{Id(0)}")).Expect(200);
        (item.Text("externalId"), item.Text("text"), item.Text("datasetId"), item.Number("provenance.row"), item.Text("provenance.sha256").Length).ShouldBe(("t1", "text 1", project.Dataset, 1, 64));
        var task = item["tasks"].EnumerateArray().ShouldHaveSingleItem();
        (task.GetProperty("projectId").GetString(), task.GetProperty("state").GetString(), task.GetProperty("answers").GetInt64()).ShouldBe((project.Id, "completed", 1));
        (item["previousId"].GetString(), item.Text("nextId")).ShouldBe((null, Id(1)));
        (await server.Owner.Post($"/api/datasets/{project.Dataset}/items/change", new { ids = new[] { Id(1) }, delete = true })).Expect(200);
        (await server.Owner.Get($"/api/items/{Id(1)}")).Expect(404, "not_found");
        (await server.Owner.Get($"/api/items/{Id(0)}")).Text("nextId").ShouldBe(Id(2));
        (await (await server.Stranger()).Get($"/api/items/{Id(0)}")).Expect(404, "not_found");
    }
}
