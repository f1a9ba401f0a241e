using Groundwork.Core.Quality.Numeric;

namespace Groundwork.Core.Tests.Quality.Numeric;

/// <summary>
/// The numeric methods once more, from the formulas of their pages, plain and slow: by halving, by summing over all answers, in the
/// numbers' own units, nothing shared with the product.
/// </summary>
static class NaiveNumbers
{
    public sealed record Fit(double?[] Values, double[] Bias, double[] Spread);

    public static double?[] Mean(NumberCrowds.Crowd crowd) => [.. Each(crowd, t => crowd.Of(t).Average())];

    public static double?[] RobustMean(NumberCrowds.Crowd crowd, double clip)
    {
        var reach = clip * Scatter(crowd).OfMost;
        return [.. Each(crowd, t =>
        {
            var answers = crowd.Of(t);
            if (reach == 0)
                return Median(answers);
            // Both ends of where the cut-off distances add up to 0; on rounding errors of the sum nothing may hang.
            double Sum(double m) => answers.Sum(x => Math.Clamp(x - m, -reach, reach));
            var rounding = 1e-12 * reach * answers.Length;
            return (Where(m => Sum(m) > rounding) + Where(m => Sum(m) >= -rounding)) / 2;

            // The least number at which a condition that holds below no longer holds.
            double Where(Func<double, bool> holds)
            {
                var (low, high) = (answers.Min() - reach, answers.Max() + reach);
                for (var i = 0; i < 200; i++)
                    if (holds((low + high) / 2))
                        low = (low + high) / 2;
                    else
                        high = (low + high) / 2;
                return low;
            }
        })];
    }

    public static Fit BiasAndVariance(NumberCrowds.Crowd crowd, int iterations, double strength, double clip, double reach)
    {
        var (most, all) = Scatter(crowd);
        var scatter = most > 0 ? most : all;
        var value = Enumerable.Range(0, crowd.Tasks).Select(t => crowd.Known[t] ?? (crowd.Of(t).Length == 0 ? 0 : Median(crowd.Of(t)))).ToArray();
        var (bias, biasVariance) = (new double[crowd.Annotators], new double[crowd.Annotators]);
        var variance = Enumerable.Repeat(scatter * scatter, crowd.Annotators).ToArray();
        var valueVariance = Enumerable.Range(0, crowd.Tasks).Select(t => crowd.Known[t] is null && crowd.Of(t).Length > 0 ? scatter * scatter / crowd.Of(t).Length : 0).ToArray();
        var (spreadOfBiases, least) = (scatter * scatter, 1e-12 * scatter * scatter);
        var square = ClippedSquare(clip);
        var middle = value.ToArray();
        var community = 0.0;
        for (var i = 0; i < iterations; i++)
        {
            var parts = crowd.Answers.Select(x => (x, Unsure: valueVariance[x.Task] + biasVariance[x.Annotator]))
                .Select(p => (p.x.Annotator, Part: (Math.Min(Math.Pow(Error(p.x), 2), clip * clip * Math.Max(variance[p.x.Annotator] - p.Unsure, 0)) / square) + p.Unsure)).ToArray();
            community = parts.Average(p => p.Part);
            variance = [.. Enumerable.Range(0, crowd.Annotators).Select(a => parts.Where(p => p.Annotator == a).Select(p => p.Part).ToArray())
                .Select(own => Math.Max(least, (own.Sum() + (strength * community)) / (own.Length + strength)))];
            var byAnnotator = Enumerable.Range(0, crowd.Annotators).Select(a => crowd.Answers.Where(x => x.Annotator == a).ToArray()).ToArray();
            var found = byAnnotator.Select((own, a) => (
                Sum: own.Sum(x => Weight(x) / variance[a] * (x.Value - value[x.Task])),
                Precision: own.Sum(x => Weight(x) / variance[a]) + (1 / spreadOfBiases))).ToArray();
            (bias, biasVariance) = ([.. found.Select(f => f.Sum / f.Precision)], [.. found.Select(f => 1 / f.Precision)]);
            spreadOfBiases = Math.Max(least, byAnnotator.Select((own, a) => (own.Length, a)).Where(p => p.Length > 0).Average(p => Math.Pow(bias[p.a], 2) + biasVariance[p.a]));
            for (var t = 0; t < crowd.Tasks; t++)
                if (crowd.Known[t] is null && crowd.Of(t).Length > 0)
                    middle[t] = Median([.. crowd.Answers.Where(x => x.Task == t).Select(x => x.Value - bias[x.Annotator])]);
            var inferred = Enumerable.Range(0, crowd.Tasks).Select(t => crowd.Answers.Where(x => x.Task == t).ToArray())
                .Select(own => (Sum: own.Sum(x => Weight(x) / variance[x.Annotator] * (x.Value - bias[x.Annotator])), Precision: own.Sum(x => Weight(x) / variance[x.Annotator]))).ToArray();
            for (var t = 0; t < crowd.Tasks; t++)
                if (crowd.Known[t] is null && inferred[t].Precision > 0)
                    (value[t], valueVariance[t]) = (inferred[t].Sum / inferred[t].Precision, 1 / inferred[t].Precision);
        }
        return new([.. Each(crowd, t => value[t])], bias, [.. variance.Select(Math.Sqrt)]);

        double Error(NumberCrowds.Answer x) => x.Value - value[x.Task] - bias[x.Annotator];
        double Weight(NumberCrowds.Answer x) =>
            Math.Min(1, Math.Pow(reach, 2) * (variance[x.Annotator] + community) / Math.Pow(x.Value - bias[x.Annotator] - middle[x.Task], 2));
    }

    /// <summary>The mean of min(z², c²), by Simpson's rule.</summary>
    public static double ClippedSquare(double clip)
    {
        const int steps = 200_000;
        const double end = 12;
        const double width = 2 * end / steps;
        double At(int i) => Math.Min(Math.Pow(-end + (i * width), 2), clip * clip) * Math.Exp(-Math.Pow(-end + (i * width), 2) / 2) / Math.Sqrt(2 * Math.PI);
        return width / 3 * Enumerable.Range(0, steps + 1).Sum(i => At(i) * (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2));
    }

    static (double OfMost, double OfAll) Scatter(NumberCrowds.Crowd crowd)
    {
        var distances = new List<double>();
        for (var t = 0; t < crowd.Tasks; t++)
        {
            var answers = crowd.Of(t);
            if (answers.Length == 0)
                continue;
            var own = answers.Select(x => Math.Abs(x - (crowd.Known[t] ?? Median(answers)))).ToList();
            if (crowd.Known[t] is null && answers.Length % 2 == 1)
                own.Remove(0);
            distances.AddRange(own);
        }
        distances.Sort();
        return distances.Count == 0 ? (0, 0) : (distances[(distances.Count - 1) / 2] * 1.4826022185056018, Math.Sqrt(distances.Average(d => d * d)));
    }

    static double Median(double[] answers)
    {
        var sorted = answers.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static IEnumerable<double?> Each(NumberCrowds.Crowd crowd, Func<int, double> of) =>
        Enumerable.Range(0, crowd.Tasks).Select(t => crowd.Known[t] ?? (crowd.Of(t).Length == 0 ? (double?)null : of(t)));
}
