using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Ontology.Migration;

namespace Groundwork.Core.Tests.Ontology;

/// <summary>Answers that follow their questions to a new version.</summary>
public class MigrationTests
{
    static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    static Question Ask(string name, string kind, params string[] options) => new(name, name, kind)
    {
        Options = [.. options.Select(o => new Option(o, o))],
        Min = kind == "rating" ? 1 : null,
        Max = kind == "rating" ? 5 : null,
    };

    static OntologyDocument Asking(params Question[] questions) => new() { Questions = questions };

    static AnswerDocument Saying(params (string, object)[] answers) =>
        new() { Answers = answers.ToDictionary(a => a.Item1, a => Json(a.Item2), StringComparer.Ordinal) };

    static (string Document, string Lost, string Missing) Migrate(AnswerDocument document, OntologyDocument before, OntologyDocument after, params Rename[] renames)
    {
        var faults = new List<Fault>();
        var mapping = new OntologyMapping(renames);
        mapping.Check(before, after, "", faults);
        faults.ShouldBeEmpty();
        var next = new AnswerMigration(before, after, mapping).Of(document);
        return (JsonSerializer.Serialize(next.Document.Answers), string.Join(' ', next.Lost.Select(l => $"{l.Path}:{l.Why}")), string.Join(' ', next.Missing));
    }

    [Fact]
    public void Names_and_options_are_renamed_merged_and_dropped()
    {
        var before = Asking(Ask("topic", "choice", "bill", "money", "other"), Ask("note", "text"));
        var after = Asking(Ask("subject", "choice", "billing", "rest"));
        Rename[] renames = [new("question", "topic", "subject"), new("option", "bill", "billing", Question: "topic"), new("option", "money", "billing", Question: "topic"), new("question", "note", null)];
        Migrate(Saying(("topic", "bill")), before, after, renames).ShouldBe(("""{"subject":"billing"}""", "", ""));
        Migrate(Saying(("topic", "money"), ("note", "x")), before, after, renames).ShouldBe(("""{"subject":"billing"}""", "/answers/note:removed", ""));
        Migrate(Saying(("topic", "other")), before, after, renames).ShouldBe(("{}", "/answers/topic:option", ""));
    }

