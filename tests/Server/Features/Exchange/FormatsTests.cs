using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>ImportLabels and ExportSnapshot in the formats of other tools, ListLosses and ListFormats.</summary>
public class FormatsTests
{
    static readonly object Things = new
    {
        version = 1,
        classes = new object[]
        {
            new { name = "traffic_light", title = "Traffic light", geometry = new[] { "box", "polygon", "mask", "span" }, attributes = new[] { new { name = "lit", title = "Lit", kind = "flag" } } },
            new { name = "car", title = "Car", geometry = new[] { "box", "span" } },
        },
        relations = new[] { new { name = "near", title = "Near" } },
        questions = new[] { new { name = "mood", title = "Mood", kind = "choice", options = new[] { new { name = "good", title = "Rather good" }, new { name = "bad", title = "Bad" } } } },
    };

    static async Task<Project> Of(TestServer server, string dataset, int tasks)
    {
        var made = (await server.Owner.Post("/api/projects", new { name = "Things", datasetId = dataset, ontology = Things, instructions = "", redundancy = 1, method = "majority" })).Expect(201);
        made.Number("tasks").ShouldBe(tasks);
        return new Project(server, made.Text("id"), dataset);
    }

    static async Task<Answer> Send(Project project, string query, string file) => (await project.Server.Owner.Upload($"/api/projects/{project.Id}/labels?{query}", file)).Expect(200);

    static List<string?> Reasons(Answer done) => [.. done["errors"].EnumerateArray().Select(e => e.GetProperty("reason").GetString())];

    [Theory, OnSqlite, OnPostgres]
    public async Task COCO_goes_in_by_the_names_of_files_and_titles_of_classes_and_comes_out_with_the_same_numbers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Streets" })).Expect(201).Text("id");
        foreach (var (name, shade) in new[] { ("one.png", 10), ("two.png", 200) })
            (await Images.Import(server.Owner, dataset, name, Draw.Png(64, 48, [.. Enumerable.Repeat((byte)shade, 64 * 48)], 8, 0))).Number("imported").ShouldBe(1);
        var project = await Of(server, dataset, 2);
        const string File = """
            {"annotations":[
              {"id":1,"image_id":7,"category_id":3,"bbox":[1.25,2.5,10.1,20.2],"attributes":{"lit":true}},
              {"id":2,"image_id":8,"category_id":3,"segmentation":{"size":[48,64],"counts":[50,3,3019]}},
              {"id":3,"image_id":7,"category_id":4,"bbox":[1,1,2,2]},
              {"id":4,"image_id":9,"category_id":3,"bbox":[1,1,2,2]}],
             "images":[{"id":7,"file_name":"train/one.png","width":64,"height":48},{"id":8,"file_name":"two.png","width":64,"height":48},{"id":9,"file_name":"three.png","width":64,"height":48}],
             "categories":[{"id":3,"name":"traffic light"},{"id":4,"name":"tram"}]}
            """;
        var looked = await Send(project, "as=annotation&author=ann&fileName=i.json&dryRun=true", File);
        (looked.Number("added"), looked.Number("failed")).ShouldBe((2, 2));
        var done = await Send(project, "as=annotation&author=ann&fileName=i.json", File);
        (done.Number("added"), done.Number("failed")).ShouldBe((2, 2));
        Reasons(done).ShouldBe(["The project has no item with the id \"three.png\".", "The project has no class \"tram\"; it was left out here."], ignoreOrder: true);
        (await Send(project, "as=annotation&author=ann&format=coco", File)).Number("duplicates").ShouldBe(2);
        (await project.See(1))["answers"][0].GetProperty("document").GetProperty("objects")[0].GetProperty("class").GetString().ShouldBe("traffic_light");

