using System.Globalization;
using System.Text;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Tests.Documents;

public class AnswerReaderTests
{
    const string Example = """
        {"version": 1,
         "objects": [
           {"id": "o1", "class": "car", "track": "t7", "target": "front",
            "geometry": {"type": "box", "x": 12.5, "y": 40, "width": 200, "height": 80, "rotation": 0}, "frame": 0, "attributes": {"occluded": true}},
           {"id": "o2", "class": "person", "geometry": {"type": "span", "start": 0, "end": 3}}],
         "tracks": [{"id": "t7", "class": "car", "interpolation": "linear", "ranges": [[0, 120]], "attributes": {}}],
         "relations": [{"from": "o1", "to": "o2", "type": "drives"}],
         "answers": {"weather": "rain", "best": {"outcome": "a", "strength": 2, "shown": ["b", "a"]}, "order": [["b"], ["a", "c"]]}}
        """;

    static List<Fault> FaultsOf(string json)
    {
        var faults = new List<Fault>();
        var read = AnswerReader.Read(Encoding.UTF8.GetBytes(json), faults);
        (read is null).ShouldBe(faults.Count > 0, "a document is returned exactly when there is no fault");
        return faults;
    }

    static AnswerDocument Read(string json)
    {
        var faults = new List<Fault>();
        var read = AnswerReader.Read(Encoding.UTF8.GetBytes(json), faults);
        faults.ShouldBeEmpty();
        return read!;
    }

    static string Canonical(string json) => Encoding.UTF8.GetString(AnswerWriter.Canonical(Read(json)));

    [Fact]
    public void The_example_of_the_specification_is_read_as_it_is_meant()
    {
        var read = Read(Example);

        read.Objects.Count.ShouldBe(2);
        read.Objects[0].Track.ShouldBe("t7");
        read.Objects[0].Target.ShouldBe("front");
        read.Objects[0].Frame.ShouldBe(0);
        read.Objects[0].GeometryType.ShouldBe("box");
        read.Objects[0].Attributes["occluded"].GetBoolean().ShouldBeTrue();
        read.Tracks[0].Ranges.ShouldBe([new FrameRange(0, 120)]);
        read.Relations.ShouldBe([new Relation("o1", "o2", "drives")]);
        read.Answers.Keys.ShouldBe(["best", "order", "weather"]);
    }

    [Fact]
    public void The_canonical_form_is_exactly_this() => Canonical(Example).ShouldBe(
        """{"version":1,"objects":[{"id":"o1","class":"car","track":"t7","target":"front","geometry":{"type":"box","x":12.5,"y":40,"width":200,"height":80},"frame":0,"attributes":{"occluded":true}},"""
        + """{"id":"o2","class":"person","geometry":{"type":"span","start":0,"end":3}}],"tracks":[{"id":"t7","class":"car","interpolation":"linear","ranges":[[0,120]]}],"""
        + "\"relations\"" + """:[{"from":"o1","to":"o2","type":"drives"}],"answers":{"best":{"outcome":"a","shown":["b","a"],"strength":2},"order":[["b"],["a","c"]],"weather":"rain"}}""");

    [Fact]
    public void An_empty_document_has_the_same_hash_however_it_is_written()
    {
        Read("""{ "version" : 1.0 }""").Hash().ShouldBe(Read("""{"answers":{},"version":1,"objects":[]}""").Hash());
        AnswerDocument.Empty.Hash().ShouldBe(AnswerDocument.HashOf("""{"version":1,"objects":[],"tracks":[],"relations":[],"answers":{}}"""u8));
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("-0.0", "0")]
    [InlineData("1e2", "100")]
    [InlineData("100.000", "100")]
    [InlineData("1e300", "1E+300")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("9007199254740991", "9007199254740991")]
    public void Numbers_are_written_in_the_shortest_form_that_reads_back(string given, string written)
    {
        var canonical = Canonical($$$"""{"version":1,"answers":{"n":{{{given}}}}}""");
        double.Parse(canonical.Split("\"n\":")[1].TrimEnd('}'), CultureInfo.InvariantCulture).ShouldBe(double.Parse(given, CultureInfo.InvariantCulture));
        if (written.Length < 16)
            canonical.ShouldEndWith($$$"""{"n":{{{written}}}}}""");
        Canonical(canonical).ShouldBe(canonical);
    }

