using Groundwork.Core.Documents;
using Groundwork.Core.Matching;

namespace Groundwork.Core.Quality;

/// <summary>
/// How near marked objects come to what is really there. A mark finds a thing if they are alike by half or more; each finds at most one, so
/// that together they are as alike as possible.
/// </summary>
/// <param name="Items">How many items were looked at.</param>
/// <param name="Given">How many objects were marked.</param>
/// <param name="There">How many there are.</param>
/// <param name="Found">How many of them were found.</param>
/// <param name="Right">How many of the found have their class.</param>
/// <param name="Similarity">How alike the found are on average, 0 … 1; null where nothing was found. For boxes and areas it is the common area by the whole.</param>
/// <param name="Relations">Relations: how many were given, are there, and are right.</param>
public sealed record ObjectScore(int Items, int Given, int There, int Found, int Right, double? Similarity, (int Given, int There, int Right) Relations)
{
    const double Alike = 0.5;

    /// <summary>The part of the marked that is there; null if nothing was marked.</summary>
    public double? Precision => Share(Found, Given);

    /// <summary>The part of what is there that was found; null if nothing is there.</summary>
    public double? Recall => Share(Found, There);

    /// <summary>The harmonic mean of both, whatever the class.</summary>
    public double? F1 => Share(2 * Found, Given + There);

    /// <summary>The same where a find counts only with its class.</summary>
    public double? ClassF1 => Share(2 * Right, Given + There);

    /// <summary>The same of relations between finds of the right class; null where there are none and none were given.</summary>
    public double? RelationF1 => Share(2 * Relations.Right, Relations.Given + Relations.There);

    static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>Compares answers with the truth, item by item.</summary>
    public static ObjectScore Of(IEnumerable<(AnswerDocument Given, AnswerDocument Truth, ItemExtent? Extent)> items)
    {
        var sum = new ObjectScore(0, 0, 0, 0, 0, null, default);
        var similarity = 0.0;
        foreach (var (given, truth, extent) in items)
        {
            var found = Finds(given, truth, extent);
            similarity += found.Sum(f => f.Value);
            var right = found.Where(f => given.Objects[f.Row].Class == truth.Objects[f.Column].Class)
                .ToDictionary(f => given.Objects[f.Row].Id, f => truth.Objects[f.Column].Id, StringComparer.Ordinal);
            var related = given.Relations.Count(r => right.TryGetValue(r.From, out var from) && right.TryGetValue(r.To, out var to)
                && truth.Relations.Any(t => t.From == from && t.To == to && t.Type == r.Type));
            sum = new(sum.Items + 1, sum.Given + given.Objects.Count, sum.There + truth.Objects.Count, sum.Found + found.Count, sum.Right + right.Count, null,
                (sum.Relations.Given + given.Relations.Count, sum.Relations.There + truth.Relations.Count, sum.Relations.Right + related));
        }
        return sum with { Similarity = sum.Found == 0 ? null : similarity / sum.Found };
    }

    /// <summary>Which of the given found which of what is there, and how alike they are.</summary>
    internal static List<Link> Finds(AnswerDocument given, AnswerDocument truth, ItemExtent? extent)
    {
        var marks = ObjectMark.Of([given, truth], extent);
        var links = new List<Link>();
        foreach (var mine in marks.Where(m => m.View == 0))
            foreach (var there in marks.Where(m => m.View == 1))
                if (Between(mine, there) is >= Alike and var alike)
                    links.Add(new(mine.Position, there.Position, alike));
        Assignment.Best(given.Objects.Count, truth.Objects.Count, links, out var to);
        return links.FindAll(l => to[l.Row] == l.Column);
    }

    /// <summary>How alike two marks are; 0 for those that are too far from each other to be one thing.</summary>
    internal static double Between(ObjectMark a, ObjectMark b) =>
        a.Shape.Family == b.Shape.Family && a.Shape.Extent.Touches(b.Shape.Extent) && a.Shape.MostSimilarity(b.Shape) >= Alike ? a.Shape.Similarity(b.Shape) : 0;
}