        var exported = await project.Export("coco", "answers");
        exported.Headers["Content-Disposition"].ShouldContain("answers.json");
        var coco = JsonElement.Parse(exported.Body);
        coco.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("file_name").GetString()).ShouldBe(["one.png", "two.png"]);
        coco.GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("bbox").GetRawText()).ShouldBe(["[1.25,2.5,10.1,20.2]", "[1,2,1,3]"]);
        coco.GetProperty("annotations")[0].GetProperty("attributes").GetRawText().ShouldBe("""{"lit":true}""");
        coco.GetProperty("annotations")[1].GetProperty("segmentation").GetRawText().ShouldBe("""{"size":[48,64],"counts":[50,3,3019]}""");
        coco.GetProperty("annotations").EnumerateArray().ShouldAllBe(a => a.GetProperty("annotator").GetString() == "ann");
        (await Send(project, "as=annotation&fileName=again.json", exported.Body)).Number("duplicates").ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Label_Studio_goes_in_with_spans_choices_and_relations_and_comes_out_and_in_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Texts" })).Expect(201).Text("id");
        const string File = """
            [{"id":31,"data":{"text":"😀 a car near a light"},"annotations":[{"id":1,"completed_by":{"email":"ann@example.org"},"result":[
               {"id":"a","from_name":"label","to_name":"text","type":"labels","value":{"start":5,"end":8,"text":"car","labels":["Car"]}},
               {"id":"b","from_name":"label","to_name":"text","type":"labels","value":{"start":16,"end":21,"text":"light","labels":["Traffic light"]}},
               {"id":"b","from_name":"lit","to_name":"text","type":"choices","value":{"start":16,"end":21,"choices":["yes"]}},
               {"from_id":"a","to_id":"b","type":"relation","direction":"right","labels":["near"]},
               {"id":"c","from_name":"mood","to_name":"text","type":"choices","value":{"choices":["Rather good"]}}]}],
              "predictions":[{"model_version":"net-1","result":[{"id":"c","from_name":"mood","to_name":"text","type":"choices","value":{"choices":["bad"]}}]}]},
             {"id":32,"data":{"text":"nothing here"},"annotations":[{"id":2,"completed_by":5,"result":[]}]}]
            """;
        (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=tasks.json", File)).Expect(200).Number("imported").ShouldBe(2);
        var project = await Of(server, dataset, 2);
        var done = await Send(project, "as=annotation&fileName=tasks.json", File);
        (done.Number("added"), done.Number("failed")).ShouldBe((2, 0), done.Body);
        done["authors"].EnumerateArray().Select(a => a.GetString()).ShouldBe(["5", "ann@example.org"]);
        (await Send(project, "as=prediction&fileName=tasks.json", File))["authors"].EnumerateArray().Select(a => a.GetString()).ShouldContain("net-1");
        var document = (await project.See(1))["answers"].EnumerateArray().First(a => a.GetProperty("author").GetProperty("kind").GetString() == "external").GetProperty("document");
        document.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("geometry").GetRawText()).ShouldBe(["""{"type":"span","start":4,"end":7}""", """{"type":"span","start":15,"end":20}"""]);
        document.GetProperty("objects")[1].GetProperty("attributes").GetRawText().ShouldBe("""{"lit":true}""");
        document.GetProperty("relations").GetRawText().ShouldBe("""[{"from":"a","to":"b","type":"near"}]""");
        document.GetProperty("answers").GetRawText().ShouldBe("""{"mood":"good"}""");

        var exported = (await project.Export("label-studio", "answers")).Body;
        JsonElement.Parse(exported)[0].GetProperty("predictions")[0].GetProperty("model_version").GetString().ShouldBe("net-1");
        (await Send(project, "as=annotation&fileName=again.json", exported)).Number("duplicates").ShouldBe(2);
        (await project.Export("conll", "answers")).Body.ShouldContain("car -X- _ B-car\n");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_format_will_not_hold_is_said_before_the_download_and_every_format_is_listed_with_what_it_can_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2);
        await project.Label(await server.Join("annotator"), "billing");
        var id = (await project.Freeze()).Text("id");
        (await server.Owner.Get($"/api/snapshots/{id}/losses?format=jsonl")).Expect(200).Items.ShouldBeEmpty();
        var losses = (await server.Owner.Get($"/api/snapshots/{id}/losses?format=conll&what=answers")).Expect(200).Items;
        var lost = losses.Single(l => l.GetProperty("what").GetString() == "Answers to questions");
        (lost.GetProperty("count").GetInt64(), lost.GetProperty("restored").GetBoolean(), lost.GetProperty("example").GetString()).ShouldBe((1, false, "t1"));
        (await server.Owner.Get($"/api/snapshots/{id}/losses?format=coco")).Expect(200).Items.Single().GetProperty("what").GetString().ShouldBe("Items that are not pictures");
        (await server.Owner.Get($"/api/snapshots/{id}/losses?format=votes&what=all")).Expect(400, "invalid").FaultPaths.ShouldBe(["/format", "/what"]);
        (await (await server.Stranger()).Get($"/api/snapshots/{id}/losses?format=csv")).Expect(404, "not_found");
        (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=gold&format=csv", "id,topic\n")).Expect(400, "invalid").FaultPaths.ShouldBe(["/format"]);
        var formats = (await server.Owner.Get("/api/formats")).Expect(200).Items;
        formats.Where(f => f.GetProperty("writes").GetBoolean()).Select(f => f.GetProperty("name").GetString()).ShouldBe(["coco", "conll", "csv", "jsonl", "label-studio", "parquet"]);
        formats.Where(f => f.GetProperty("readsLabels").GetBoolean()).Select(f => f.GetProperty("name").GetString()).ShouldBe(["coco", "conll", "label-studio", "labels", "parquet"]);
    }
}
