using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Consensus;

public sealed class ObjectConsensusTests
{
    static readonly OntologyDocument Ontology = new()
    {
        Classes =
        [
            new("car", "Car")
            {
                Geometry = ["box", "polygon"],
                Attributes =
                [
                    new("colour", "Colour", "choice") { Required = true, Options = [new("red", "Red"), new("blue", "Blue")] },
                    new("seats", "Seats", "number"),
                ],
            },
            new("bus", "Bus") { Geometry = ["box"] },
            new("wheel", "Wheel") { Geometry = ["box"] },
        ],
        Relations = [new("has", "Has"), new("beside", "Beside")],
    };

    static LabelledObject Box(string id, string type, double x, object? attributes = null) =>
        new(id, type, JsonSerializer.SerializeToElement(new { type = "box", x, y = 10.0, width = 40.0, height = 30.0 }))
        {
            Attributes = attributes is null ? new Dictionary<string, JsonElement>()
                : JsonSerializer.SerializeToElement(attributes).EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        };

    static AnswerDocument Document(params LabelledObject[] objects) => new() { Objects = objects };

    static ObjectResolution Resolve(params AnswerDocument[] documents) =>
        ObjectConsensus.Resolve(Ontology, new Majority(), new TaskAnswers([.. documents.Select((d, i) => new AuthoredAnswer($"p{i}", d))]), ConsensusModel.Unfitted);

    [Fact]
    public void Nothing_marked_is_nothing_proposed_and_nothing_disputed()
    {
        foreach (var resolution in new[] { Resolve(), Resolve(AnswerDocument.Empty), Resolve(AnswerDocument.Empty, AnswerDocument.Empty) })
        {
            resolution.Objects.ShouldBeEmpty();
            resolution.Confidence.ShouldBeNull();
            resolution.Disputed.ShouldBeFalse();
            resolution.ToDocument().ShouldBe(AnswerDocument.Empty);
        }
    }

    [Fact]
    public void One_annotators_answer_is_proposed_as_it_is()
    {
        var own = Document(Box("o1", "car", 0, new { colour = "red" }), Box("o2", "bus", 90.123456789));
        var resolution = Resolve(own);
        resolution.Disputed.ShouldBeFalse();
        resolution.ToDocument().Objects.Select(o => o with { Id = "" }).ShouldBe(own.Objects.Select(o => o with { Id = "" }));
        resolution.Objects[0].Agreement.ShouldBeNull();
        resolution.Objects[0].Existence.ShouldBe(0.8, 1e-6);
    }

    [Fact]
    public void What_one_of_three_marked_is_left_out_and_reported()
    {
        var resolution = Resolve(Document(Box("a", "car", 0)), Document(Box("b", "car", 1), Box("x", "bus", 200)), Document(Box("c", "car", 2)));
        var only = resolution.Objects.ShouldHaveSingleItem();
        (only.Votes, only.Seen).ShouldBe((3, 3));
        only.Contributors.Select(c => (c.Author, c.Object)).ShouldBe([("p0", "a"), ("p1", "b"), ("p2", "c")]);
        only.Object.Geometry.GetProperty("x").GetDouble().ShouldBe(1, 1e-6);
        only.Agreement!.Value.ShouldBe((1 + (2 * (39.0 / 41))) / 3, 1e-6);
        var left = resolution.LeftOut.ShouldHaveSingleItem();
        (left.Votes, left.Seen, left.Object.Class).ShouldBe((1, 3, "bus"));
        resolution.Disputed.ShouldBeFalse();
        resolution.Confidence!.Value.ShouldBe(Math.Min(only.Confidence, 1 - left.Existence), 1e-9);
    }

    [Fact]
    public void The_belief_that_a_thing_is_there_is_Bayes_rule_by_hand()
    {
        // Of three, two marked it: 5 · .88² · .12 against 11 · .1² · .9.
        var (real, unreal) = (5 * 0.88 * 0.88 * 0.12, 11 * 0.01 * 0.9);
        var rates = Presence.Unfitted.Rates;
        Presence.Unfitted.Of([(rates, true), (rates, true), (rates, false)]).ShouldBe(real / (real + unreal), 1e-12);
        Presence.Unfitted.Of([(rates, true)]).ShouldBe(0.8, 1e-12);
    }

    [Fact]
    public void What_one_of_two_marked_is_open()
    {
        var resolution = Resolve(Document(Box("a", "car", 0), Box("x", "bus", 200)), Document(Box("b", "car", 0)));
        resolution.Disputed.ShouldBeTrue();
        resolution.Disputes.ShouldHaveSingleItem().What.ShouldBe("existence");
    }

    [Fact]
    public void A_class_that_ties_has_no_value_and_the_task_is_open()
    {
        var resolution = Resolve(Document(Box("a", "bus", 0)), Document(Box("b", "car", 0)));
        var only = resolution.Objects.ShouldHaveSingleItem();
        only.Class.Value.ShouldBeNull();
        only.Class.Tied.ShouldBe(["car", "bus"]);
        only.Object.Class.ShouldBe("car", "shown is the one that stands first in the ontology");
        resolution.Disputes.ShouldHaveSingleItem().What.ShouldBe("class");
        Resolve(Document(Box("a", "bus", 0)), Document(Box("b", "car", 0)), Document(Box("c", "car", 1))).Disputed.ShouldBeFalse();
    }

