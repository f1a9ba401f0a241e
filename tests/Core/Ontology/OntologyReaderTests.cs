using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Tests.Ontology;

public class OntologyReaderTests
{
    public const string Rich = """
        {"version":1,
         "classes":[{"name":"car","title":"Car","color":"#ff0000","hotkey":"c","geometry":["box","polygon"],
           "attributes":[{"name":"occluded","title":"Occluded","kind":"flag","required":true,"perFrame":true},
                         {"name":"make","title":"Make","kind":"text","max":10},
                         {"name":"hidden_by","title":"By what?","kind":"choice","perFrame":true,"options":[{"name":"tree"},{"name":"wall"}],"when":{"question":"occluded","is":[true]}}]},
          {"name":"person","title":"Person","geometry":["span"]}],
         "relations":[{"name":"drives","title":"drives","from":["person"],"to":["car"]}],
         "questions":[
           {"name":"topic","title":"What is it about?","kind":"choice","required":true,"help":"","options":[
              {"name":"billing","title":"Billing","hotkey":"1","help":"money"},{"name":"tech","title":"Technical","hotkey":"2"},{"name":"other","title":"Other","hotkey":null}]},
           {"name":"tags","title":"Tags","kind":"multichoice","options":[{"name":"a","title":"A"},{"name":"b","title":"B"},{"name":"c","title":"C"}],"max":2,"when":null},
           {"name":"mood","title":"Mood","kind":"rating","min":1,"max":5,"options":[],"when":{"question":"topic","is":["billing","tech"]}},
           {"name":"amount","title":"How much?","kind":"number","min":0,"when":{"all":[{"question":"topic","is":["billing"]},{"not":{"question":"mood","is":[1,2]}}]}},
           {"name":"why","title":"Why?","kind":"text","required":true,"min":null,"max":20,"when":{"any":[{"question":"topic","is":["other"]},{"question":"amount","answered":true}]}}]}
        """;

    public static OntologyDocument Read(string json)
    {
        var faults = new List<Fault>();
        var read = OntologyReader.Read(Encoding.UTF8.GetBytes(json), faults);
        faults.ShouldBeEmpty();
        return read!;
    }

    static string Faults(string json)
    {
        var faults = new List<Fault>();
        (OntologyReader.Read(Encoding.UTF8.GetBytes(json), faults) is null).ShouldBe(faults.Count > 0);
        faults.ShouldAllBe(f => f.Message.EndsWith('.'));
        return string.Join('|', faults.Select(f => f.Path + " " + f.Code));
    }

    static string Questions(string questions) => $$"""{"version":1,"questions":[{{questions}}]}""";

    const string Choice = """{"name":"q","title":"Q","kind":"choice","options":[{"name":"a"},{"name":"b"}]}""";

    [Fact]
    public void An_ontology_is_read_as_it_is_meant()
    {
        var read = Read(Rich);
        read.Questions.Select(q => q.Kind).ShouldBe(["choice", "multichoice", "rating", "number", "text"]);
        read.QuestionNamed("topic")!.OptionNamed("billing").ShouldBe(new Option("billing", "Billing", "1", "money"));
        read.QuestionNamed("topic")!.Required.ShouldBeTrue();
        read.ClassNamed("car")!.Attributes.Select(a => (a.Name, a.PerFrame)).ShouldBe([("occluded", true), ("make", false), ("hidden_by", true)]);
        read.RelationNamed("drives")!.To.ShouldBe(["car"]);
        read.QuestionNamed("mood")!.Asks.Labels(read.QuestionNamed("mood")!).Select(l => l.Name).ShouldBe(["1", "2", "3", "4", "5"]);
        read.QuestionNamed("tags")!.Asks.Scale.ShouldBe(Scale.NominalSet);
    }