    [Fact]
    public void Text_is_kept_to_the_code_point_and_only_required_escapes_are_written()
    {
        var read = Read("""{"version":1,"answers":{"t":"\ud83d\ude00 e\u0301 שלום \"a\\b\" \r\n\t\u0001 </p>\u2028"}}""");
        read.Answers["t"].GetString().ShouldBe("😀 e\u0301 שלום \"a\\b\" \r\n\t\u0001 </p>\u2028");
        Encoding.UTF8.GetString(AnswerWriter.Canonical(read)).ShouldContain("\"😀 e\u0301 שלום \\\"a\\\\b\\\" \\r\\n\\t\\u0001 </p>\u2028\"");
    }

    [Theory]
    [InlineData("""{"objects":[]}""", "/version missing")]
    [InlineData("""{"version":2}""", "/version version")]
    [InlineData("""{"version":"1"}""", "/version wrong_type")]
    [InlineData("""[]""", " wrong_type")]
    [InlineData("""{"version":1,"extra":0}""", "/extra unknown_member")]
    [InlineData("""{"version":1,"a/b~c":0}""", "/a~1b~0c unknown_member")]
    [InlineData("""{"version":1,"objects":{}}""", "/objects wrong_type")]
    [InlineData("""{"version":1,"objects":[1]}""", "/objects/0 wrong_type")]
    [InlineData("""{"version":1,"answers":[]}""", "/answers wrong_type")]
    [InlineData("""{"version":1,"answers":{"q":null}}""", "/answers/q bad_answer")]
    [InlineData("""{"version":1,"answers":{"q":["a","a"]}}""", "/answers/q/1 bad_answer")]
    [InlineData("""{"version":1,"answers":{"q":[["a"],[]]}}""", "/answers/q/1 bad_answer")]
    [InlineData("""{"version":1,"answers":{"q":[["a"],["b","a"]]}}""", "/answers/q/1/1 bad_answer")]
    [InlineData("""{"version":1,"answers":{"q":{"outcome":"draw"}}}""", "/answers/q/outcome bad_answer")]
    [InlineData("""{"version":1,"answers":{"q":{"outcome":"a","shown":"b"}}}""", "/answers/q/shown wrong_type")]
    [InlineData("""{"version":1,"answers":{"q":{"a":1}}}""", "/answers/q/a unknown_member|/answers/q/outcome missing")]
    [InlineData("""{"version":1,"answers":{"q":"a","q":"b"}}""", "/answers/q duplicate_key")]
    [InlineData("""{"version":1,"answers":{"q":"a\u0000b"}}""", "/answers/q nul")]
    [InlineData("""{"version":1,"answers":{"q":"\ud800"}}""", "/answers/q lone_surrogate")]
    [InlineData("""{"version":1,"answers":{"\udc00":1}}""", "/answers/? lone_surrogate")]
    [InlineData("""{"version":1,"answers":{"q":1e999}}""", "/answers/q not_finite")]
    [InlineData("""{"version":1,"answers":{"q":9007199254740992}}""", "/answers/q number_not_exact")]
    [InlineData("""{"version":1,"answers":{"q":NaN}}""", "/answers/q not_json")]
    [InlineData("""{"version":1,"answers":{"q":1,}}""", "/answers/q not_json")]
    [InlineData("", " not_json")]
    [InlineData("""{"version":1,"relations":[{"from":"x","to":"y","type":"t"}]}""", "/relations/0/from unknown_object|/relations/0/to unknown_object")]
    [InlineData("""{"version":1,"objects":[{"id":"o","class":"c","track":"t","frame":0,"geometry":{"type":"points","points":[[0,0]]}}]}""", "/objects/0/track unknown_track")]
    [InlineData("""{"version":1,"tracks":[{"id":"t","class":"c","interpolation":"cubic","ranges":[[3,1]]}]}""", "/tracks/0/interpolation out_of_range|/tracks/0/ranges/0 bad_ranges")]
    [InlineData("""{"version":1,"tracks":[{"id":"t","class":"c","interpolation":"hold","ranges":[[0,4],[4,9]]}]}""", "/tracks/0/ranges/1 bad_ranges")]
    public void What_is_wrong_is_named_with_its_place(string json, string expected) =>
        string.Join('|', FaultsOf(json).Select(f => f.Path + " " + f.Code)).ShouldBe(expected);

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        var faults = FaultsOf("""
            {"version": 3, "extra": 1, "objects": [
              {"id": "o", "class": "car", "geometry": {"type": "box", "x": 1, "y": "2", "width": 0, "height": -1, "colour": 3}},
              {"id": "o", "class": "", "frame": -1, "geometry": {"type": "blob"}}],
             "tracks": [{"id": "t", "class": "bus", "interpolation": "linear", "ranges": []}],
             "relations": [{"from": "o", "to": "p", "type": "near"}]}
            """);
        faults.Select(f => f.Path + " " + f.Code).Order(StringComparer.Ordinal).ShouldBe(new[]
        {
            "/extra unknown_member", "/version version",
            "/objects/0/geometry/colour unknown_member", "/objects/0/geometry/y wrong_type",
            "/objects/0/geometry/width out_of_range", "/objects/0/geometry/height out_of_range",
            "/objects/1/id duplicate_id", "/objects/1/class empty", "/objects/1/frame out_of_range", "/objects/1/geometry/type unknown_geometry",
            "/relations/0/to unknown_object",
        }.Order(StringComparer.Ordinal));
        faults.ShouldAllBe(f => f.Message.EndsWith('.'), "messages are sentences");
    }

    [Fact]
    public void An_object_must_have_the_class_of_its_track() => FaultsOf("""
        {"version":1,"objects":[{"id":"o","class":"car","track":"t","frame":1,"geometry":{"type":"points","points":[[0,0]]}}],
         "tracks":[{"id":"t","class":"bus","interpolation":"hold","ranges":[[0,1]]}]}
        """).Select(f => f.Code).ShouldBe(["track_class"]);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_named_by_their_position()
    {
        var faults = new List<Fault>();
        AnswerReader.Read([.. """{"version":1,"answers":{"q":"""u8, (byte)'"', 0xC3, 0x28, .. "\"}}"u8], faults).ShouldBeNull();
        faults.Single().Code.ShouldBe("not_utf8");
        faults.Single().Message.ShouldContain("Byte 29 ");
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_a_fault_and_not_an_exception()
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);
        FaultsOf($$$"""{"version":1,"answers":{"q":{{{deep}}}}}""").Select(f => f.Code).ShouldBe(["too_deep"]);
    }

    [Fact]
    public void Hostile_input_cannot_fill_the_memory_with_faults()
    {
        var many = string.Join(',', Enumerable.Repeat("\"a\":1", 100_000));
        var faults = FaultsOf($$$"""{"version":1,"answers":{{{{many}}}}}""");
        faults.Count.ShouldBe(StrictJson.MaxFaults + 1);
        faults[^1].Code.ShouldBe("more_faults");
    }

    [Fact]
    public void Random_bytes_and_random_damage_never_throw()
    {
        var random = new Random(20260101);
        var good = Encoding.UTF8.GetBytes(Example);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : "{}[]\",:0e-\\"[random.Next(11)]);
            var faults = new List<Fault>();
            var read = AnswerReader.Read(bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length), faults);
            if (read is not null)
                AnswerReader.Read(AnswerWriter.Canonical(read), faults).ShouldBe(read);
        }
    }
}
