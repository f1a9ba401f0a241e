using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>ReadClasses: the categories of a COCO file become the classes of a project that can hold its labels.</summary>
public class ReadClassesTests
{
    const string Coco = """
        {"images":[{"id":1,"file_name":"t1","width":40,"height":30}],
         "annotations":[{"id":1,"image_id":1,"category_id":7,"bbox":[1,2,3,4]},
           {"id":2,"image_id":1,"category_id":9,"bbox":[0,0,9,9],"segmentation":[[0,0,9,0,9,9]],"iscrowd":1}],
         "categories":[{"id":7,"name":"Traffic light"},{"id":9,"name":"traffic-light"},{"id":10,"name":"Straße"},{"name":"nobody"}]}
        """;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_with_the_classes_of_a_file_takes_every_name_in_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var read = (await server.Owner.Upload("/api/imports/classes", Coco)).Expect(200);
        var ontology = read["ontology"];
        ontology.GetProperty("classes").EnumerateArray().Select(c => (c.GetProperty("name").GetString(), c.GetProperty("title").GetString(), c.GetProperty("geometry")[0].GetString()))
            .ShouldBe([("traffic_light", "Traffic light", "box"), ("traffic_light_2", "traffic-light", "polygon"), ("stra_e", "Straße", "box")]);
        ontology.GetProperty("classes")[1].GetProperty("attributes")[0].GetProperty("name").GetString().ShouldBe("iscrowd");
        read.Number("labels").ShouldBe(2);
        read["errors"].EnumerateArray().Single().GetProperty("reason").GetString()!.ShouldContain("Category 4 has no \"id\"");

        var project = await Project.Make(server, tasks: 1, ontology: JsonSerializer.Deserialize<object>(ontology.GetRawText())!);
        var import = (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=prediction&author=net&fileName=c.json&format=coco&dryRun=true", Coco)).Expect(200);
        import["errors"].EnumerateArray().ShouldNotContain(e => e.GetProperty("reason").GetString()!.Contains("no class", StringComparison.Ordinal));
    }

    [Theory, OnSqlite]
    public async Task What_is_no_such_file_is_refused_with_what_to_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var (file, says) in ((string, string)[])[("", "The file is empty."), ("[]", "This is a list"), ("{}", "The file has no categories."), ("{\"categories\":[", "in the middle")])
            (await server.Owner.Upload("/api/imports/classes", file)).Expect(422, "unreadable").Text("title").ShouldContain(says);
        (await (await server.Join("annotator")).Upload("/api/imports/classes", Coco)).Expect(403);
    }
}
