using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Tests;

[Collection("measures")]
public class CocoTests
{
    static async Task<List<string>> Sample(ReadSettings settings)
    {
        var lines = new List<string>();
        await using var file = File.OpenRead(Support.SamplesOf("coco").Single());
        await foreach (var row in new Coco().ReadLabelsAsync(file, settings))
            lines.Add(Support.Describe(row));
        return lines;
    }

    [Fact]
    public async Task Instances_are_read_whatever_order_their_parts_stand_in() => (await Sample(new())).ShouldBe(
    [
        "3 FAULT Image 3 has the id 289343 of an image before it; the first one counts. -> Give each image an id of its own.",
        "6 FAULT Annotation 6 has a \"category_id\" that the file doesn't list. -> Add the category to \"categories\", or remove the annotation.",
        "7 FAULT Annotation 7 has a \"bbox\" that is not x, y, and a width and height above 0. -> Correct it, or remove the annotation.",
        """1 LABEL train/dog é.jpg by - document={"objects":[{"id":"1768","class":"dog","geometry":{"type":"polygon","rings":[[[510.66,423.01],[511.72,420.03],[510.45,416],[510.34,413.02],[510.77,410.26]]]},"attributes":{"occluded":false}},{"id":"3","class":"person","geometry":{"type":"skeleton","points":[{"name":"nose","visibility":2,"x":11,"y":21},{"name":"left_eye","visibility":1,"x":12,"y":22},{"name":"right_eye","visibility":0,"x":0,"y":0}]}},{"id":"4","class":"dog","geometry":{"type":"box","x":10.5,"y":20.25,"width":30,"height":40}}],"answers":{}} or dog é.jpg""",
        """2 LABEL b.png by - document={"objects":[{"id":"b-2","class":"person","geometry":{"type":"mask","size":[3,4],"counts":"421O3"},"attributes":{"iscrowd":true}}],"answers":{}}""",
        """8 LABEL b.png by İpek document={"objects":[{"id":"8","class":"dog","geometry":{"type":"mask","size":[2,3],"counts":"06"}},{"id":"9","class":"dog","geometry":{"type":"box","x":1,"y":1,"width":2,"height":1,"rotation":30}}],"answers":{}}""",
        "5 FAULT Annotation 5 is in an image that the file doesn't list. -> Add the image with this id to \"images\", or remove the annotation.",
    ]);

    [Fact]
    public async Task Names_are_matched_with_the_ontology_and_shapes_with_what_a_class_can_be_drawn_as()
    {
        var ontology = OntologyReader.Read("""{"version":1,"classes":[{"name":"hound","title":"Dog","geometry":["box"]},{"name":"people","title":"People","geometry":["box"]}]}"""u8, [])!;
        var lines = await Sample(new() { Ontology = ontology });
        lines.ShouldContain(l => l.Contains("""{"id":"1768","class":"hound","geometry":{"type":"box","x":473.07,"y":395.93,"width":38.65,"height":28.67}}""", StringComparison.Ordinal));
        lines.ShouldContain("2 FAULT The project has no class \"person\"; it was left out here, and 2 times in all. -> Add it to the ontology, or rename it in the file, and import the file again.");
        lines.ShouldContain("1 FAULT The project has no attribute \"occluded\" of the class \"hound\"; it was left out here. -> Add it to the ontology, or rename it in the file, and import the file again.");
    }

