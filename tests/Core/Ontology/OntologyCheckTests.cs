using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using TextModality = Groundwork.Core.Modalities.Text;

namespace Groundwork.Core.Tests.Ontology;

public class OntologyCheckTests
{
    static readonly OntologyDocument Rich = OntologyReaderTests.Read(OntologyReaderTests.Rich);

    static AnswerDocument Document(string rest)
    {
        var faults = new List<Fault>();
        var document = AnswerReader.Read(Encoding.UTF8.GetBytes("{\"version\":1," + rest + "}"), faults);
        faults.ShouldBeEmpty();
        return document!;
    }

    static string Faults(string rest)
    {
        var faults = new List<Fault>();
        OntologyCheck.Check(Document(rest), Rich, faults);
        faults.ShouldAllBe(f => f.Message.EndsWith('.'));
        return string.Join('|', faults.Select(f => f.Path + " " + f.Code));
    }

    [Theory]
    [InlineData("""{"topic":"tech"}""", "")]
    [InlineData("""{"topic":"tech","tags":["a","c"],"mood":3}""", "")]
    [InlineData("""{"topic":"billing","mood":3,"amount":12.5,"why":"because"}""", "")]
    [InlineData("""{}""", "/answers/topic required")]
    [InlineData("""{"topic":"sport"}""", "/answers/topic unknown_option")]
    [InlineData("""{"topic":["tech"]}""", "/answers/topic wrong_type")]
    [InlineData("""{"topic":"tech","colour":"red"}""", "/answers/colour unknown_question")]
    [InlineData("""{"topic":"other","mood":3,"why":"x"}""", "/answers/mood not_asked")]
    [InlineData("""{"topic":"other"}""", "/answers/why required")]
    [InlineData("""{"topic":"other","why":" \n"}""", "/answers/why required")]
    [InlineData("""{"topic":"tech","tags":["c","a"]}""", "/answers/tags wrong_order")]
    [InlineData("""{"topic":"tech","tags":["a","b","c"]}""", "/answers/tags too_many")]
    [InlineData("""{"topic":"tech","tags":["a","z"]}""", "/answers/tags/1 unknown_option")]
    [InlineData("""{"topic":"tech","tags":[]}""", "")]
    [InlineData("""{"topic":"tech","mood":0}""", "/answers/mood out_of_range")]
    [InlineData("""{"topic":"tech","mood":2.5}""", "/answers/mood out_of_range")]
    [InlineData("""{"topic":"tech","mood":"2"}""", "/answers/mood wrong_type")]
    [InlineData("""{"topic":"billing","amount":-1,"why":"123456789012345678901"}""", "/answers/amount out_of_range|/answers/why too_long")]
    [InlineData("""{"topic":"billing","amount":1,"why":"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"}""", "")]
    [InlineData("""{"topic":"billing","mood":1,"amount":5}""", "/answers/amount not_asked")]
    public void Answers_are_checked_against_the_questions(string answers, string expected) =>
        Faults("\"answers\":" + answers).ShouldBe(expected);

    [Theory]
    [InlineData("""[["b"],["a","c"]]""", "")]
    [InlineData("""[["a","b","c"]]""", "")]
    [InlineData("""[["b"],["c","a"]]""", "/answers/order/1 wrong_order")]
    [InlineData("""[["b"],["a"]]""", "/answers/order too_few")]
    [InlineData("""[["b"],["z"],["a"]]""", "/answers/order/1 unknown_option")]
    [InlineData("""["b","a","c"]""", "/answers/order wrong_type")]
    public void A_ranking_gives_each_option_one_place(string answer, string expected) => Ranked(null, answer).ShouldBe(expected);

    [Fact]
    public void A_ranking_may_ask_for_the_best_few_only()
    {
        Ranked(1, """[["b"]]""").ShouldBe("");
        Ranked(2, """[["b"]]""").ShouldBe("/answers/order too_few");
    }

    [Fact]
    public void No_option_has_two_places_and_no_place_is_empty()
    {
        var order = OntologyReaderTests.Read("""
            {"version":1,"questions":[{"name":"order","title":"Best first","kind":"ranking","options":[{"name":"a"},{"name":"b"}]}]}
            """).QuestionNamed("order")!;
        string Codes(string answer)
        {
            var faults = new List<Fault>();
            order.Asks.CheckAnswer(order, JsonElement.Parse(answer), "", faults);
            return string.Join('|', faults.Select(f => f.Code));
        }
        Codes("""[["b"],["a","b"]]""").ShouldBe("duplicate_name");
        Codes("""[["b"],[]]""").ShouldBe("wrong_type");
        Codes("""[["b","a"]]""").ShouldBe("wrong_order");
        Codes("""[["a"],["b"]]""").ShouldBe("");
    }

    static string Ranked(int? min, string answer)
    {
        var ontology = OntologyReaderTests.Read(FormattableString.Invariant($$"""
            {"version":1,"questions":[{"name":"order","title":"Best first","kind":"ranking","required":true,"min":{{min?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}},
             "options":[{"name":"a","title":"A"},{"name":"b","title":"B"},{"name":"c","title":"C"}]}]}
            """));
        var faults = new List<Fault>();
        OntologyCheck.Check(Document($$"""
            "answers":{"order":{{answer}}}
            """), ontology, faults);
        return string.Join('|', faults.Select(f => f.Path + " " + f.Code));
    }

