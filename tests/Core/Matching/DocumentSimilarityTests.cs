using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Tests.Quality.Consensus;

namespace Groundwork.Core.Tests.Matching;

public sealed class DocumentSimilarityTests
{
    static AnswerDocument Boxes(params (string Class, double X)[] boxes) => new()
    {
        Objects = [.. boxes.Select((b, i) => new LabelledObject($"o{i}", b.Class, JsonSerializer.SerializeToElement(new { type = "box", x = b.X, y = 0, width = 10, height = 10 })))],
    };

    [Fact]
    public void By_hand()
    {
        DocumentSimilarity.Of(AnswerDocument.Empty, AnswerDocument.Empty).ShouldBe(1);
        DocumentSimilarity.Of(AnswerDocument.Empty, Boxes(("car", 0))).ShouldBe(0);
        DocumentSimilarity.Of(Boxes(("car", 0)), Boxes(("car", 0))).ShouldBe(1);
        // One of two is found by a third: 2 × 1/3 of 3 objects.
        DocumentSimilarity.Of(Boxes(("car", 0), ("car", 90)), Boxes(("car", 5))).ShouldBe(2.0 / 9, 1e-9);
        DocumentSimilarity.Of(Boxes(("car", 0)), Boxes(("bus", 0))).ShouldBe(0.5);
    }

    [Fact]
    public void It_is_symmetric_to_the_bit()
    {
        foreach (var kind in MarkedKinds.All)
            foreach (var task in new MarkedCrowd(kind, 1).Tasks)
                foreach (var a in task.Answers)
                    foreach (var b in task.Answers)
                    {
                        var similarity = DocumentSimilarity.Of(a.Document, b.Document, task.Extent);
                        similarity.ShouldBe(DocumentSimilarity.Of(b.Document, a.Document, task.Extent));
                        similarity.ShouldBeInRange(0, 1);
                        if (a == b)
                            similarity.ShouldBe(1);
                    }
    }
}
