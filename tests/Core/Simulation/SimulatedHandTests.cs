using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Simulation;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Simulation;

/// <summary>People who don't exist err as often as it says of them, and never in a way that the editor would refuse.</summary>
public sealed class SimulatedHandTests
{
    static readonly OntologyDocument Ontology = new()
    {
        Classes =
        [
            new("cat", "Cat") { Geometry = ["box", "polygon", "span"], Attributes = [new Question("mood", "Mood", "choice") { Required = true, Options = [new("calm", "Calm"), new("cross", "Cross")] }] },
            new("dog", "Dog") { Geometry = ["box", "polygon", "span"] },
        ],
        Relations = [new("chases", "chases") { From = ["dog"], To = ["cat"] }],
        Questions = [new Question("place", "Place", "choice") { Required = true, Options = [new("in", "In"), new("out", "Out")] }],
    };

    static readonly Dictionary<string, string[]> Mistaken = new() { ["cat"] = ["dog"], ["dog"] = ["cat"] };

    static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    static SimulatedItem Item(params object[] geometries) => new(new AnswerDocument
    {
        Objects = [.. geometries.Select((g, i) => new LabelledObject($"t{i}", i % 2 == 0 ? "cat" : "dog", Json(g)))],
        Relations = geometries.Length > 1 ? [new("t1", "t0", "chases")] : [],
        Answers = new Dictionary<string, JsonElement> { ["place"] = Json("in") },
    }, [], new ItemExtent(400, 300), "One two three four five six seven.");

    static readonly object[] Shapes =
    [
        new { type = "box", x = 0, y = 40, width = 100, height = 80 },
        new { type = "polygon", rings = new[] { new[] { new[] { 200, 100 }, [300, 100], [300, 200], [250, 240], [200, 200] } } },
        new { type = "span", start = 4, end = 13 },
    ];

    static List<AnswerDocument> Answers(SimulatedPerson person, SimulatedItem item, int times, ulong seed = 1)
    {
        var hand = new SimulatedHand(Ontology, Mistaken, new SeededRandom(seed));
        return [.. Enumerable.Range(0, times).Select(_ => hand.Answer(person, item))];
    }

    [Fact]
    public void Who_never_errs_says_what_is_true()
    {
        var item = Item(Shapes);
        foreach (var answer in Answers(new("Perfect", 1), item, 20))
        {
            var score = ObjectScore.Of([(answer, item.Truth, item.Size)]);
            (score.F1, score.ClassF1, score.RelationF1).ShouldBe((1, 1, 1));
            score.Similarity!.Value.ShouldBeGreaterThan(0.97, "an outline is set anew, with other corners");
            answer.Answers["place"].GetString().ShouldBe("in");
        }
    }

    [Fact]
    public void Rates_are_those_that_are_stated()
    {
        var item = Item(Shapes) with { Tempting = [new("x", "cat", Json(new { type = "box", x = 300, y = 10, width = 50, height = 50 }))] };
        var all = Answers(new("Rates", 0.7) { Misses = 0.2, Tempted = 0.3, Confuses = 0.1, Jitter = 0.05 }, item, 2000);
        double Share(Func<AnswerDocument, bool> holds) => all.Count(holds) / 2000.0;
        Share(a => a.Answers["place"].GetString() == "in").ShouldBe(0.7, 0.04);
        Share(a => a.Objects.Any(o => o.GeometryType == "polygon")).ShouldBe(0.8, 0.04);
        Share(a => a.Objects.Count(o => o.GeometryType == "box" && o.Geometry.GetProperty("x").GetDouble() > 200) == 1).ShouldBe(0.3, 0.04);
        var polygons = all.SelectMany(a => a.Objects).Where(o => o.GeometryType == "polygon").ToList();
        (polygons.Count(o => o.Class == "cat") / (double)polygons.Count).ShouldBe(0.1, 0.03);
    }

    [Fact]
    public void What_is_hidden_is_found_every_other_time_and_what_is_doubtful_seen_otherwise()
    {
        var item = Item(Shapes) with { Hidden = ["t0"], Doubtful = new Dictionary<string, string> { ["place"] = "out" } };
        var all = Answers(new("Perfect", 1), item, 1000);
        (all.Count(a => a.Objects.Any(o => o.GeometryType == "box")) / 1000.0).ShouldBe(0.5, 0.05);
        (all.Count(a => a.Answers["place"].GetString() == "out") / 1000.0).ShouldBe(0.45, 0.05);
    }

    [Fact]
    public void However_badly_somebody_marks_the_editor_would_take_it()
    {
        var item = Item(Shapes);
        foreach (var answer in Answers(new("Wild", 0.1) { Jitter = 0.8, Misses = 0.2, Confuses = 0.5 }, item, 300))
        {
            var faults = new List<Fault>();
            AnswerReader.Read(AnswerWriter.Canonical(answer), faults);
            OntologyCheck.Check(answer, Ontology, faults);
            faults.ShouldBeEmpty();
            foreach (var drawn in answer.Objects.Where(o => o.GeometryType == "box").Select(o => o.Geometry))
                (drawn.GetProperty("x").GetDouble() >= 0 && drawn.GetProperty("x").GetDouble() + drawn.GetProperty("width").GetDouble() <= 400.1).ShouldBeTrue();
        }
    }

    [Fact]
    public void Spans_are_off_by_whole_words()
    {
        int[] starts = [0, 4, 8], ends = [7, 13, 18];
        var seen = new HashSet<(int, int)>();
        foreach (var span in Answers(new("Words", 1) { Jitter = 0.5 }, Item(Shapes[2]), 400).SelectMany(a => a.Objects).Select(o => o.Geometry))
        {
            starts.ShouldContain(span.GetProperty("start").GetInt32());
            ends.ShouldContain(span.GetProperty("end").GetInt32());
            seen.Add((span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32()));
        }
        seen.Count.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answers()
    {
        var person = new SimulatedPerson("Somebody", 0.8) { Jitter = 0.1, Misses = 0.1, Confuses = 0.1 };
        Answers(person, Item(Shapes), 20).ShouldBe(Answers(person, Item(Shapes), 20));
        Answers(person, Item(Shapes), 20).ShouldNotBe(Answers(person, Item(Shapes), 20, seed: 2));
    }
}
