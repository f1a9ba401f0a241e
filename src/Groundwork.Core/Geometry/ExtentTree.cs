namespace Groundwork.Core.Geometry;

/// <summary>Finds which of many rectangles touch a given one, without looking at all of them; built once, a few bytes for each.</summary>
/// <remarks>A packed R-tree filled by sort-tile-recursive: S. T. Leutenegger, M. A. Lopez &amp; J. Edgington (1997), STR, ICDE.</remarks>
public sealed class ExtentTree
{
    const int Fanout = 8;

    readonly int[] order;
    readonly List<Extent[]> levels = [];

    /// <summary>Builds the tree.</summary>
    /// <param name="extents">Copied; what is found are positions in this list.</param>
    public ExtentTree(ReadOnlySpan<Extent> extents)
    {
        var leaves = extents.ToArray();
        order = new int[leaves.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => Compare(leaves[a].Centre.X, leaves[b].Centre.X, a, b));
        var slice = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(Math.Ceiling((double)leaves.Length / Fanout))) * Fanout);
        for (var from = 0; from < order.Length; from += slice)
            Array.Sort(order, from, Math.Min(slice, order.Length - from),
                Comparer<int>.Create((a, b) => Compare(leaves[a].Centre.Y, leaves[b].Centre.Y, a, b)));
        levels.Add([.. order.Select(i => leaves[i])]);
        while (levels[^1].Length > 1)
            levels.Add(Parents(levels[^1]));
    }

    /// <summary>Adds the positions of all that touch a rectangle, in no particular order.</summary>
    public void Find(in Extent place, List<int> found)
    {
        if (order.Length > 0 && levels[^1][0].Touches(place))
            Find(levels.Count - 1, 0, place, found);
    }

    void Find(int level, int node, in Extent place, List<int> found)
    {
        if (level == 0)
        {
            found.Add(order[node]);
            return;
        }
        var below = levels[level - 1];
        for (var child = node * Fanout; child < Math.Min((node + 1) * Fanout, below.Length); child++)
            if (below[child].Touches(place))
                Find(level - 1, child, place, found);
    }

    static Extent[] Parents(Extent[] children)
    {
        var parents = new Extent[(children.Length + Fanout - 1) / Fanout];
        Array.Fill(parents, Extent.None);
        for (var i = 0; i < children.Length; i++)
            parents[i / Fanout] = parents[i / Fanout].With(children[i]);
        return parents;
    }

    static int Compare(double a, double b, int first, int second) => a.CompareTo(b) is not 0 and var order ? order : first.CompareTo(second);
}