    [Fact]
    public void Attributes_are_resolved_among_those_who_gave_the_class()
    {
        var resolution = Resolve(Document(Box("a", "car", 0, new { colour = "red", seats = 4 })), Document(Box("b", "car", 0, new { colour = "red", seats = 5 })),
            Document(Box("c", "car", 0, new { colour = "blue", seats = 5 })), Document(Box("d", "bus", 0)));
        var only = resolution.Objects.ShouldHaveSingleItem();
        only.Object.Attributes["colour"].GetString().ShouldBe("red");
        only.Object.Attributes["seats"].GetDouble().ShouldBe(5);
        only.Attributes["colour"].Votes.ShouldBe(3);
        // A required attribute that ties leaves nothing that could be exported.
        Resolve(Document(Box("a", "car", 0, new { colour = "red" })), Document(Box("b", "car", 0, new { colour = "blue" })))
            .Disputes.ShouldBe([new ObjectDispute(resolution.Objects[0].Object.Id, "attribute", "colour")]);
    }

    [Fact]
    public void Relations_follow_their_objects_and_are_voted_by_who_marked_both()
    {
        AnswerDocument Related(string from, string to, params Relation[] relations) => Document(Box(from, "car", 0), Box(to, "wheel", 20)) with { Relations = relations };
        var resolution = Resolve(
            Related("a", "b", new Relation("a", "b", "has"), new Relation("a", "b", "beside")), Related("x", "y", new Relation("x", "y", "has")),
            Related("q", "r"), Document(Box("a", "car", 0)));
        var (car, wheel) = (resolution.Objects.Single(o => o.Object.Class == "car").Object.Id, resolution.Objects.Single(o => o.Object.Class == "wheel").Object.Id);
        var has = resolution.Relations.ShouldHaveSingleItem();
        has.Relation.ShouldBe(new Relation(car, wheel, "has"));
        (has.Votes, has.Seen).ShouldBe((2, 3));
        resolution.LeftOutRelations.ShouldHaveSingleItem().Relation.Type.ShouldBe("beside");
        resolution.ToDocument().Relations.ShouldBe([has.Relation]);
    }

    [Fact]
    public void A_kind_that_most_drew_is_merged_and_the_others_still_count()
    {
        var polygon = new LabelledObject("p", "car", JsonElement.Parse("""{"type":"polygon","rings":[[[0,10],[40,10],[40,40],[0,40]]]}"""));
        var only = Resolve(Document(Box("a", "car", 0)), Document(polygon), Document(Box("c", "car", 0))).Objects.ShouldHaveSingleItem();
        only.Object.GeometryType.ShouldBe("box");
        only.Votes.ShouldBe(3);
        only.Agreement!.Value.ShouldBe(1, 1e-6);
    }

