namespace Groundwork.Core.Matching;

/// <summary>
/// Groups marks of several documents into things: at most one mark of a document in each, so that what speaks for marks being one thing is
/// most in all. See <c>docs/methods/object-matching.md</c>.
/// </summary>
public sealed class Clusters
{
    const int MostRounds = 10;
    const double Hair = 1e-9;

    readonly Pairs pairs;
    readonly int[] clusterOf;
    readonly List<int>[] members;

    Clusters(Pairs pairs)
    {
        this.pairs = pairs;
        clusterOf = new int[pairs.Marks.Count];
        members = new List<int>[pairs.Marks.Count];
        for (var mark = 0; mark < members.Length; mark++)
            members[clusterOf[mark] = mark] = [mark];
    }

    /// <summary>Groups marks.</summary>
    /// <returns>Each group's marks ascending; groups in the order of their first mark.</returns>
    public static List<int[]> Of(Pairs pairs)
    {
        var clusters = new Clusters(pairs);
        (int A, int B, double Gain)[] links = [.. Enumerable.Range(0, pairs.Marks.Count)
            .SelectMany(a => pairs.Near(a).ToArray().Where(n => n.Other > a && n.Gain > 0).Select(n => (a, n.Other, n.Gain)))
            .OrderByDescending(l => l.Gain).ThenBy(l => l.a).ThenBy(l => l.Other)];
        var views = pairs.Marks.Select((m, i) => (m.View, Mark: i)).GroupBy(m => m.View).OrderBy(g => g.Key).Select(g => g.Select(m => m.Mark).ToArray()).ToList();
        for (var round = 0; round < MostRounds; round++)
        {
            var changed = clusters.Join(links);
            foreach (var view in views)
                changed |= clusters.Rearrange(view);
            if (!changed)
                break;
        }
        return [.. clusters.members.Where(m => m.Count > 0).Select(m => m.Order().ToArray()).OrderBy(m => m[0])];
    }

    // The strongest resemblance first, and only groups that fit as a whole: a mark between two things doesn't tie them together.
    bool Join((int A, int B, double Gain)[] links)
    {
        var changed = false;
        foreach (var (a, b, _) in links)
        {
            var (one, other) = (clusterOf[a], clusterOf[b]);
            if (one == other || members[one].Exists(i => members[other].Exists(j => ViewOf(i) == ViewOf(j))))
                continue;
            var gain = 0.0;
            foreach (var i in members[one])
                gain += GainWith(i, other, -1);
            if (gain <= Hair)
                continue;
            foreach (var mark in members[other])
                clusterOf[mark] = one;
            members[one].AddRange(members[other]);
            members[other].Clear();
            changed = true;
        }
        return changed;
    }

    // All marks of one document are dealt to the groups anew, the best of all ways, with everything else as it is.
    bool Rearrange(int[] view)
    {
        var (links, columns, clusters, now) = (new List<Link>(), new Dictionary<int, int>(), new List<int>(), 0.0);
        for (var row = 0; row < view.Length; row++)
        {
            var from = links.Count;
            foreach (var (other, _, _) in pairs.Near(view[row]))
            {
                var cluster = clusterOf[other];
                if (!columns.TryGetValue(cluster, out var column))
                {
                    columns.Add(cluster, column = clusters.Count);
                    clusters.Add(cluster);
                }
                if (links.FindIndex(from, l => l.Column == column) < 0 && GainWith(view[row], cluster, ViewOf(view[row])) is var gain && gain > Hair)
                    links.Add(new(row, column, gain));
            }
            now += GainWith(view[row], clusterOf[view[row]], ViewOf(view[row]));
        }
        if (Assignment.Best(view.Length, clusters.Count, links, out var to) <= now + Hair)
            return false;
        foreach (var mark in view)
            members[clusterOf[mark]].Remove(mark);
        var empty = 0;
        for (var row = 0; row < view.Length; row++)
            if (to[row] >= 0)
                Put(view[row], clusters[to[row]]);
        for (var row = 0; row < view.Length; row++)
            if (to[row] < 0)
            {
                while (members[empty].Count > 0)
                    empty++;
                Put(view[row], empty);
            }
        return true;

        void Put(int mark, int cluster)
        {
            clusterOf[mark] = cluster;
            members[cluster].Add(mark);
        }
    }

    double GainWith(int mark, int cluster, int leftOut)
    {
        var gain = 0.0;
        foreach (var other in members[cluster])
            if (ViewOf(other) != leftOut)
                gain += pairs.Gain(mark, other);
        return gain;
    }

    int ViewOf(int mark) => pairs.Marks[mark].View;
}
