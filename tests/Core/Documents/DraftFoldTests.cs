using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Tests.Documents;

public class DraftFoldTests
{
    const string Answer = """
        {"version": 1, "objects": [{"id": "a", "class": "word"}, {"id": "b", "class": "word"}], "relations": [{"from": "a", "to": "b", "type": "is"}, {"from": "b", "to": "a", "type": "is"}],
         "answers": {"topic": "billing", "why": "spam"}}
        """;

    static JsonElement Fold(params string[] changes) => DraftFold.Document(changes, JsonElement.Parse(Answer));

    static string List(JsonElement document, string name) => document.GetProperty(name).GetRawText();

    [Fact]
    public void A_draft_of_a_correction_begins_with_the_answer()
    {
        var same = Fold();
        foreach (var name in (string[])["objects", "relations", "answers"])
            JsonElement.DeepEquals(same.GetProperty(name), JsonElement.Parse(Answer).GetProperty(name)).ShouldBeTrue(name);
        List(same, "tracks").ShouldBe("[]");
        List(DraftFold.Document([]), "objects").ShouldBe("[]");
    }

    [Fact]
    public void What_it_takes_away_is_gone_and_what_it_changes_stays_in_its_place()
    {
        var folded = Fold("""{"put": {"answers/why": {"before": "spam", "after": null}, "objects/a": {"before": {"id": "a", "class": "word"}, "after": {"id": "a", "class": "name"}}}}""",
            """{"put": {"objects/c": {"before": null, "after": {"id": "c", "class": "word"}}}}""");
        List(folded, "answers").ShouldBe("""{"topic":"billing"}""");
        folded.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("id").GetString() + o.GetProperty("class").GetString()).ShouldBe(["aname", "bword", "cword"]);
    }

    [Fact]
    public void A_relation_is_known_by_what_it_was_whatever_an_editor_calls_it()
    {
        var folded = Fold("""{"put": {"relations/b-a": {"before": {"type": "is", "from": "b", "to": "a"}, "after": null}}}""",
            """{"put": {"relations/r7": {"before": {"from": "a", "to": "b", "type": "is"}, "after": {"from": "a", "to": "b", "type": "has"}}}}""",
            """{"put": {"relations/r7": {"before": {"from": "a", "to": "b", "type": "has"}, "after": {"from": "a", "to": "b", "type": "eats"}}}}""");
        List(folded, "relations").ShouldBe("""[{"from":"a","to":"b","type":"eats"}]""");
    }
}