    public static TheoryData<string> Kinds => [.. MarkedKinds.All.Select(k => k.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void The_order_of_answers_changes_no_bit_and_the_proposal_is_a_right_document(string name)
    {
        var kind = MarkedKinds.All.Single(k => k.Name == name);
        var random = new SeededRandom(3);
        foreach (var seed in (ulong[])[1, 2])
        {
            var crowd = new MarkedCrowd(kind, seed);
            var (model, again) = (ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks), ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks.Select(Shuffled)));
            JsonSerializer.Serialize(again).ShouldBe(JsonSerializer.Serialize(model));
            foreach (var task in crowd.Tasks)
            {
                var resolution = ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), task, model);
                JsonSerializer.Serialize(ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), Shuffled(task), model)).ShouldBe(JsonSerializer.Serialize(resolution));
                var (document, faults) = (resolution.ToDocument(), new List<Fault>());
                AnswerReader.Read(AnswerWriter.Canonical(document), faults).ShouldBe(document);
                OntologyCheck.Check(document, MarkedCrowd.Ontology, faults);
                faults.ShouldBeEmpty();
                // Each mark is in one thing, and no thing has two of one person.
                var all = resolution.Objects.Concat(resolution.LeftOut).ToList();
                all.SelectMany(o => o.Contributors).Select(c => (c.Author, c.Object)).Order()
                    .ShouldBe(task.Answers.SelectMany(a => a.Document.Objects.Select(o => (a.Author, o.Id))).Order());
                all.ShouldAllBe(o => o.Contributors.Select(c => c.Author).Distinct().Count() == o.Votes && o.Confidence <= o.Existence && o.Existence >= 0 && o.Existence <= 1);
            }
        }

        TaskAnswers Shuffled(TaskAnswers task)
        {
            AuthoredAnswer[] answers = [.. task.Answers];
            random.Shuffle<AuthoredAnswer>(answers);
            return task with { Answers = answers };
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Everybody_twice_is_the_same_proposal_with_more_belief(string name)
    {
        var task = new MarkedCrowd(MarkedKinds.All.Single(k => k.Name == name), 5).Tasks[0];
        task = task with { Answers = [.. task.Answers.Take(3)] };
        var doubled = task with { Answers = [.. task.Answers, .. task.Answers.Select(a => a with { Author = a.Author + "'" })] };
        var (once, twice) = (ObjectConsensus.Resolve(MarkedCrowd.Ontology, new Majority(), task, ConsensusModel.Unfitted),
            ObjectConsensus.Resolve(MarkedCrowd.Ontology, new Majority(), doubled, ConsensusModel.Unfitted));
        twice.Objects.Count.ShouldBe(once.Objects.Count);
        foreach (var each in once.Objects)
        {
            var other = twice.Objects.Single(o => o.Object.Id == each.Object.Id);
            other.Existence.ShouldBeGreaterThanOrEqualTo(each.Existence);
            Shapes.Read(other.Object.Geometry, 20).Similarity(Shapes.Read(each.Object.Geometry, 20)).ShouldBeGreaterThan(0.9);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1e6)]
    [InlineData(1000, 0)]
    [InlineData(0.001, 0)]
    public void A_moved_or_enlarged_picture_gives_the_moved_or_enlarged_proposal(double scale, double shift)
    {
        foreach (var kind in MarkedKinds.All.Where(k => k.Name != "spans"))
        {
            var task = new MarkedCrowd(kind, 8).Tasks[0];
            var moved = task with
            {
                Answers = [.. task.Answers.Select(a => a with { Document = a.Document with { Objects = [.. a.Document.Objects.Select(o => o with { Geometry = Changed(o.Geometry, scale, shift) })] } })],
                Extent = new ItemExtent(1000 * scale, 1000 * scale),
            };
            var (plain, other) = (Of(task), Of(moved));
            other.Objects.Select(o => (o.Object.Id, o.Object.Class, o.Existence)).ShouldBe(plain.Objects.Select(o => (o.Object.Id, o.Object.Class, o.Existence)));
            for (var i = 0; i < plain.Objects.Count; i++)
                Shapes.Read(other.Objects[i].Object.Geometry, 20 * scale).Similarity(Shapes.Read(Changed(plain.Objects[i].Object.Geometry, scale, shift), 20 * scale))
                    .ShouldBeGreaterThan(0.98, kind.Name);
        }

        static ObjectResolution Of(TaskAnswers task) => ObjectConsensus.Resolve(MarkedCrowd.Ontology, new Majority(), task, ConsensusModel.Unfitted);
    }

    // Lengths are scaled, places scaled and shifted; turns stay.
    static JsonElement Changed(JsonElement g, double scale, double shift) => g.ValueKind switch
    {
        JsonValueKind.Object => JsonSerializer.SerializeToElement(g.EnumerateObject().ToDictionary(m => m.Name, m => m.Name switch
        {
            "type" or "rotation" => m.Value,
            "width" or "height" or "rx" or "ry" => JsonSerializer.SerializeToElement(m.Value.GetDouble() * scale),
            _ => Changed(m.Value, scale, shift),
        })),
        JsonValueKind.Array => JsonSerializer.SerializeToElement(g.EnumerateArray().Select(e => Changed(e, scale, shift))),
        _ => JsonSerializer.SerializeToElement((g.GetDouble() * scale) + shift),
    };

    [Fact]
    public void Degenerate_and_huge_geometries_give_no_fault()
    {
        string[] odd =
        [
            """{"type":"polygon","rings":[[[0,0],[5,5],[9,9]]]}""", """{"type":"polygon","rings":[[[3,3],[3,3],[3,4]]]}""", """{"type":"box","x":0,"y":0,"width":1e-300,"height":1e-300}""",
            """{"type":"box","x":1e300,"y":-1e300,"width":1e299,"height":1e299}""", """{"type":"box","x":1e15,"y":0,"width":0.001,"height":1e15,"rotation":33}""",
            """{"type":"polyline","points":[[1,1],[1,1]]}""", """{"type":"points","points":[[1e150,1],[1e150,1]]}""", """{"type":"ellipse","cx":0,"cy":0,"rx":1e-200,"ry":1e100,"rotation":720}""",
        ];
        AnswerDocument Odd(double by) => Document([.. odd.Select((g, i) => new LabelledObject($"o{i}", "car", Changed(JsonElement.Parse(g), by, 0)))]);
        var resolution = Resolve(Odd(1), Odd(1), Odd(1.001));
        foreach (var each in resolution.Objects.Concat(resolution.LeftOut))
        {
            var faults = new List<Fault>();
            Geometries.Check(each.Object.Geometry, "", faults);
            faults.ShouldBeEmpty();
            (each.Agreement ?? 1).ShouldBeInRange(0, 1);
        }
        JsonSerializer.Serialize(resolution).ShouldNotContain("NaN");
    }
}
