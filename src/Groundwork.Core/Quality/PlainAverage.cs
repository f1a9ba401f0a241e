using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;
using Groundwork.Core.Matching;

namespace Groundwork.Core.Quality;

/// <summary>
/// What naive averaging makes of several people's objects, to compare a consensus with: person after person, each object joins the group whose
/// first object it is most like, from a half on; what more than half of the people marked stays, with the plain mean of the coordinates and
/// the most frequent class, the first of equals. Nothing is known of anybody.
/// </summary>
public static class PlainAverage
{
    const double Alike = 0.5;
    const int Places = 64;

    /// <summary>The average of a task's answers.</summary>
    /// <param name="task">The answers.</param>
    /// <param name="mean">How geometries of one kind are averaged; <see cref="MeanOf"/> if nothing is said.</param>
    public static AnswerDocument Of(TaskAnswers task, Func<List<JsonElement>, JsonElement>? mean = null)
    {
        var groups = new List<List<ObjectMark>>();
        foreach (var mark in ObjectMark.Of([.. task.Answers.Select(a => a.Document)], task.Extent))
        {
            var best = groups.Where(g => g.TrueForAll(m => m.View != mark.View)).Select(g => (Group: g, Similarity: ObjectScore.Between(g[0], mark)))
                .DefaultIfEmpty().MaxBy(g => g.Similarity);
            if (best.Similarity >= Alike)
                best.Group.Add(mark);
            else
                groups.Add([mark]);
        }
        return new AnswerDocument
        {
            Objects = [.. groups.Where(g => g.Count * 2 > task.Answers.Count).Select((g, i) => new LabelledObject(FormattableString.Invariant($"n{i}"),
                g.GroupBy(m => m.Object.Class, StringComparer.Ordinal).OrderByDescending(c => c.Count()).First().Key,
                (mean ?? MeanOf)([.. OfOneKind(g).Select(m => m.Object.Geometry)])))],
        };
    }

    /// <summary>The plain mean: of outlines point by point from the leftmost on, of all else number by number.</summary>
    public static JsonElement MeanOf(List<JsonElement> marks) => marks[0].GetProperty("type").GetString() switch
    {
        "polygon" => MeanOutline(marks),
        "span" => JsonSerializer.SerializeToElement(new { type = "span", start = (int)Math.Round(Mean(marks, "start")), end = (int)Math.Round(Mean(marks, "end")) }),
        _ => MeanNumbers(marks),
    };

    static IEnumerable<ObjectMark> OfOneKind(List<ObjectMark> group) =>
        group.GroupBy(m => m.Object.GeometryType, StringComparer.Ordinal).OrderByDescending(k => k.Count()).First();

    static JsonElement MeanNumbers(List<JsonElement> marks)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { ["type"] = marks[0].GetProperty("type").GetString()! };
        foreach (var member in marks[0].EnumerateObject().Where(m => m.Name != "type"))
            all[member.Name] = Mean(marks, member.Name);
        return JsonSerializer.SerializeToElement(all);
    }

    static double Mean(List<JsonElement> marks, string member) => marks.Average(m => m.TryGetProperty(member, out var value) ? value.GetDouble() : 0);

    static JsonElement MeanOutline(List<JsonElement> marks)
    {
        var rings = marks.ConvertAll(m =>
        {
            var ring = Shape.PointsOf(m.GetProperty("rings")[0]);
            if (Region.SignedArea(ring) < 0)
                Array.Reverse(ring);
            var left = Array.IndexOf(ring, ring.MinBy(p => p.X));
            return Lines.Along([.. ring[left..], .. ring[..left], ring[left]], Places + 1)[..Places];
        });
        var mean = Enumerable.Range(0, Places).Select(i => new[] { rings.Average(r => r[i].X), rings.Average(r => r[i].Y) });
        return JsonSerializer.SerializeToElement(new { type = "polygon", rings = new[] { mean.ToArray() } });
    }
}
