using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Tests.Documents;

public class RoundTripTests
{
    static JsonElement Parse(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        return JsonElement.ParseValue(ref reader);
    }

    static JsonElement Json<T>(T value) => Parse(JsonSerializer.Serialize(value));

    static readonly Gen<double> Numbers = Gen.OneOf(
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get),
        Gen.Choose(-1_000_000, 1_000_000).Select(n => n / 64.0));

    static readonly Gen<string> Texts = Gen.Elements(
        "", "a", "B", "é", "e\u0301", "😀👩‍👩‍👧", "\u202bשלום\u202c", "\r\n", "\t\"\\/", "\u0001\u001f", "\u2028", "\ufffd\ue000", "a~/b")
        .ListOf().Select(parts => string.Concat(parts));

    static readonly Gen<JsonElement> Values = Gen.OneOf(
        Texts.Select(Json),
        Numbers.Select(Json),
        ArbMap.Default.GeneratorFor<bool>().Select(Json),
        Texts.Where(t => t.Length > 0).ListOf().Select(list => Json(list.Distinct(StringComparer.Ordinal).ToArray())),
        Gen.Elements(Parse("""[["a"],["b","c"]]"""), Parse("""{"outcome":"both_bad"}"""), Parse("""{"shown":["b","a"],"strength":3,"outcome":"tie"}""")));

    static readonly Gen<IReadOnlyDictionary<string, JsonElement>> Maps =
        Texts.Zip(Values).ListOf().Select(pairs => (IReadOnlyDictionary<string, JsonElement>)pairs
            .GroupBy(p => p.Item1, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Item2, StringComparer.Ordinal));

    static readonly Gen<JsonElement> Shapes = Gen.OneOf(
        Numbers.ArrayOf(5).Select(n => Json(new { type = "box", x = n[0], y = n[1], width = Math.Abs(n[2]) + 1, height = Math.Abs(n[3]) + 1, rotation = n[4] })),
        Numbers.ArrayOf(2).NonEmptyListOf().Select(points => Json(new { type = "points", points })),
        Gen.Choose(0, 1000).Select(n => Json(new { type = "span", start = n, end = n + 1 })));

    static readonly Gen<AnswerDocument> Documents =
        from shapes in Shapes.ListOf()
        from attributes in Maps
        from answers in Maps
        from frame in Gen.Choose(0, 5)
        select new AnswerDocument
        {
            Objects = [.. shapes.Select((shape, i) => new LabelledObject($"o{i}", "thing", shape)
            {
                Frame = i % 2 == 0 ? frame : null,
                Track = i % 4 == 0 ? "t" : null,
                Target = i % 3 == 0 ? "messages/3" : null,
                Attributes = i % 5 == 0 ? attributes : new Dictionary<string, JsonElement>(StringComparer.Ordinal),
            })],
            Tracks = [new("t", "thing", "linear", [new(0, 2), new(4, 9)]) { Attributes = attributes }],
            Relations = shapes.Count > 1 ? [new("o0", "o1", "next_to"), new("o1", "o0", "next_to")] : [],
            Answers = answers,
        };

    [Fact]
    public void What_is_written_is_read_back_equal_and_written_again_with_the_same_bytes() =>
        Prop.ForAll(Documents.ToArbitrary(), document =>
        {
            var faults = new List<Fault>();
            var bytes = AnswerWriter.Canonical(document);
            var read = AnswerReader.Read(bytes, faults);
            return faults.Count == 0 && document.Equals(read) && AnswerWriter.Canonical(read!).AsSpan().SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Documents_that_differ_in_one_value_differ_in_hash()
    {
        var one = new AnswerDocument { Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["q"] = Parse("\"a\"") } };
        var two = new AnswerDocument { Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["q"] = Parse("\"b\"") } };
        one.ShouldNotBe(two);
        one.Hash().ShouldNotBe(two.Hash());
    }
}
