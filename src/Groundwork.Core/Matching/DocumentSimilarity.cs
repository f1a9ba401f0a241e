using Groundwork.Core.Documents;

namespace Groundwork.Core.Matching;

/// <summary>How alike two answers are in what they mark, as one number. See <c>docs/methods/object-similarity.md</c>.</summary>
public static class DocumentSimilarity
{
    // Right place, wrong class: half right.
    const double OtherClass = 0.5;

    /// <summary>
    /// Twice the similarity of the best pairing by the number of objects on both sides: 1 if everything is marked alike, 0 if nothing is.
    /// Symmetric; two documents that mark nothing are alike. <c>1 −</c> it is a distance for coefficients of agreement.
    /// </summary>
    /// <param name="a">A document.</param>
    /// <param name="b">Another on the same item.</param>
    /// <param name="extent">The item's size, which single points are measured against.</param>
    public static double Of(AnswerDocument a, AnswerDocument b, ItemExtent? extent = null)
    {
        var marks = ObjectMark.Of([a, b], extent);
        if (marks.Count == 0)
            return 1;
        var pairs = Pairs.Of(marks);
        var first = marks.FindIndex(m => m.View == 1) is >= 0 and var found ? found : marks.Count;
        var links = new List<Link>();
        for (var row = 0; row < first; row++)
            foreach (var (other, similarity, _) in pairs.Near(row))
                links.Add(new(row, other - first, similarity * (marks[row].Object.Class == marks[other].Object.Class ? 1 : OtherClass)));
        // Rounded, because which of two best pairings is summed first may differ from one side to the other.
        return Math.Round(Math.Clamp(2 * Assignment.Best(first, marks.Count - first, links, out _) / marks.Count, 0, 1), 12);
    }
}