    [Theory]
    [InlineData("[{\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,1,1],\"score\":1}]", "0 FAULT This is a list, as of detection results")]
    [InlineData("{\"annotations\":[{\"image_id\":1,\"category_id\":1}", "2 FAULT The file ends in the middle.")]
    [InlineData("{\"annotations\":[{}} ", "2 FAULT This is not JSON: byte 19 of the file is unexpected.")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"a\"}],\"annotations\":[{\"image_id\":1,\"category_id\":1,\"category_id\":2}]}", "1 FAULT /category_id: The member \"category_id\" stands here twice.")]
    [InlineData("{\"annotations\":[3]}", "1 FAULT Annotation 1 is a number, not an object.")]
    public async Task What_cannot_be_read_is_said_with_its_place(string text, string begin) =>
        (await Support.Everything(new Coco(), Encoding.UTF8.GetBytes(text))).ShouldHaveSingleItem().ShouldStartWith(begin);

    static readonly SnapshotHeader Header = new("s1", "first", "Roads", "sha256:00", Made.Ontology, 1_767_225_600_000);

    static SnapshotRow Row(long ordinal, params LabelledObject[] objects) => new(ordinal, $"p{ordinal}.png", "image", Made.Json("""{"width":8,"height":6,"name":"p.png"}"""), Made.Json("{}"),
        new(null, null, "CC0", null, null), new("m", new Dictionary<string, ResolvedQuestion>())
        {
            Document = AnswerDocument.Empty with { Objects = objects },
            Confidence = new Dictionary<string, double> { ["o1"] = 0.75 },
        }, []);

    static async Task<JsonElement> Written(params LabelledObject[] objects)
    {
        var stream = new MemoryStream();
        await new Coco().WriteAsync(stream, Header, new[] { Row(3, objects) }.ToAsyncEnumerable(), new());
        return JsonElement.Parse(stream.ToArray());
    }

    [Fact]
    public async Task A_hole_becomes_pixels_whose_middle_lies_inside_and_areas_are_exact()
    {
        var coco = await Written(
            new("o1", "thing", Made.Json("""{"type":"polygon","rings":[[[1,1],[5,1],[5,5],[1,5]]],"holes":[[[2,2],[4,2],[4,4.25],[2,4.25]]]}""")),
            new("o2", "thing", Made.Json("""{"type":"box","x":1,"y":2,"width":4,"height":2,"rotation":90}""")),
            new("o3", "traffic_light", Made.Json("""{"type":"polygon","rings":[[[0,0],[4,0],[0,3]],[[5,5],[6,5],[6,6],[5,6]]]}""")),
            new("o4", "thing", Made.Json($$"""{"type":"mask","size":[6,8],"counts":"{{Made.Compress([7, 2, 4, 3, 32])}}"}""")));
        var annotations = coco.GetProperty("annotations").EnumerateArray().ToList();
        // Columns 1 to 4 of 6 pixels each; the middles at 2.5 and 3.5 of the columns 2 and 3 lie in the hole, the one at 4.5 doesn't.
        annotations[0].GetProperty("segmentation").GetRawText().ShouldBe("""{"size":[6,8],"counts":[7,4,2,1,2,1,2,1,2,1,2,4,19]}""");
        annotations[0].GetProperty("area").GetDouble().ShouldBe(11.5);
        annotations[0].GetProperty("score").GetDouble().ShouldBe(0.75);
        annotations[1].GetProperty("bbox").EnumerateArray().Select(n => Math.Round(n.GetDouble(), 9)).ShouldBe([2, 1, 2, 4]);
        annotations[1].GetProperty("area").GetDouble().ShouldBe(8);
        annotations[2].GetProperty("area").GetDouble().ShouldBe(7);
        annotations[2].GetProperty("segmentation").GetRawText().ShouldBe("[[0,0,4,0,0,3],[5,5,6,5,6,6,5,6]]");
        annotations[2].GetProperty("category_id").GetInt32().ShouldBe(2);
        annotations[3].GetProperty("segmentation").GetProperty("counts").GetRawText().ShouldBe("[7,2,4,3,32]");
        annotations[3].GetProperty("area").GetDouble().ShouldBe(5);
        annotations[3].GetProperty("bbox").GetRawText().ShouldBe("[1,1,2,3]");
        coco.GetProperty("images")[0].GetRawText().ShouldBe("""{"id":3,"file_name":"p.png","width":8,"height":6,"external_id":"p3.png","license":1}""");
        coco.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(["thing", "traffic_light"]);
        coco.GetProperty("licenses")[0].GetProperty("name").GetString().ShouldBe("CC0");
    }

    [Fact]
    public async Task A_snapshot_without_rows_is_a_right_file()
    {
        var stream = new MemoryStream();
        (await new Coco().WriteAsync(stream, Header, AsyncEnumerable.Empty<SnapshotRow>(), new())).ShouldBeEmpty();
        JsonElement.Parse(stream.ToArray()).GetProperty("annotations").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Memory_stays_flat_for_sixty_thousand_pictures_out_and_in()
    {
        const int Pictures = 60_000;
        var path = Path.GetTempFileName();
        static FileStream Scratch() => new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        try
        {
            var box = new LabelledObject("o1", "thing", Made.Json("""{"type":"box","x":1,"y":2,"width":4,"height":2}"""));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await using (var to = File.Create(path))
                await new Coco().WriteAsync(to, Header, Enumerable.Range(1, Pictures).Select(n => Row(n, box, box with { Id = "o2" })).ToAsyncEnumerable(), new() { Scratch = Scratch });
            (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(5_000_000);
            new FileInfo(path).Length.ShouldBeGreaterThan(20_000_000);
            await using var from = File.OpenRead(path);
            var (read, most) = (0, 0L);
            await foreach (var row in new Coco().ReadLabelsAsync(from, new() { Scratch = Scratch }))
            {
                row.ShouldBeOfType<LabelRow>();
                if (++read % 10_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
            read.ShouldBe(Pictures);
            // The names of the pictures and where their annotations are: a fraction of the file.
            most.ShouldBeLessThan(25_000_000);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
