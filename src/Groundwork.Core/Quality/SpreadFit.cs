namespace Groundwork.Core.Quality;

/// <summary>
/// Learns how far annotators' marks stray, from how unlike the marks of each two of them are: an unlikeness has the spread of both, so a
/// pair's square is divided between them by expectation–maximisation. No mark is compared with a mean that it is part of.
/// </summary>
sealed class SpreadFit
{
    // An annotator's own spread has to outweigh so many marks of an average one; nobody counts more than ten times an average one.
    const double Strength = 2;
    const double Least = 0.1, Most = 10;
    const int Rounds = 200;

    // Sums are of integers, so that no order changes a bit.
    const double Unit = 1e9;

    readonly SortedDictionary<(string Family, string A, string B), (long Distance, long Count)> sums = new(Comparer<(string Family, string A, string B)>.Create(Compare));

    /// <summary>Adds how unlike two annotators' marks of one thing are.</summary>
    internal void Add(string family, string a, string b, double similarity)
    {
        var key = string.CompareOrdinal(a, b) <= 0 ? (family, a, b) : (family, b, a);
        var (distance, count) = sums.GetValueOrDefault(key);
        sums[key] = (distance + (long)Math.Round((1 - similarity) * Unit), count + 1);
    }

    /// <summary>Everybody's variance in parts of the average one's, 1 where nothing is known.</summary>
    internal Dictionary<string, double> Fit()
    {
        var typical = sums.GroupBy(s => s.Key.Family, StringComparer.Ordinal).ToDictionary(g => g.Key,
            g => Math.Max(g.Sum(s => SquareOf(s.Value) * s.Value.Count) / g.Sum(s => s.Value.Count) / 2, 1e-9), StringComparer.Ordinal);
        var spread = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, a, b) in sums.Keys)
            spread[a] = spread[b] = 1;
        for (var round = 0; round < Rounds; round++)
        {
            var found = spread.Keys.ToDictionary(a => a, _ => (Sum: 0.0, Count: 0.0), StringComparer.Ordinal);
            foreach (var ((family, a, b), sum) in sums)
            {
                var (square, count) = (SquareOf(sum) / typical[family], sum.Count);
                Give(a, b);
                Give(b, a);

                void Give(string to, string other)
                {
                    var share = spread[to] / (spread[to] + spread[other]);
                    var (before, n) = found[to];
                    found[to] = (before + (count * ((spread[to] * (1 - share)) + (share * share * square))), n + count);
                }
            }
            foreach (var (author, (total, n)) in found)
                spread[author] = Math.Clamp((total + Strength) / (n + Strength), Least, Most);
        }
        return spread;
    }

    // The square of the mean instead of the mean of squares: a slip doesn't make a precise hand an imprecise one.
    static double SquareOf((long Distance, long Count) sum) => Math.Pow(sum.Distance / Unit / sum.Count, 2);

    static int Compare((string Family, string A, string B) x, (string Family, string A, string B) y) =>
        string.CompareOrdinal(x.Family, y.Family) is not 0 and var family ? family
        : string.CompareOrdinal(x.A, y.A) is not 0 and var a ? a : string.CompareOrdinal(x.B, y.B);
}
