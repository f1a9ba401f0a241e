using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Search;

public sealed class FilterReaderTests
{
    static readonly FilterField[] Fields =
    [
        new("state", "State", FieldKind.Choice, Sorts: true), new("confidence", "Confidence", FieldKind.Number, Sorts: true), new("priority", "Priority", FieldKind.Whole),
        new("changed", "Changed", FieldKind.Time), new("text", "Text", FieldKind.Text),
    ];

    static IReadOnlyList<FilterCondition> Good(string? json)
    {
        var faults = new List<Fault>();
        var conditions = FilterReader.Read(json, Fields, faults);
        faults.ShouldBeEmpty(json);
        return conditions.ShouldNotBeNull();
    }

    static List<Fault> Bad(string json)
    {
        var faults = new List<Fault>();
        FilterReader.Read(json, Fields, faults).ShouldBeNull(json);
        faults.ShouldNotBeEmpty(json);
        faults.ShouldAllBe(f => f.Code == "filter" && f.Path.StartsWith("/filter", StringComparison.Ordinal));
        return faults;
    }

    [Fact]
    public void The_contract_reads_as_it_says()
    {
        Good(null).ShouldBeEmpty();
        Good("[]").ShouldBeEmpty();
        Good("""[{"field":"state","is":["disputed","x"]}]""")[0].ShouldBeOfType<OneOfWords>().Words.ShouldBe(["disputed", "x"]);
        Good("""[{"field":"state","not":["completed"]}]""")[0].ShouldBeOfType<OneOfWords>().Negated.ShouldBeTrue();
        var below = Good("""[{"field":"confidence","below":0.8}]""")[0].ShouldBeOfType<InRange>();
        (OrderedNumber.From(below.High) < 0.8, OrderedNumber.From(below.High + 1)).ShouldBe((true, 0.8));
        var above = Good("""[{"field":"priority","above":2.5,"below":4}]""")[0].ShouldBeOfType<InRange>();
        (above.Low, above.High).ShouldBe((3, 3));
        var during = Good("""[{"field":"changed","from":1000,"to":2000}]""")[0].ShouldBeOfType<InRange>();
        (during.Low, during.High).ShouldBe((1000, 1999));
        var words = Good("""[{"field":"text","has":"The refund, the MON"}]""")[0].ShouldBeOfType<HasWords>();
        (string.Join(' ', words.Words), words.Beginning).ShouldBe(("the refund", "mon"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("""[{"field":"state"}]""")]
    [InlineData("""[{"field":"state","is":[]}]""")]
    [InlineData("""[{"field":"state","is":"disputed"}]""")]
    [InlineData("""[{"field":"state","is":[1]}]""")]
    [InlineData("""[{"field":"state","is":["a"],"not":["b"]}]""")]
    [InlineData("""[{"field":"state","is":["a"],"is":["b"]}]""")]
    [InlineData("""[{"field":"state","is":["\u0000"]}]""")]
    [InlineData("""[{"field":"state","below":1}]""")]
    [InlineData("""[{"field":"state","is":["a"],"or":1}]""")]
    [InlineData("""[{"field":"confidence","below":"1"}]""")]
    [InlineData("""[{"field":"confidence","below":1e999}]""")]
    [InlineData("""[{"field":"confidence","from":1}]""")]
    [InlineData("""[{"field":"changed","above":1}]""")]
    [InlineData("""[{"field":"text","has":"!?"}]""")]
    [InlineData("""[{"field":"text","has":7}]""")]
    [InlineData("""[{"field":["state"],"is":["a"]}]""")]
    [InlineData("""[{"field":"state","is":["a"]},]""")]
    [InlineData("[[[[[[]]]]]]")]
    public void What_is_not_a_filter_is_refused(string json) => Bad(json);

    [Fact]
    public void All_faults_are_listed() =>
        Bad("""[{"field":"states","is":["a"]},{"field":"state","is":["a"]},{"field":"confidence","below":"x"}]""").Select(f => f.Path).ShouldBe(["/filter/0", "/filter/2"]);

    [Fact]
    public void Too_much_is_refused()
    {
        Bad("[" + string.Join(',', Enumerable.Repeat("""{"field":"state","is":["a"]}""", 21)) + "]");
        Bad($$"""[{"field":"state","is":[{{string.Join(',', Enumerable.Repeat("\"a\"", 501))}}]}]""");
        Bad($$"""[{"field":"text","has":"{{new string('a', 301)}}"}]""");
    }

    [Fact]
    public void A_field_that_is_not_there_and_one_that_is_forbidden_are_the_same()
    {
        var random = new SeededRandom(47117);
        string[] parts = ["state", "workspace", "member", "password", "api_key", "hash", "payload", "item", "..", ".", "/", "'", "\"", "--", ";", " ", "__proto__", "%", "(", "1", "ordinal", "State"];
        var expected = Bad("""[{"field":"nothing","is":["a"]}]""").Single();
        for (var i = 0; i < 10_000; i++)
        {
            var field = string.Concat(Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => parts[random.NextInt(parts.Length)]));
            if (!Fields.Any(f => f.Name == field))
                Bad($$"""[{"field":{{JsonSerializer.Serialize(field)}},"is":["a"]}]""").ShouldBe([expected]);
        }
    }

    [Fact]
    public void A_sort_is_a_declared_field_with_or_without_a_minus()
    {
        var faults = new List<Fault>();
        FilterReader.ReadSort("-confidence", Fields, faults).ShouldBe((Fields[1], true));
        FilterReader.ReadSort("state", Fields, faults).ShouldBe((Fields[0], false));
        FilterReader.ReadSort("", Fields, faults).ShouldBeNull();
        faults.ShouldBeEmpty();
        foreach (var sort in (string[])["text", "--state", "-", "state desc", "changed"])
            FilterReader.ReadSort(sort, Fields, faults).ShouldBeNull();
        faults.Count.ShouldBe(5);
    }
}