    [Fact]
    public void The_canonical_form_is_read_back_and_stays_the_same()
    {
        var once = OntologyWriter.Canonical(Read(Rich));
        var twice = OntologyWriter.Canonical(Read(Encoding.UTF8.GetString(once)));
        Encoding.UTF8.GetString(twice).ShouldBe(Encoding.UTF8.GetString(once));
        Encoding.UTF8.GetString(once).ShouldContain(
            """{"name":"amount","title":"How much?","kind":"number","required":false,"help":"","options":[],"min":0,"max":null,"when":{"all":[{"question":"topic","is":["billing"]},{"not":{"question":"mood","is":[1,2]}}]}}""");
        Encoding.UTF8.GetString(once).ShouldContain("""{"name":"tree","title":"tree","hotkey":null,"help":""}""");
    }

    [Theory]
    [InlineData("""{"version":1}""", " nothing_asked")]
    [InlineData("""{"version":1,"x":1,"questions":[5]}""", "/x unknown_member|/questions/0 wrong_type")]
    [InlineData("""{"version":1,"classes":[{"name":"Car","title":"","color":"red","hotkey":"ab","geometry":[]}]}""",
        "/classes/0/name bad_name|/classes/0/color bad_color|/classes/0/title empty|/classes/0/hotkey bad_hotkey|/classes/0/geometry too_few")]
    [InlineData("""{"version":1,"classes":[{"name":"a","title":"A","hotkey":"x","geometry":["box"]},{"name":"a","title":"A","hotkey":"x","geometry":["blob","box","box"]}]}""",
        "/classes/1/name duplicate_name|/classes/1/hotkey duplicate_hotkey|/classes/1/geometry/0 unknown_geometry|/classes/1/geometry duplicate_name")]
    [InlineData("""{"version":1,"relations":[{"name":"r","title":"R","from":["x"]}]}""", "/relations/0/from unknown_class")]
    public void Faults_around_the_questions_are_all_listed(string json, string expected) =>
        Faults(json).ShouldBe(expected);

