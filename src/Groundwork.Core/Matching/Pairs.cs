using Groundwork.Core.Geometry;

namespace Groundwork.Core.Matching;

/// <summary>Which marks of different documents resemble each other, and how much: found through an index, so that far ones are never compared.</summary>
public sealed class Pairs
{
    // Less than this is no resemblance.
    const double Floor = 0.1;

    // Another class makes it less likely that two marks are one thing.
    const double OtherClass = 0.15;

    // If somebody marked both things there, marks of the two classes are not one.
    const double BothMarked = -0.5;

    readonly (int Other, double Similarity, double Gain)[][] near;

    Pairs(IReadOnlyList<ObjectMark> marks, List<(int Other, double Similarity, double Gain)>[] near)
    {
        Marks = marks;
        this.near = [.. near.Select(n => n.OrderBy(p => p.Other).ToArray())];
        for (var a = 0; a < marks.Count; a++)
            for (var i = 0; i < this.near[a].Length; i++)
                this.near[a][i].Gain = GainOf(a, this.near[a][i].Other, this.near[a][i].Similarity);
    }

    /// <summary>The marks, in the order of views and positions.</summary>
    public IReadOnlyList<ObjectMark> Marks { get; }

    /// <summary>What resembles a mark, by position.</summary>
    public ReadOnlySpan<(int Other, double Similarity, double Gain)> Near(int mark) => near[mark];

    /// <summary>What speaks for (above 0) or against (below 0) two marks being one thing.</summary>
    public double Gain(int a, int b) => Find(a, b) is >= 0 and var at ? near[a][at].Gain : -Marks[a].Shape.Threshold;

    /// <summary>How alike two marks are.</summary>
    public double Similarity(int a, int b) => Find(a, b) is >= 0 and var at ? near[a][at].Similarity : 0;

    /// <summary>Compares marks.</summary>
    public static Pairs Of(IReadOnlyList<ObjectMark> marks)
    {
        var found = new List<(int, double, double)>[marks.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = [];
        var touching = new List<int>();
        foreach (var place in Enumerable.Range(0, marks.Count).GroupBy(i => marks[i].Place))
        {
            int[] here = [.. place];
            var tree = new ExtentTree([.. here.Select(i => marks[i].Shape.Extent)]);
            foreach (var a in here)
            {
                touching.Clear();
                tree.Find(marks[a].Shape.Extent, touching);
                foreach (var b in touching.Select(f => here[f]))
                    if (a < b && marks[a].View != marks[b].View && marks[a].Shape.MostSimilarity(marks[b].Shape) >= Floor
                        && marks[a].Shape.Similarity(marks[b].Shape) is >= Floor and var similarity)
                    {
                        found[a].Add((b, similarity, 0));
                        found[b].Add((a, similarity, 0));
                    }
            }
        }
        return new Pairs(marks, found);
    }

    int Find(int a, int b)
    {
        var list = near[a];
        var (low, high) = (0, list.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Other == b)
                return middle;
            if (list[middle].Other < b)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    double GainOf(int a, int b, double similarity)
    {
        var gain = similarity - Marks[a].Shape.Threshold;
        if (ClassOf(a) == ClassOf(b))
            return gain;
        return SomebodyMarkedBoth(a, b) || SomebodyMarkedBoth(b, a) ? BothMarked : gain - OtherClass;
    }

    string ClassOf(int mark) => Marks[mark].Object.Class;

    // Somebody set a mark like a and another like b, each of the class of the one it is like. Who set a itself is among them.
    bool SomebodyMarkedBoth(int a, int b)
    {
        var least = Marks[a].Shape.Threshold;
        foreach (var (v, similarity, _) in near[b])
        {
            if (v == a || similarity < least || ClassOf(v) != ClassOf(b))
                continue;
            if (Marks[v].View == Marks[a].View)
                return true;
            foreach (var (u, alike, _) in near[a])
                if (u != v && Marks[u].View == Marks[v].View && alike >= least && ClassOf(u) == ClassOf(a))
                    return true;
        }
        return false;
    }
}