    [Fact]
    public void What_a_hidden_answer_would_show_stays_hidden() =>
        // "amount" is not asked because the topic is other; so it cannot make "why" asked either, but the topic does.
        Faults("""
            "answers":{"topic":"tech","amount":4,"why":"x"}
            """).ShouldBe("/answers/amount not_asked|/answers/why not_asked");

    const string Box = """{"type":"box","x":0,"y":0,"width":1,"height":1}""";

    [Theory]
    [InlineData("""[{"id":"o","class":"car","geometry":BOX,"attributes":{"occluded":false,"make":"VW"}}]""", "")]
    [InlineData("""[{"id":"o","class":"car","geometry":BOX,"attributes":{"occluded":true,"hidden_by":"tree"}}]""", "")]
    [InlineData("""[{"id":"o","class":"car","geometry":BOX,"attributes":{"occluded":false,"hidden_by":"tree"}}]""", "/objects/0/attributes/hidden_by not_asked")]
    [InlineData("""[{"id":"o","class":"car","geometry":BOX}]""", "/objects/0/attributes/occluded required")]
    [InlineData("""[{"id":"o","class":"car","geometry":BOX,"attributes":{"occluded":"no","size":1}}]""", "/objects/0/attributes/occluded wrong_type|/objects/0/attributes/size unknown_attribute")]
    [InlineData("""[{"id":"o","class":"bus","geometry":BOX}]""", "/objects/0/class unknown_class")]
    [InlineData("""[{"id":"p","class":"person","geometry":BOX}]""", "/objects/0/geometry geometry_not_allowed")]
    public void Objects_are_checked_against_their_classes(string objects, string expected) =>
        Faults("\"answers\":{\"topic\":\"tech\"},\"objects\":" + objects.Replace("BOX", Box, StringComparison.Ordinal)).ShouldBe(expected);

    [Fact]
    public void Of_a_track_the_keyframes_have_what_changes_and_the_track_has_the_rest()
    {
        const string right = """
            "answers":{"topic":"tech"},"tracks":[{"id":"t","class":"car","interpolation":"linear","ranges":[[0,9]],"attributes":{"make":"VW"}}],
            "objects":[{"id":"o","class":"car","track":"t","frame":0,"geometry":{"type":"box","x":0,"y":0,"width":1,"height":1},"attributes":{"occluded":true,"hidden_by":"wall"}}]
            """;
        Faults(right).ShouldBe("");
        var swapped = right.Replace("\"make\":\"VW\"", "\"occluded\":true", StringComparison.Ordinal)
            .Replace("\"hidden_by\":\"wall\"", "\"make\":\"VW\"", StringComparison.Ordinal);
        Faults(swapped).ShouldBe("/objects/0/attributes/make track_attribute|/tracks/0/attributes/occluded frame_attribute");
    }

    [Fact]
    public void Relations_are_checked_against_their_types()
    {
        const string objects = """
            "answers":{"topic":"tech"},"objects":[
            {"id":"c","class":"car","geometry":{"type":"box","x":0,"y":0,"width":1,"height":1},"attributes":{"occluded":false}},
            {"id":"p","class":"person","geometry":{"type":"span","start":0,"end":2}}],"relations":
            """;
        Faults(objects + """[{"from":"p","to":"c","type":"drives"}]""").ShouldBe("");
        Faults(objects + """[{"from":"c","to":"p","type":"drives"},{"from":"p","to":"c","type":"likes"}]""")
            .ShouldBe("/relations/0/from relation_not_allowed|/relations/0/to relation_not_allowed|/relations/1/type unknown_relation");
    }

    [Fact]
    public void Spans_are_checked_against_the_text_in_code_points()
    {
        static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
        var modality = Catalog.Named<Groundwork.Core.Modalities.IModality>("text").ShouldBeOfType<TextModality>();
        var document = Document("""
            "objects":[{"id":"a","class":"person","geometry":{"type":"span","start":0,"end":3}},{"id":"b","class":"person","geometry":{"type":"points","points":[[0,0]]}}]
            """);
        var faults = new List<Fault>();
        modality.CheckObjects(document, Json("""{"text":"a😀b"}"""), faults);
        faults.Select(f => (f.Path, f.Code)).ShouldBe([("/objects/1/geometry", "geometry_not_allowed")]);

        faults.Clear();
        modality.CheckObjects(document with { Objects = [document.Objects[0]] }, Json("""{"text":"a😀"}"""), faults);
        faults.Select(f => (f.Path, f.Code)).ShouldBe([("/objects/0/geometry/end", "outside_item")]);

        faults.Clear();
        modality.CheckItem(Json("""{"text":"","html":"x"}"""), faults);
        faults.Select(f => (f.Path, f.Code)).ShouldBe([("/html", "unknown_member"), ("/text", "empty")]);
    }

    [Fact]
    public void Every_kind_of_question_names_its_labels_and_scale()
    {
        Catalog.Of<IQuestionKind>().Select(k => k.Name).ShouldBe(["choice", "flag", "multichoice", "number", "ranking", "rating", "text"]);
        foreach (var question in Rich.Questions)
            (question.Asks.Labels(question).Count > 0).ShouldBe(question.Asks.Scale is Scale.Nominal or Scale.NominalSet or Scale.Ordinal);
    }
}
