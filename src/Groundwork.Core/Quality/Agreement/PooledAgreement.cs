using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// The coefficients (p_a − p_e) / (1 − p_e) whose chance agreement p_e follows from how common each label is among all votes. They
/// differ in nothing but p_e; missing votes as Gwet (2014), ch. 3, has them.
/// </summary>
static class PooledAgreement
{
    /// <summary>Chance agreement.</summary>
    /// <param name="shares">How common each label is; sums to 1.</param>
    /// <param name="weights">The agreement of each two labels.</param>
    internal delegate double Chance(ReadOnlySpan<double> shares, AgreementWeights weights);

    /// <summary>Measures the coefficient; p_a over tasks with two or more votes, how common labels are over all tasks with votes.</summary>
    internal static AgreementResult Measure(string name, VoteTable votes, AgreementWeights weights, Chance chance, double confidence, CancellationToken cancel)
    {
        var labels = votes.LabelCount;
        var answered = 0;
        for (var task = 0; task < votes.TaskCount; task++)
            answered += votes.LabelsOf(task).IsEmpty ? 0 : 1;
        // Per task: the share of agreement, whether there is any pair, the share of each label.
        var units = new UnitSums(answered, labels + 2, UnitSums.UsualSeed);
        var counts = new int[labels];
        var given = new int[labels];
        var unit = new (int Place, double Value)[labels + 2];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var of = votes.LabelsOf(task);
            if (of.IsEmpty)
                continue;
            var distinct = Count(of, counts, given);
            var size = 0;
            if (of.Length > 1)
            {
                unit[size++] = (0, Agreeing(counts, given.AsSpan(0, distinct), of.Length, weights));
                unit[size++] = (1, 1);
            }
            foreach (var label in given.AsSpan(0, distinct))
            {
                unit[size++] = (label + 2, (double)counts[label] / of.Length);
                counts[label] = 0;
            }
            units.Add(unit.AsSpan(0, size));
        }
        var shares = new double[labels];
        return AgreementResult.FromUnits(name, votes.PairableTaskCount, units, sums =>
        {
            var total = 0.0;
            foreach (var sum in sums[2..])
                total += sum;
            for (var k = 0; k < labels; k++)
                shares[k] = sums[k + 2] / total;
            return BeyondChance(sums[0] / sums[1], chance(shares, weights));
        }, "All votes give the same label, so that chance alone would agree and the coefficient is undefined.", confidence, cancel);
    }

    /// <summary>Counts a task's labels; returns how many different ones are in <paramref name="given"/>.</summary>
    internal static int Count(ReadOnlySpan<int> labels, int[] counts, int[] given)
    {
        var distinct = 0;
        foreach (var label in labels)
            if (counts[label]++ == 0)
                given[distinct++] = label;
        return distinct;
    }

    /// <summary>The mean agreement of a task's pairs of votes.</summary>
    internal static double Agreeing(int[] counts, ReadOnlySpan<int> given, int votes, AgreementWeights weights)
    {
        var agreeing = 0.0;
        foreach (var k in given)
        {
            var like = -1.0;
            foreach (var l in given)
                like += weights[k, l] * counts[l];
            agreeing += counts[k] * like;
        }
        return agreeing / (votes * (votes - 1.0));
    }

    /// <summary>Agreement beyond chance; NaN if chance alone agrees.</summary>
    internal static double BeyondChance(double agreement, double chance) => 1 - chance > 1e-12 ? (agreement - chance) / (1 - chance) : double.NaN;

    /// <summary>The chance of Scott and Fleiss.</summary>
    internal static double SquaredShares(ReadOnlySpan<double> shares, AgreementWeights weights) => weights.Drawn(shares);

    /// <summary>T_w / (K (K − 1)) Σ π_k (1 − π_k), the chance of Gwet; 1 where there is one label only.</summary>
    internal static double Gwet(ReadOnlySpan<double> shares, AgreementWeights weights)
    {
        if (shares.Length < 2)
            return 1;
        var spread = 0.0;
        foreach (var share in shares)
            spread += share * (1 - share);
        return weights.Total * spread / (shares.Length * (shares.Length - 1.0));
    }

    /// <summary>T_w / K², the chance of Brennan and Prediger.</summary>
    internal static double Uniform(ReadOnlySpan<double> shares, AgreementWeights weights) => weights.Total / ((double)shares.Length * shares.Length);
}