    [Theory]
    [InlineData("choice", "multichoice", "\"a\"", "[\"a\"]", "")]
    [InlineData("multichoice", "choice", "[\"b\"]", "\"b\"", "")]
    [InlineData("multichoice", "choice", "[\"a\",\"b\"]", null, "/answers/q:option")]
    [InlineData("multichoice", "text", "[\"a\",\"b\"]", "\"a, b\"", "")]
    [InlineData("choice", "text", "\"a\"", "\"a\"", "")]
    [InlineData("text", "choice", "\"a\"", "\"a\"", "")]
    [InlineData("text", "choice", "\"other\"", null, "/answers/q:kind")]
    [InlineData("text", "number", "\"2.5\"", "2.5", "")]
    [InlineData("text", "number", "\"many\"", null, "/answers/q:kind")]
    [InlineData("text", "number", "\" \"", null, "")]
    [InlineData("rating", "number", "3", "3", "")]
    [InlineData("number", "rating", "2.5", null, "/answers/q:kind")]
    [InlineData("number", "text", "2.5", "\"2.5\"", "")]
    public void An_answer_follows_its_question_to_another_kind_if_it_can(string from, string to, string value, string? expected, string lost)
    {
        var options = (string kind) => kind is "choice" or "multichoice" ? new[] { "a", "b" } : [];
        var document = new AnswerDocument { Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["q"] = JsonElement.Parse(value) } };
        Migrate(document, Asking(Ask("q", from, options(from))), Asking(Ask("q", to, options(to)))).ShouldBe((expected is null ? "{}" : $$"""{"q":{{expected}}}""", lost, ""));
    }

    [Fact]
    public void Options_come_in_the_new_order_and_what_is_newly_required_is_missing()
    {
        var before = Asking(Ask("tags", "multichoice", "a", "b", "c"));
        var after = Asking(Ask("tags", "multichoice", "c", "a"), Ask("why", "text") with { Required = true });
        Migrate(Saying(("tags", new[] { "a", "b", "c" })), before, after).ShouldBe(("""{"tags":["c","a"]}""", "/answers/tags:option", "/answers/why"));
    }

    [Fact]
    public void What_is_not_asked_any_more_is_lost()
    {
        var before = Asking(Ask("topic", "choice", "a", "b"), Ask("why", "text"));
        var after = Asking(Ask("topic", "choice", "a", "b"), Ask("why", "text") with { When = new Condition.Is("topic", [Json("b")]) });
        Migrate(Saying(("topic", "a"), ("why", "so")), before, after).ShouldBe(("""{"topic":"a"}""", "/answers/why:not_asked", ""));
        Migrate(Saying(("topic", "b"), ("why", "so")), before, after).ShouldBe(("""{"topic":"b","why":"so"}""", "", ""));
    }

    [Fact]
    public void Objects_follow_their_classes_and_relations_their_ends()
    {
        var box = JsonElement.Parse("""{"type":"box","x":0,"y":0,"width":1,"height":1}""");
        var spot = JsonElement.Parse("""{"type":"points","points":[[1,2]]}""");
        var before = new OntologyDocument
        {
            Classes = [new("car", "Car") { Geometry = ["box", "points"], Attributes = [Ask("paint", "choice", "red", "blue")] }, new("cat", "Cat") { Geometry = ["box"] }],
            Relations = [new("drives", "Drives"), new("near", "Near")],
        };
        var after = new OntologyDocument
        {
            Classes = [new("vehicle", "Vehicle") { Geometry = ["box"], Attributes = [Ask("colour", "choice", "red", "blue")] }],
            Relations = [new("beside", "Beside")],
        };
        var document = new AnswerDocument
        {
            Objects = [new("o1", "car", box) { Attributes = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["paint"] = Json("red") } }, new("o2", "car", spot), new("o3", "cat", box), new("o4", "car", box)],
            Relations = [new("o1", "o4", "near"), new("o1", "o4", "drives"), new("o1", "o2", "near"), new("o3", "o1", "near")],
        };
        var mapping = new OntologyMapping([new("class", "car", "vehicle"), new("attribute", "paint", "colour", "car"), new("relation", "near", "beside"), new("relation", "drives", "beside")]);
        var faults = new List<Fault>();
        mapping.Check(before, after, "", faults);
        faults.ShouldBeEmpty();
        var next = new AnswerMigration(before, after, mapping).Of(document);
        next.Document.Objects.Select(o => $"{o.Id} {o.Class} {string.Join(',', o.Attributes)}").ShouldBe(["o1 vehicle [colour, red]", "o4 vehicle "]);
        next.Document.Relations.ShouldBe([new Relation("o1", "o4", "beside")]);
        next.Lost.Select(l => $"{l.Path}:{l.Why}").ShouldBe(["/objects/1:geometry", "/objects/2:removed", "/relations/2:relation", "/relations/3:relation"]);
    }

    [Fact]
    public void A_mapping_names_only_what_there_is()
    {
        var (before, after) = (Asking(Ask("topic", "choice", "a", "b")), Asking(Ask("subject", "choice", "c", "d")));
        var faults = new List<Fault>();
        new OntologyMapping([new("thing", "a", null), new("question", "none", null), new("question", "topic", "subject"), new("option", "a", "z", Question: "topic"), new("option", "b", "c", Question: "topic")])
            .Check(before, after, "/renames", faults);
        faults.Select(f => $"{f.Path} {f.Code}").ShouldBe(["/renames/0/kind unknown_kind", "/renames/1/from unknown_name", "/renames/3/to unknown_target"]);
    }

    [Fact]
    public void Differences_are_told_one_by_one()
    {
        var before = Asking(Ask("topic", "choice", "a", "b"), Ask("note", "text"));
        var after = Asking(Ask("topic", "multichoice", "a", "c") with { Title = "Topics", Required = true }, Ask("mood", "rating"));
        OntologyDifference.Between(before, after).Select(d => $"{d.What} {d.Kind} {d.Question}{(d.Question is null ? "" : "/")}{d.Name}").ShouldBe(
            ["retitled question topic", "kind question topic", "required question topic", "removed option topic/b", "added option topic/c", "removed question note", "added question mood"]);
        OntologyDifference.Between(before, before).ShouldBeEmpty();
    }

    static readonly string[] Names = ["a", "b", "c", "d"];

    static Gen<T> Nullable<T>(Gen<T> gen) where T : class? => Gen.Frequency((1, Gen.Constant<T>(null!)), (2, gen));

    static Gen<Question> Questions(string name, IReadOnlyList<string> earlier, bool attributes) =>
        from kind in Gen.Elements(attributes ? ["choice", "multichoice", "text", "number", "rating", "flag"] : (string[])["choice", "multichoice", "text", "number", "rating"])
        from options in Gen.Shuffle(Names)
        from count in Gen.Choose(2, 4)
        from required in ArbMap.Default.GeneratorFor<bool>()
        from frames in ArbMap.Default.GeneratorFor<bool>()
        from asks in Gen.Choose(0, 3)
        from of in earlier.Count == 0 ? Gen.Constant("") : Gen.Elements<string>([.. earlier])
        select Ask(name, kind, kind is "choice" or "multichoice" ? options[..count] : []) with
        {
            Required = required,
            PerFrame = attributes && frames,
            Max = kind == "rating" ? 5 : kind == "multichoice" && asks == 1 ? 2 : kind == "number" && asks == 1 ? 10 : null,
            When = of.Length > 0 && asks == 0 ? new Condition.Answered(of) : null,
        };

    static Gen<List<Question>> Lists(bool attributes) =>
        from names in Gen.Shuffle((string[])["q", "r", "s"])
        from count in Gen.Choose(1, 3)
        from first in Questions(names[0], [], attributes)
        from second in Questions(names[1], [names[0]], attributes)
        from third in Questions(names[2], [names[0], names[1]], attributes)
        select (List<Question>)[.. new[] { first, second, third }.Take(count)];

    static readonly Gen<OntologyDocument> Ontologies =
        from questions in Lists(false)
        from car in Lists(true)
        from cat in Lists(true)
        from which in Gen.Choose(1, 3)
        from geometry in Gen.Elements<string[]>(["box"], ["span"], ["box", "span"])
        from ends in Gen.Choose(0, 2)
        let classes = (LabelClass[])[new("car", "Car") { Geometry = geometry, Attributes = car }, new("cat", "Cat") { Geometry = ["box", "span"], Attributes = cat }]
        let kept = classes.Where((_, i) => (which & (1 << i)) != 0).ToList()
        select new OntologyDocument { Questions = questions, Classes = kept, Relations = ends == 0 ? [] : [new("near", "Near") { From = ends == 1 ? [kept[0].Name] : [] }] };

    static readonly Gen<JsonElement> Anything = Gen.OneOf(
        Gen.Elements(Names).Select(Json), Gen.Shuffle(Names).Select(n => Json(n[..2].Order(StringComparer.Ordinal).ToArray())), Gen.Choose(0, 12).Select(Json), Gen.Elements(true, false).Select(Json),
        Gen.Elements(" ", "3", "free text").Select(Json), Gen.Constant(Json(Array.Empty<string>())));

    static Gen<Dictionary<string, JsonElement>> Maps =>
        from values in Anything.ArrayOf(3)
        from given in Gen.Choose(0, 7)
        select new[] { "q", "r", "s" }.Where((_, i) => (given & (1 << i)) != 0).Select((n, i) => (n, values[i])).ToDictionary(p => p.n, p => p.Item2, StringComparer.Ordinal);

    // Whatever was said, as far as the earlier version takes it.
    static AnswerDocument Valid(AnswerDocument any, OntologyDocument ontology) => new AnswerMigration(ontology, ontology, OntologyMapping.None).Of(any).Document;

    static readonly Gen<AnswerDocument> Documents =
        from answers in Maps
        from attributes in Maps.ArrayOf(3)
        from classes in Gen.Elements("car", "cat").ArrayOf(3)
        from spans in Gen.Elements(true, false).ArrayOf(3)
        from tracked in Gen.Elements(true, false)
        select new AnswerDocument
        {
            Answers = answers,
            Tracks = tracked ? [new("t", classes[0], "linear", [new(0, 3)]) { Attributes = attributes[1] }] : [],
            Objects = [.. classes.Select((c, i) => new LabelledObject($"o{i}", c, JsonElement.Parse(spans[i] ? """{"type":"span","start":0,"end":1}""" : """{"type":"box","x":0,"y":0,"width":1,"height":1}"""))
                { Attributes = attributes[i], Track = tracked && i == 0 ? "t" : null, Frame = tracked && i == 0 ? 1 : null })],
            Relations = [new("o0", "o1", "near"), new("o2", "o0", "near")],
        };

    static readonly Gen<OntologyMapping> Mappings =
        from question in Nullable(Gen.Elements("q", "r", "s"))
        from attribute in Nullable(Gen.Elements("q", "r", "s"))
        from @class in Nullable(Gen.Elements("car", "cat"))
        from option in Nullable(Gen.Elements(Names))
        select new OntologyMapping([new("question", "q", question), new("attribute", "r", attribute, "car"), new("class", "car", @class), new("option", "a", option, Question: "q"), new("option", "b", option, "cat", "s")]);

    [Fact]
    public void What_is_migrated_passes_the_check_but_for_required_answers_that_are_named()
    {
        var cases = from before in Ontologies from after in Ontologies from document in Documents from mapping in Mappings select (before, after, document, mapping);
        Prop.ForAll(cases.ToArbitrary(), each =>
        {
            var next = new AnswerMigration(each.before, each.after, each.mapping).Of(Valid(each.document, each.before));
            var faults = new List<Fault>();
            AnswerReader.Read(AnswerWriter.Canonical(next.Document), faults);
            OntologyCheck.Check(next.Document, each.after, faults);
            return faults.TrueForAll(f => f.Code is "required") && faults.Select(f => f.Path).SequenceEqual(next.Missing);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Under_the_same_questions_nothing_changes_and_nothing_is_lost()
    {
        var cases = from ontology in Ontologies from document in Documents select (ontology, document);
        Prop.ForAll(cases.ToArbitrary(), each =>
        {
            var valid = Valid(each.document, each.ontology);
            var next = new AnswerMigration(each.ontology, each.ontology, OntologyMapping.None).Of(valid);
            return next.Lost.Count == 0 && next.Document.Equals(valid) && next.Document.Hash() == valid.Hash();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
