using System.Text;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Tests.Documents;

public class GeometryTests
{
    static readonly string Ref = "sha256:" + new string('a', 64);

    /// <summary>One right value of every kind; the first test makes sure that none is forgotten.</summary>
    public static TheoryData<string> Right => new(
        """{"type":"box","x":-1.5,"y":0,"width":2,"height":3,"rotation":45}""",
        """{"type":"polygon","rings":[[[0,0],[9,0],[9,9]]],"holes":[[[1,1],[2,1],[2,2]]]}""",
        """{"type":"polyline","points":[[0,0],[1,1]]}""",
        """{"type":"points","points":[[0,0]]}""",
        """{"type":"skeleton","points":[{"name":"nose","visibility":1,"x":1,"y":2},{"name":"ear","visibility":2,"x":1,"y":2}]}""",
        """{"type":"ellipse","cx":0,"cy":0,"rx":1,"ry":2}""",
        // Two runs of a 3x3 mask: 4 background pixels, 5 of the object.
        """{"type":"mask","size":[3,3],"counts":"45"}""",
        $$"""{"type":"mask","ref":"{{Ref}}"}""",
        """{"type":"cuboid","centre":[0,0,0],"size":[4,2,1.5],"quaternion":[0,0,0,1]}""",
        """{"type":"pointmask","count":10,"runs":[[0,2],[3,7]]}""",
        $$"""{"type":"pointmask","ref":"{{Ref}}"}""",
        """{"type":"span","start":0,"end":1}""",
        """{"type":"timespan","startMs":0,"endMs":12.5}""",
        """{"type":"region_on_page","page":0,"x":0,"y":0,"width":1,"height":1}""");

    static string Document(string geometry) => $$"""{"version":1,"objects":[{"id":"o","class":"c","geometry":{{geometry}}}]}""";

    static List<Fault> FaultsOf(string geometry)
    {
        var faults = new List<Fault>();
        AnswerReader.Read(Encoding.UTF8.GetBytes(Document(geometry)), faults);
        return faults;
    }

    [Fact]
    public void Every_catalogued_kind_is_tested_here_and_they_are_these() =>
        Right.AsEnumerable<object[]>().Select(row => (string)row[0]).Select(g => g.Split('"')[3]).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(Catalog.Of<IGeometryKind>().Select(k => k.Name));

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_geometry_has_no_fault_and_is_written_as_it_was_read(string geometry)
    {
        var faults = new List<Fault>();
        var read = AnswerReader.Read(Encoding.UTF8.GetBytes(Document(geometry)), faults);
        faults.ShouldBeEmpty();
        Encoding.UTF8.GetString(AnswerWriter.Canonical(read!)).ShouldContain(geometry);
    }

    [Theory]
    [InlineData("""{"type":"box","x":0,"y":0,"width":0,"height":1}""", "/width out_of_range")]
    [InlineData("""{"type":"box","x":0,"height":1}""", "/y missing|/width missing")]
    [InlineData("""{"type":"polygon","rings":[]}""", "/rings too_few_points")]
    [InlineData("""{"type":"polygon","rings":[[[0,0],[1,1]]]}""", "/rings/0 too_few_points")]
    [InlineData("""{"type":"polygon","rings":[[[0,0],[1,1],[0,1],[0,0]]]}""", "/rings/0 ring_closed")]
    [InlineData("""{"type":"polygon","rings":[[[0,0],[1,1,1],[0,1]]],"holes":[[]]}""", "/rings/0/1 wrong_type|/holes/0 too_few_points")]
    [InlineData("""{"type":"polyline","points":[[0,0]]}""", "/points too_few_points")]
    [InlineData("""{"type":"points","points":[]}""", "/points too_few_points")]
    [InlineData("""{"type":"skeleton","points":[{"name":"a","x":0,"y":0,"visibility":0},{"name":"a","x":0,"y":0,"visibility":3}]}""", "/points/1/name duplicate_name|/points/1/visibility out_of_range")]
    [InlineData("""{"type":"ellipse","cx":0,"cy":0,"rx":-1,"ry":1}""", "/rx out_of_range")]
    [InlineData("""{"type":"mask","size":[3,3],"counts":"44"}""", "/counts bad_mask")]
    [InlineData("""{"type":"mask","size":[3,3],"counts":"4 5"}""", "/counts bad_mask")]
    [InlineData("""{"type":"mask","size":[0,3],"counts":"0"}""", "/size out_of_range")]
    [InlineData("""{"type":"mask","ref":"sha256:XYZ"}""", "/ref bad_ref")]
    [InlineData("""{"type":"cuboid","centre":[0,0],"size":[1,0,1],"quaternion":[0,0,0,0]}""", "/centre wrong_type|/size out_of_range|/quaternion out_of_range")]
    [InlineData("""{"type":"pointmask","count":10,"runs":[[0,2],[2,1]]}""", "/runs/1 bad_runs")]
    [InlineData("""{"type":"pointmask","count":10,"runs":[[8,3]]}""", "/runs/0 bad_runs")]
    [InlineData("""{"type":"span","start":3,"end":3}""", "/end out_of_range")]
    [InlineData("""{"type":"span","start":0.5,"end":3}""", "/start out_of_range")]
    [InlineData("""{"type":"timespan","startMs":-1,"endMs":-2}""", "/startMs out_of_range|/endMs out_of_range")]
    [InlineData("""{"type":"region_on_page","page":-1,"x":0,"y":0,"width":1,"height":0}""", "/page out_of_range|/height out_of_range")]
    [InlineData("""{"type":"circle"}""", "/type unknown_geometry")]
    [InlineData("""{}""", "/type unknown_geometry")]
    public void A_wrong_geometry_is_named_with_its_place(string geometry, string expected) =>
        string.Join('|', FaultsOf(geometry).Select(f => f.Path["/objects/0/geometry".Length..] + " " + f.Code)).ShouldBe(expected);

    [Fact]
    public void COCO_runs_are_decoded_with_differences_and_signs()
    {
        // Encoded by hand from maskApi.c: runs 5, 2, 40, 1 are 5, 2, 40 and 1 - 2 = -1.
        Mask.Runs("52X1O").ShouldBe([5, 2, 40, 1]);
        Mask.Runs("5X").ShouldBeNull("the last group says that more follow");
    }

    [Fact]
    public void An_unturned_box_has_one_hash_whether_or_not_it_says_so()
    {
        const string box = "{\"type\":\"box\",\"x\":0,\"y\":0,\"width\":1,\"height\":1";
        string Hash(string geometry) => AnswerReader.Read(Encoding.UTF8.GetBytes(Document(geometry)), [])!.Hash();
        Hash(box + "}").ShouldBe(Hash(box + ",\"rotation\":0}"));
        Hash(box + "}").ShouldNotBe(Hash(box + ",\"rotation\":1}"));
    }
}
