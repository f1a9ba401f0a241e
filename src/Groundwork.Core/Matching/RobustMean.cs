namespace Groundwork.Core.Matching;

/// <summary>The mean of several measurements of the same numbers, in which a slip of one hand hardly counts. See <c>docs/methods/object-consensus.md</c>.</summary>
static class RobustMean
{
    // Residuals of so many spreads count half: .95 and more of the mean's precision when nobody slips.
    const double Half = 3;
    const int Rounds = 6;

    // What the median distance from a median of n misses of the spread of a normal distribution, times 1.4826 (Croux & Rousseeuw 1992).
    static readonly double[] SmallSample = [1, 1, 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107];

    /// <summary>Means by column; the columns have one unit.</summary>
    /// <param name="rows">One measurement each, at least one, in a fixed order.</param>
    /// <param name="weights">Above 0, as many as rows.</param>
    internal static double[] Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> weights)
    {
        var (n, width) = (rows.Count, rows[0].Length);
        var mean = new double[width];
        for (var k = 0; k < width; k++)
            mean[k] = n <= 2 ? Mean(rows, weights, k, rows[0][k], 0, 1) : Median(rows, weights, k);
        if (n <= 2)
            return mean;
        var far = new List<double>(n * width);
        for (var k = 0; k < width; k++)
            foreach (var row in rows)
                far.Add(Math.Abs(row[k] - mean[k]));
        far.Sort();
        var spread = 1.4826 * (n < SmallSample.Length ? SmallSample[n] : n / (n - 0.8)) * far[far.Count / 2];
        if (!(spread > 0))
            return mean;
        var average = weights.Sum() / n;
        for (var round = 0; round < Rounds; round++)
            for (var k = 0; k < width; k++)
                mean[k] = Mean(rows, weights, k, mean[k], 1 / (Half * spread * Half * spread), average);
        return mean;
    }

    // Taken about a value in the midst, so that far places lose no digits and equal values give themselves.
    static double Mean(IReadOnlyList<double[]> rows, IReadOnlyList<double> weights, int column, double about, double precision, double average)
    {
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            var off = rows[i][column] - about;
            // Who is known to be imprecise is expected to be further off.
            var weight = weights[i] / (1 + (off * off * precision * (weights[i] / average)));
            sum += weight * off;
            total += weight;
        }
        return about + (sum / total);
    }

    static double Median(IReadOnlyList<double[]> rows, IReadOnlyList<double> weights, int column)
    {
        var values = new (double Value, double Weight)[rows.Count];
        var total = 0.0;
        for (var i = 0; i < values.Length; i++)
            total += (values[i] = (rows[i][column], weights[i])).Weight;
        Array.Sort(values, static (a, b) => a.Value.CompareTo(b.Value) is not 0 and var order ? order : a.Weight.CompareTo(b.Weight));
        var below = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            below += values[i].Weight;
            if (below > (total / 2) + (1e-12 * total))
                return values[i].Value;
            if (below >= (total / 2) - (1e-12 * total) && i + 1 < values.Length)
                return values[i].Value + ((values[i + 1].Value - values[i].Value) / 2);
        }
        return values[^1].Value;
    }
}
