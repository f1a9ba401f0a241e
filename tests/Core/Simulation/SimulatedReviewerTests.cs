using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Simulation;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Simulation;

/// <summary>Who judges a sample changes what is wrong, and nothing else.</summary>
public sealed class SimulatedReviewerTests
{
    static readonly OntologyDocument Ontology = new()
    {
        Classes = [new("cat", "Cat") { Geometry = ["box", "span"] }, new("dog", "Dog") { Geometry = ["box", "span"] }],
        Relations = [new("chases", "chases") { From = ["dog"], To = ["cat"] }],
        Questions = [new Question("place", "Place", "choice") { Required = true, Options = [new("in", "In"), new("out", "Out")] }],
    };

    static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    static LabelledObject Box(string id, string name, double x, double width = 50) => new(id, name, Json(new { type = "box", x, y = 10, width, height = 50 }));

    static readonly SimulatedItem Item = new(new AnswerDocument
    {
        Objects = [Box("t1", "cat", 10), Box("t2", "dog", 100), Box("t3", "cat", 200)],
        Relations = [new("t2", "t1", "chases")],
        Answers = new Dictionary<string, JsonElement> { ["place"] = Json("in") },
    }, [Box("x1", "dog", 300)], new ItemExtent(400, 100))
    {
        Hidden = ["t3"],
    };

    static AnswerDocument Mended(AnswerDocument proposal) =>
        new SimulatedReviewer(new SimulatedHand(Ontology, new Dictionary<string, string[]>(), new SeededRandom(1)), new("Careful", 1)).Mend(proposal, Item);

    static AnswerDocument Proposed(params LabelledObject[] objects) => Item.Truth with { Objects = objects, Relations = [] };

    [Fact]
    public void What_is_right_is_left_as_it_stands()
    {
        // A box a little off is nobody's business.
        var proposal = Item.Truth with { Objects = [Box("a", "cat", 12), Box("b", "dog", 101), Box("c", "cat", 198)], Relations = [new("b", "a", "chases")] };
        Mended(proposal).Equals(proposal).ShouldBeTrue();
    }

    [Fact]
    public void What_is_wrong_is_mended_under_its_own_name()
    {
        var after = Mended(Proposed(Box("a", "dog", 10), Box("b", "dog", 100, 70), Box("false", "dog", 300)));
        ReviewOutcome.Of(Proposed(Box("a", "dog", 10), Box("b", "dog", 100, 70), Box("false", "dog", 300)), after).Objects.ShouldBe(
            [new("a", "corrected"), new("b", "corrected"), new("false", "rejected"), new("r3", "added")]);
        after.Relations.ShouldBe([new("b", "a", "chases")]);
        var score = ObjectScore.Of([(after, Item.Truth, Item.Size)]);
        (score.ClassF1, score.RelationF1).ShouldBe((1, 1));
    }

    [Fact]
    public void An_end_of_a_name_is_right_or_wrong()
    {
        static LabelledObject Span(string id, int end) => new(id, "cat", Json(new { type = "span", start = 0, end }));
        var item = new SimulatedItem(AnswerDocument.Empty with { Objects = [Span("t", 9)] }, [], Text: "One twoby three");
        var reviewer = new SimulatedReviewer(new SimulatedHand(Ontology with { Questions = [] }, new Dictionary<string, string[]>(), new SeededRandom(1)), new("Careful", 1));
        AnswerDocument Of(int end) => reviewer.Mend(AnswerDocument.Empty with { Objects = [Span("a", end)] }, item);
        Of(9).Objects.ShouldHaveSingleItem().ShouldBe(Span("a", 9));
        Of(8).Objects.ShouldHaveSingleItem().ShouldBe(Span("a", 9));
    }
}
