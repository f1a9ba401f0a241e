using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// Kappa whose chance agreement follows from what each annotator uses by themselves: Cohen's for two annotators, Conger's for more,
/// where chance is the mean over all pairs of annotators.
/// </summary>
static class OwnMarginals
{
    // A hundred of these tables at least are held for the interval.
    const int MostNumbers = 1 << 20;

    internal static AgreementResult Measure(string name, VoteTable votes, AgreementWeights weights, double confidence, CancellationToken cancel)
    {
        var labels = votes.LabelCount;
        if ((long)votes.AnnotatorCount * labels > MostNumbers)
            return new AgreementResult(name, null, null, null, votes.PairableTaskCount,
                $"{votes.AnnotatorCount} annotators with {labels} labels are too many to tell each one's use of the labels: take Fleiss' kappa.");
        var answered = 0;
        for (var task = 0; task < votes.TaskCount; task++)
            answered += votes.LabelsOf(task).IsEmpty ? 0 : 1;
        // Per task: the share of agreement, whether there is any pair, then who gave what.
        var units = new UnitSums(answered, 2 + (votes.AnnotatorCount * labels), UnitSums.UsualSeed);
        var counts = new int[labels];
        var given = new int[labels];
        var unit = new (int Place, double Value)[2 + votes.AnnotatorCount];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var of = votes.LabelsOf(task);
            if (of.IsEmpty)
                continue;
            var size = 0;
            if (of.Length > 1)
            {
                var distinct = PooledAgreement.Count(of, counts, given);
                unit[size++] = (0, PooledAgreement.Agreeing(counts, given.AsSpan(0, distinct), of.Length, weights));
                unit[size++] = (1, 1);
                foreach (var label in of)
                    counts[label] = 0;
            }
            var annotators = votes.AnnotatorsOf(task);
            for (var i = 0; i < of.Length; i++)
                unit[size++] = (2 + (annotators[i] * labels) + of[i], 1);
            units.Add(unit.AsSpan(0, size));
        }
        var (shares, own) = (new double[labels], new double[labels]);
        return AgreementResult.FromUnits(name, votes.PairableTaskCount, units,
            sums => PooledAgreement.BeyondChance(sums[0] / sums[1], Chance(sums[2..])),
            "All votes give the same label, so that chance alone would agree and the coefficient is undefined.", confidence, cancel);

        // Σ_kl w_kl (S_k S_l − Σ_a p_ak p_al) / (R (R − 1)) with S_k = Σ_a p_ak.
        double Chance(ReadOnlySpan<double> all)
        {
            var (people, apart) = (0, 0.0);
            Array.Clear(shares);
            for (var a = 0; a < all.Length; a += labels)
            {
                var row = all.Slice(a, labels);
                var total = 0.0;
                foreach (var each in row)
                    total += each;
                if (total < 1e-9)
                    continue;
                people++;
                for (var k = 0; k < labels; k++)
                    shares[k] += own[k] = row[k] / total;
                apart += weights.Drawn(own);
            }
            return people < 2 ? double.NaN : (weights.Drawn(shares) - apart) / (people * (people - 1.0));
        }
    }
}