    [Theory]
    [InlineData("""{"name":"1q","title":"Q","kind":"text"}""", "/questions/0/name bad_name")]
    [InlineData("""{"name":"q","title":"Q","kind":"slider"}""", "/questions/0/kind unknown_kind")]
    [InlineData("""{"name":"q","title":"Q","kind":"flag"}""", "/questions/0/kind unknown_kind")]
    [InlineData("""{"name":"q","title":"Q"}""", "/questions/0/kind missing")]
    [InlineData("""{"name":"q","kind":"text"}""", "/questions/0/title missing")]
    [InlineData("""{"name":"q","title":"Q","kind":"text","options":[{"name":"a"}]}""", "/questions/0/options unknown_member")]
    [InlineData("""{"name":"q","title":"Q","kind":"text","perFrame":true}""", "/questions/0/perFrame unknown_member")]
    [InlineData("""{"name":"q","title":"Q","kind":"text"},{"name":"q","title":"Q","kind":"text"}""", "/questions/1/name duplicate_name")]
    [InlineData("""{"name":"q","title":"Q","kind":"choice","options":[{"name":"a"}]}""", "/questions/0/options too_few")]
    [InlineData("""{"name":"q","title":"Q","kind":"choice"}""", "/questions/0/options missing|/questions/0/options too_few")]
    [InlineData("""{"name":"q","title":"Q","kind":"choice","options":[{"name":"a","hotkey":"1"},{"name":"a","hotkey":"1"}]}""",
        "/questions/0/options/1/name duplicate_name|/questions/0/options/1/hotkey duplicate_hotkey")]
    [InlineData("""{"name":"q","title":"Q","kind":"rating","min":5,"max":1}""", "/questions/0/max out_of_range")]
    [InlineData("""{"name":"q","title":"Q","kind":"rating","min":1.5}""", "/questions/0/min out_of_range|/questions/0/max missing")]
    [InlineData("""{"name":"q","title":"Q","kind":"rating","min":1,"max":1}""", "/questions/0/max out_of_range")]
    [InlineData("""{"name":"q","title":"Q","kind":"rating","min":1,"max":1000000}""", "/questions/0/max out_of_range")]
    [InlineData("""{"name":"q","title":"Q","kind":"multichoice","min":3,"options":[{"name":"a"},{"name":"b"}]}""", "/questions/0/min out_of_range")]
    [InlineData("""{"name":"q","title":"Q","kind":"text","max":0}""", "/questions/0/max out_of_range")]
    public void Faults_of_a_definition_are_all_listed(string questions, string expected) => Faults(Questions(questions)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"question":"q","is":["c"]}""", "/is/0 unknown_option")]
    [InlineData("""{"question":"q","is":[]}""", "/is bad_condition")]
    [InlineData("""{"question":"x","is":["a"]}""", "/question unknown_question")]
    [InlineData("""{"question":"later","answered":true}""", "/question later_question")]
    [InlineData("""{"question":"self","answered":true}""", "/question later_question")]
    [InlineData("""{"question":"n","is":[3]}""", "/is/0 unknown_option")]
    [InlineData("""{"question":"q"}""", " bad_condition")]
    [InlineData("""{"question":"q","is":["a"],"answered":true}""", " bad_condition")]
    [InlineData("""{"all":[]}""", "/all bad_condition")]
    [InlineData("""{"any":[{"not":{"question":"q","is":["z"]}},7]}""", "/any/0/not/is/0 unknown_option|/any/1 bad_condition")]
    public void Faults_of_a_condition_are_all_listed(string condition, string expected)
    {
        var questions = Choice + """,{"name":"n","title":"N","kind":"number"},{"name":"self","title":"S","kind":"text","when":"""
            + condition + """},{"name":"later","title":"L","kind":"text"}""";
        Faults(Questions(questions)).ShouldBe(string.Join('|', expected.Split('|').Select(e => "/questions/2/when" + e)));
    }

    [Theory]
    [InlineData("""{"question":"q","is":["a","b"]}""", """{"q":"b"}""", true)]
    [InlineData("""{"question":"q","is":["a"]}""", """{"q":"b"}""", false)]
    [InlineData("""{"question":"q","is":["a"]}""", """{}""", false)]
    [InlineData("""{"not":{"question":"q","is":["a"]}}""", """{}""", true)]
    [InlineData("""{"question":"m","is":["y"]}""", """{"m":["x","y"]}""", true)]
    [InlineData("""{"question":"m","is":["z"]}""", """{"m":["x","y"]}""", false)]
    [InlineData("""{"question":"r","is":[2]}""", """{"r":2.0}""", true)]
    [InlineData("""{"question":"q","answered":true}""", """{"q":"a"}""", true)]
    [InlineData("""{"question":"q","answered":false}""", """{"q":"a"}""", false)]
    [InlineData("""{"question":"m","answered":true}""", """{"m":[]}""", false)]
    [InlineData("""{"all":[{"question":"q","is":["a"]},{"question":"r","answered":true}]}""", """{"q":"a"}""", false)]
    [InlineData("""{"any":[{"question":"q","is":["a"]},{"question":"r","answered":true}]}""", """{"q":"a"}""", true)]
    public void A_condition_holds_exactly_when_it_says(string condition, string answers, bool holds)
    {
        var ontology = Read(Questions(Choice
            + """,{"name":"m","title":"M","kind":"multichoice","options":[{"name":"x"},{"name":"y"},{"name":"z"}]},{"name":"r","title":"R","kind":"rating","min":1,"max":3},"""
            + """{"name":"last","title":"L","kind":"text","when":""" + condition + "}"));
        var given = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(answers)!;
        ontology.Questions[^1].When!.Holds(given).ShouldBe(holds);
        ontology.Asked(given).Any(q => q.Name == "last").ShouldBe(holds);
    }
}
