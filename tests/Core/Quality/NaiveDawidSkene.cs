namespace Groundwork.Core.Tests.Quality;

/// <summary>
/// The textbook estimator on dense arrays, written independently of the product: probabilities are multiplied as in equations
/// 2.3–2.5 of Dawid &amp; Skene (1979), counts may hold replicates. With a concentration of 0 it is the estimator of the paper.
/// </summary>
static class NaiveDawidSkene
{
    public sealed record Fit(double[][] Posterior, double[] Prior, double[][,] Confusions, double LogLikelihood);

    /// <param name="counts">[task][annotator, label]: how often the annotator gave the label.</param>
    public static Fit Run(int[][,] counts, int iterations, double concentration, double abilityStrength, double classPseudoCount)
    {
        var annotators = counts[0].GetLength(0);
        var labels = counts[0].GetLength(1);
        var posterior = counts.Select(task =>
        {
            var sums = Enumerable.Range(0, labels).Select(l => (double)Enumerable.Range(0, annotators).Sum(a => task[a, l])).ToArray();
            return sums.Sum() > 0 ? sums.Select(s => s / sums.Sum()).ToArray() : sums.Select(_ => 1.0 / labels).ToArray();
        }).ToArray();
        Fit fit = new(posterior, [], [], 0);
        for (var i = 0; i < iterations; i++)
            fit = Step(counts, fit.Posterior, annotators, labels, concentration, abilityStrength, classPseudoCount);
        return fit;
    }

    static Fit Step(int[][,] counts, double[][] q, int annotators, int labels, double concentration, double abilityStrength, double pseudo)
    {
        var tasks = Enumerable.Range(0, counts.Length).Where(t => counts[t].Cast<int>().Sum() > 0).ToArray();
        var prior = Enumerable.Range(0, labels).Select(k => (tasks.Sum(t => q[t][k]) + pseudo) / (tasks.Length + (labels * pseudo))).ToArray();

        double Expected(int a, int k, int l) => tasks.Sum(t => q[t][k] * counts[t][a, l]);
        var ns = Enumerable.Range(0, annotators).Select(a =>
        {
            var n = new double[labels, labels];
            for (var k = 0; k < labels; k++)
                for (var l = 0; l < labels; l++)
                    n[k, l] = Expected(a, k, l);
            return n;
        }).ToArray();
        double Right(double[,] n) => Enumerable.Range(0, labels).Sum(k => n[k, k]);
        var community = (ns.Sum(Right) + 1) / (ns.Sum(n => n.Cast<double>().Sum()) + 2);

        var confusions = ns.Select(n =>
        {
            var accuracy = abilityStrength == 0 ? 0 : (Right(n) + (abilityStrength * community)) / (n.Cast<double>().Sum() + abilityStrength);
            var confusion = new double[labels, labels];
            for (var k = 0; k < labels; k++)
            {
                var row = Enumerable.Range(0, labels).Sum(l => n[k, l]);
                for (var l = 0; l < labels; l++)
                {
                    var coin = k == l ? accuracy : (1 - accuracy) / (labels - 1);
                    confusion[k, l] = row + concentration == 0 ? 0 : (n[k, l] + (concentration * coin)) / (row + concentration);
                }
            }
            return confusion;
        }).ToArray();

        var logLikelihood = 0.0;
        var posterior = counts.Select(task =>
        {
            var row = new double[labels];
            for (var k = 0; k < labels; k++)
            {
                row[k] = prior[k];
                for (var a = 0; a < annotators; a++)
                    for (var l = 0; l < labels; l++)
                        row[k] *= Math.Pow(confusions[a][k, l], task[a, l]);
            }
            logLikelihood += Math.Log(row.Sum());
            return row.Select(p => p / row.Sum()).ToArray();
        }).ToArray();
        return new Fit(posterior, prior, confusions, logLikelihood);
    }
}
