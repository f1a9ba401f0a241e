using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Modalities;

namespace Groundwork.Core.Tests.Modalities;

public class ImageTests
{
    static readonly IModality Image = Catalog.Named<IModality>("image")!;
    static readonly string Asset = new('a', 64);

    static string Payload(string asset = "", string type = "image/png", string width = "100", string height = "50", string name = "a/b.png") =>
        $$"""{"asset":"{{(asset.Length > 0 ? asset : Asset)}}","mediaType":"{{type}}","width":{{width}},"height":{{height}},"name":"{{name}}"}""";

    static string Faults(Action<List<Fault>> check)
    {
        var faults = new List<Fault>();
        check(faults);
        faults.ShouldAllBe(f => f.Message.EndsWith('.'));
        return string.Join('|', faults.Select(f => $"{f.Path} {f.Code}"));
    }

    static string Item(string payload) => Faults(faults => Image.CheckItem(JsonElement.Parse(payload), faults));

    static string Objects(string geometry, string? payload = "") => Faults(faults =>
    {
        var read = new List<Fault>();
        var document = AnswerReader.Read(Encoding.UTF8.GetBytes($$"""{"version":1,"objects":[{"id":"o","class":"c","geometry":{{geometry}}}]}"""), read);
        read.ShouldBeEmpty(geometry);
        Image.CheckObjects(document!, payload is null ? null : JsonElement.Parse(payload.Length == 0 ? Payload() : payload), faults);
    });

    [Fact]
    public void An_item_names_its_file_and_its_upright_size()
    {
        Item(Payload()).ShouldBe("");
        Item(Payload(name: "")).ShouldBe("");
        Item("{}").ShouldBe("/asset missing|/mediaType missing|/width missing|/height missing|/name missing");
        Item(Payload(asset: "../../etc/passwd")).ShouldBe("/asset bad_ref");
        Item(Payload(asset: new string('A', 64))).ShouldBe("/asset bad_ref");
        Item(Payload(type: "text/html")).ShouldBe("/mediaType out_of_range");
        Item(Payload(width: "0", height: "1.5")).ShouldBe("/width out_of_range|/height out_of_range");
        Item("""{"text":"x"}""").ShouldStartWith("/text unknown_member|");
        Item("[]").ShouldBe(" wrong_type");
    }

    [Theory]
    [InlineData("""{"type":"box","x":0,"y":0,"width":100,"height":50}""", "")]
    [InlineData("""{"type":"box","x":-0.5,"y":-0.5,"width":101,"height":51}""", "")]
    [InlineData("""{"type":"box","x":-0.6,"y":0,"width":10,"height":10}""", "/objects/0/geometry outside_item")]
    [InlineData("""{"type":"box","x":95,"y":0,"width":10,"height":10}""", "/objects/0/geometry outside_item")]
    [InlineData("""{"type":"box","x":90,"y":40,"width":20,"height":20,"rotation":45}""", "")]
    [InlineData("""{"type":"box","x":95,"y":40,"width":20,"height":20,"rotation":45}""", "/objects/0/geometry outside_item")]
    [InlineData("""{"type":"ellipse","cx":99,"cy":49,"rx":20,"ry":5}""", "")]
    [InlineData("""{"type":"ellipse","cx":101,"cy":49,"rx":20,"ry":5}""", "/objects/0/geometry outside_item")]
    [InlineData("""{"type":"polygon","rings":[[[0,0],[100,0],[100,50]]]}""", "")]
    [InlineData("""{"type":"polygon","rings":[[[0,0],[101,0],[100,50]]],"holes":[[[1,1],[2,1],[2,60]]]}""",
        "/objects/0/geometry/rings/0/1 outside_item|/objects/0/geometry/holes/0/2 outside_item")]
    [InlineData("""{"type":"polyline","points":[[0,0],[100,50.5],[3,51]]}""", "/objects/0/geometry/points/2 outside_item")]
    [InlineData("""{"type":"points","points":[[1,1],[-1,2]]}""", "/objects/0/geometry/points/1 outside_item")]
    [InlineData("""{"type":"skeleton","points":[{"name":"nose","x":1,"y":1,"visibility":2},{"name":"ear","x":-9,"y":0,"visibility":0},{"name":"eye","x":-9,"y":0,"visibility":1}]}""",
        "/objects/0/geometry/points/2 outside_item")]
    [InlineData("""{"type":"mask","size":[50,100],"counts":"Xl4"}""", "")]
    [InlineData("""{"type":"mask","ref":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", "")]
    [InlineData("""{"type":"span","start":0,"end":2}""", "/objects/0/geometry geometry_not_allowed")]
    public void Objects_lie_within_the_picture(string geometry, string faults) => Objects(geometry).ShouldBe(faults);

    [Fact]
    public void A_mask_has_the_size_of_its_picture() =>
        Objects("""{"type":"mask","size":[50,100],"counts":"Xl4"}""", Payload(width: "50", height: "100")).ShouldBe("/objects/0/geometry/size outside_item");

    [Fact]
    public void Without_an_item_only_the_kind_is_checked()
    {
        Objects("""{"type":"points","points":[[-500,1]]}""", null).ShouldBe("");
        Objects("""{"type":"span","start":0,"end":2}""", null).ShouldBe("/objects/0/geometry geometry_not_allowed");
    }

    [Fact]
    public void These_are_the_modalities()
    {
        Catalog.Of<IModality>().Select(m => m.Name).ShouldBe(["image", "text"]);
        foreach (var modality in Catalog.Of<IModality>())
            modality.Geometry.ShouldAllBe(name => Catalog.Named<IGeometryKind>(name) != null);
    }
}
