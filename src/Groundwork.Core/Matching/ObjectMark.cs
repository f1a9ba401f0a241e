using Groundwork.Core.Documents;
using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>The size of an item in the unit of its objects' places, if it is known.</summary>
/// <param name="Width">Pixels of the upright image.</param>
/// <param name="Height">Pixels of the upright image.</param>
public readonly record struct ItemExtent(double Width, double Height);

/// <summary>One object of one of several documents on the same item.</summary>
/// <param name="View">Which document, from 0.</param>
/// <param name="Position">Which of its objects, from 0.</param>
/// <param name="Object">The object.</param>
/// <param name="Shape">Its geometry.</param>
public sealed record ObjectMark(int View, int Position, LabelledObject Object, Shape Shape)
{
    // Two points of one thing lie nearer than this share of the item's diagonal, as far as nothing closer is known.
    const double NearShare = 0.02;

    /// <summary>Only marks in the same place of the item are compared: target, frame and family of geometry.</summary>
    public (string? Target, int? Frame, string Family) Place => (Object.Target, Object.Frame, Shape.Family);

    /// <summary>
    /// Reads the objects of documents, in their order. Keyframes of tracks are left out: what they mark is the track, through time.
    /// </summary>
    /// <param name="documents">Documents on one item.</param>
    /// <param name="extent">The item's size; without it, what is marked and the origin span it.</param>
    public static List<ObjectMark> Of(IReadOnlyList<AnswerDocument> documents, ItemExtent? extent)
    {
        var reach = documents.Any(d => d.Objects.Any(o => o.GeometryType == "points")) ? ReachOf(documents, extent) : 0;
        var marks = new List<ObjectMark>();
        for (var view = 0; view < documents.Count; view++)
            for (var at = 0; at < documents[view].Objects.Count; at++)
                if (documents[view].Objects[at] is { Track: null } each)
                    marks.Add(new(view, at, each, Shapes.Read(each.Geometry, reach)));
        return marks;
    }

    // A point has no size. Who marks a crowd sets points close together, and half their usual gap is then as far as one may stray.
    static double ReachOf(IReadOnlyList<AnswerDocument> documents, ItemExtent? extent)
    {
        var all = documents.Select(d => d.Objects.Where(o => o is { Track: null, GeometryType: "points" })
            .SelectMany(o => Shape.PointsOf(o.Geometry.GetProperty("points")).Select(p => (Point: p, o.Target, o.Frame))).ToList()).ToList();
        var diagonal = extent is { } item ? new Xy(0, 0).DistanceTo(new(item.Width, item.Height))
            : all.Aggregate(Extent.Of([new(0, 0)]), (sum, points) => sum.With(Extent.Of([.. points.Select(p => p.Point)]))).Diagonal;
        var gaps = all.SelectMany(points => points.GroupBy(p => (p.Target, p.Frame)).SelectMany(g => Gaps([.. g.Select(p => p.Point)]))).Order().ToList();
        return Math.Min(diagonal * NearShare, gaps.Count > 0 ? gaps[gaps.Count / 2] / 2 : double.PositiveInfinity);
    }

    // The distance of each point to its nearest neighbour, found from left to right.
    static IEnumerable<double> Gaps(Xy[] points)
    {
        Array.Sort(points, static (a, b) => (a.X, a.Y).CompareTo((b.X, b.Y)));
        for (var i = 0; i < points.Length; i++)
        {
            var least = double.PositiveInfinity;
            for (var j = i + 1; j < points.Length && points[j].X - points[i].X < least; j++)
                least = Math.Min(least, points[i].DistanceTo(points[j]));
            for (var j = i - 1; j >= 0 && points[i].X - points[j].X < least; j--)
                least = Math.Min(least, points[i].DistanceTo(points[j]));
            if (double.IsFinite(least))
                yield return least;
        }
    }
}
