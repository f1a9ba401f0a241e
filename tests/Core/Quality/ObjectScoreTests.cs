using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class ObjectScoreTests
{
    static LabelledObject Box(string id, string name, double x, double width = 10) => new(id, name, JsonSerializer.SerializeToElement(new { type = "box", x, y = 0, width, height = 10 }));

    static AnswerDocument Of(params LabelledObject[] objects) => new() { Objects = objects };

    static ObjectScore Score(AnswerDocument given, AnswerDocument truth) => ObjectScore.Of([(given, truth, new ItemExtent(1000, 1000))]);

    [Fact]
    public void By_hand()
    {
        // One exactly right, one off by a fifth with the wrong class, one that isn't there, and one of four missed beside one that nobody saw.
        var truth = Of(Box("t1", "car", 0), Box("t2", "car", 100), Box("t3", "bus", 200), Box("t4", "bus", 300)) with { Relations = [new("t1", "t2", "tows")] };
        var given = Of(Box("a", "car", 0), Box("b", "bus", 102), Box("c", "car", 500)) with { Relations = [new("a", "b", "tows")] };
        var score = Score(given, truth);
        (score.Given, score.There, score.Found, score.Right).ShouldBe((3, 4, 2, 1));
        score.Precision!.Value.ShouldBe(2.0 / 3, 1e-12);
        score.Recall!.Value.ShouldBe(0.5, 1e-12);
        score.F1!.Value.ShouldBe(4.0 / 7, 1e-12);
        score.ClassF1!.Value.ShouldBe(2.0 / 7, 1e-12);
        score.Similarity!.Value.ShouldBe((1 + (8.0 / 12)) / 2, 1e-12);
        score.RelationF1.ShouldBe(0, "one of its ends has another class");
    }

    [Fact]
    public void One_mark_finds_one_thing_and_nothing_is_said_of_nothing()
    {
        Score(Of(Box("a", "car", 0), Box("b", "car", 0.5)), Of(Box("t", "car", 0))).Found.ShouldBe(1);
        var nothing = Score(AnswerDocument.Empty, AnswerDocument.Empty);
        (nothing.Precision, nothing.Recall, nothing.F1, nothing.ClassF1, nothing.Similarity, nothing.RelationF1).ShouldBe((null, null, null, null, null, null));
        Score(AnswerDocument.Empty, Of(Box("t", "car", 0))).F1.ShouldBe(0);
    }

    [Fact]
    public void The_plain_average_keeps_what_most_marked_at_the_mean_of_the_places()
    {
        var task = new TaskAnswers([.. new[] { Of(Box("a", "car", 0), Box("z", "car", 50)), Of(Box("b", "bus", 3)), Of(Box("c", "car", 0, 13)) }.Select((d, i) => new AuthoredAnswer($"p{i}", d))]);
        var only = PlainAverage.Of(task).Objects.ShouldHaveSingleItem();
        only.Class.ShouldBe("car");
        only.Geometry.GetProperty("x").GetDouble().ShouldBe(1, 1e-12);
        only.Geometry.GetProperty("width").GetDouble().ShouldBe(11, 1e-12);
    }
}
