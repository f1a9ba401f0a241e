using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>
/// The other truth methods once more, from the formulas of their pages, plain and slow: probabilities as products, each vote looked
/// at one by one, nothing shared with the product.
/// </summary>
static class NaiveTruths
{
    public sealed record Fit(double[][] Posterior, double[] Ability, double LogLikelihood);

    public static Fit WeightedMajority(Crowds.Crowd crowd, double strength)
    {
        var agreed = crowd.Votes.Select(vote =>
        {
            var others = crowd.Votes.Where(o => o.Task == vote.Task && o.Annotator != vote.Annotator).GroupBy(o => o.Label).ToArray();
            if (others.Length == 0)
                return (vote.Annotator, Agreed: 0.0, Compared: 0);
            var leaders = others.Where(g => g.Count() == others.Max(o => o.Count())).Select(g => g.Key).ToArray();
            return (vote.Annotator, Agreed: leaders.Contains(vote.Label) ? 1.0 / leaders.Length : 0, Compared: 1);
        }).ToArray();
        var all = (agreed.Sum(v => v.Agreed) + 1) / (agreed.Sum(v => v.Compared) + 2);
        var weight = Each(crowd.Annotators, a => (agreed.Where(v => v.Annotator == a).Sum(v => v.Agreed) + (strength * all))
            / (agreed.Where(v => v.Annotator == a).Sum(v => v.Compared) + strength));
        return new(Each(crowd.Tasks, t => Shares(Each(crowd.Labels, k => Of(crowd, t).Where(v => v.Label == k).Sum(v => weight[v.Annotator])))), weight, 0);
    }

    public static Fit LearningOneCoin(Crowds.Crowd crowd, int iterations)
    {
        double[] strengths = [4096, 512, 256, 128, 64, 32, 16, 8, 4, 2];
        var (learned, strength) = (0, 0.0);
        // After twenty iterations the strength stays.
        return OneCoin(crowd, iterations, community => learned++ < 20 ? strength = Learn(community) : strength, 1);

        double Learn(((double Mean, double Variance, int Votes)[] Right, double Accuracy) community)
        {
            double Likelihood(double s) => community.Right.Select((r, a) => r.Votes == 0 ? 0 : Rising(r.Mean, r.Variance, s * community.Accuracy)
                + Rising(r.Votes - r.Mean, r.Variance, s * (1 - community.Accuracy)) - Enumerable.Range(0, r.Votes).Sum(i => Math.Log(i + s))).Sum();
            return strengths.Aggregate((best, next) => Likelihood(next) > Likelihood(best) + 1e-6 ? next : best);
        }
    }

    // The product p (p + 1) … written out: what a whole number of votes adds.
    static double Rising(double mean, double variance, double p)
    {
        double Product(int n) => Enumerable.Range(0, n).Sum(i => Math.Log(p + i));
        var (below, above) = ((int)Math.Floor(mean), (int)Math.Floor(mean) + 1);
        var line = ((above - mean) * Product(below)) + ((mean - below) * Product(above));
        var left = variance - ((above - mean) * (mean - below));
        // ψ′ as the sum of its definition, its tail as an integral with its first correction.
        var at = Math.Max(mean, 1) + p;
        var curvature = Enumerable.Range(0, 2000).Reverse().Sum(i => 1 / ((at + i) * (at + i))) + (1 / (at + 2000)) + (1 / (2 * (at + 2000) * (at + 2000)));
        return line + (Math.Max(left, 0) / 2 * curvature);
    }

    public static Fit OneCoin(Crowds.Crowd crowd, int iterations, Func<((double Mean, double Variance, int Votes)[] Right, double Accuracy), double> strengthOf, double pseudo)
    {
        var fit = new Fit(VoteShares(crowd), [], 0);
        for (var i = 0; i < iterations; i++)
        {
            var q = fit.Posterior;
            var community = (crowd.Votes.Sum(v => q[v.Task][v.Label]) + 1) / (crowd.Votes.Length + 2);
            var right = Each(crowd.Annotators, a => By(crowd, a).Select(v => q[v.Task][v.Label]).ToArray());
            var strength = strengthOf((Each(crowd.Annotators, a => (right[a].Sum(), right[a].Sum(p => p * (1 - p)), right[a].Length)), community));
            var accuracy = Each(crowd.Annotators, a => (right[a].Sum() + (strength * community)) / (right[a].Length + strength));
            fit = Products(crowd, Prevalence(crowd, q, pseudo), (v, k) => v.Label == k ? accuracy[v.Annotator] : (1 - accuracy[v.Annotator]) / (crowd.Labels - 1), accuracy);
        }
        return fit;
    }

    public static Fit ClassifierCombination(Crowds.Crowd crowd, int iterations, ClassifierCombination.Settings s)
    {
        var fit = new Fit(VoteShares(crowd), [], 0);
        for (var i = 0; i < iterations; i++)
        {
            var q = fit.Posterior;
            var mass = Each(crowd.Labels, k => s.ClassPseudoCount + Answered(crowd).Sum(t => q[t][k]));
            double Prior(int k, int l) => s.Concentration * (k == l ? s.PriorAccuracy : (1 - s.PriorAccuracy) / (crowd.Labels - 1));
            double Count(int a, int k, int l) => Prior(k, l) + By(crowd, a).Where(v => v.Label == l).Sum(v => q[v.Task][k]);
            var theta = Each(crowd.Annotators, a => Each(crowd.Labels, k =>
            {
                var row = Each(crowd.Labels, l => Count(a, k, l));
                return Each(crowd.Labels, l => Math.Exp(Psi(row[l]) - Psi(row.Sum())));
            }));
            fit = Products(crowd, Each(crowd.Labels, k => Math.Exp(Psi(mass[k]) - Psi(mass.Sum()))), (v, k) => theta[v.Annotator][k][v.Label],
                Each(crowd.Annotators, a => Enumerable.Range(0, crowd.Labels).Sum(k => mass[k] / mass.Sum() * Count(a, k, k) / Enumerable.Range(0, crowd.Labels).Sum(l => Count(a, k, l)))));
        }
        return fit;
    }

    public static Fit Glad(Crowds.Crowd crowd, int iterations, Glad.Settings s)
    {
        var (ability, easiness) = (Each(crowd.Annotators, _ => 1.0), Each(crowd.Tasks, _ => 0.0));
        double Chance(Vote v) => 1 / (1 + Math.Exp(-ability[v.Annotator] * Math.Exp(easiness[v.Task])));
        Fit Posteriors(double[] prior) => Products(crowd, prior, (v, k) => v.Label == k ? Chance(v) : (1 - Chance(v)) / (crowd.Labels - 1), ability);
        var fit = Posteriors(Each(crowd.Labels, _ => 1.0 / crowd.Labels));
        for (var i = 1; i < iterations; i++)
        {
            var q = fit.Posterior;
            var prior = Prevalence(crowd, q, s.ClassPseudoCount);
            double Stepped(double at, double mean, double spread, Vote[] votes, Func<Vote, double> slope, double longest)
            {
                var gradient = ((mean - at) / spread / spread) + votes.Sum(v => (q[v.Task][v.Label] - Chance(v)) * slope(v));
                var curvature = (1 / spread / spread) + votes.Sum(v => Chance(v) * (1 - Chance(v)) * slope(v) * slope(v));
                return at + Math.Min(longest, Math.Max(-longest, gradient / curvature));
            }
            ability = Each(crowd.Annotators, a => Stepped(ability[a], 1, s.AbilitySpread, By(crowd, a), v => Math.Exp(easiness[v.Task]), 1));
            easiness = Each(crowd.Tasks, t => Stepped(easiness[t], 0, s.EasinessSpread, Of(crowd, t), v => ability[v.Annotator] * Math.Exp(easiness[v.Task]), .5));
            fit = Posteriors(prior);
        }
        return fit with { Ability = Each(crowd.Annotators, a => 1 / (1 + Math.Exp(-ability[a]))) };
    }

    /// <summary>One start, at which everybody knew <paramref name="start"/> of their votes.</summary>
    public static Fit Mace(Crowds.Crowd crowd, int iterations, Mace.Settings s, Func<int, double> start)
    {
        // Expected knowing of each vote.
        var knew = crowd.Votes.Select(v => start(v.Annotator)).ToArray();
        for (var i = 1; ; i++)
        {
            double Knew(int a) => crowd.Votes.Select((v, n) => v.Annotator == a ? knew[n] : 0).Sum();
            double Spammed(int a, int l) => crowd.Votes.Select((v, n) => v.Annotator == a && v.Label == l ? 1 - knew[n] : 0).Sum();
            var knowing = Each(crowd.Annotators, a => Math.Exp(Psi(Knew(a) + s.KnowingPseudoCount) - Psi(By(crowd, a).Length + s.KnowingPseudoCount + s.SpammingPseudoCount)));
            var spamming = Each(crowd.Annotators, a =>
            {
                var labels = Each(crowd.Labels, l => Spammed(a, l));
                var spams = Psi(labels.Sum() + s.SpammingPseudoCount) - Psi(By(crowd, a).Length + s.KnowingPseudoCount + s.SpammingPseudoCount);
                return Each(crowd.Labels, l => Math.Exp(spams + Psi(labels[l] + s.LabelPseudoCount) - Psi(labels.Sum() + (crowd.Labels * s.LabelPseudoCount))));
            });
            var share = Each(crowd.Annotators, a => (Knew(a) + s.KnowingPseudoCount) / (By(crowd, a).Length + s.KnowingPseudoCount + s.SpammingPseudoCount));
            var fit = Products(crowd, Each(crowd.Labels, _ => 1.0 / crowd.Labels), (v, k) => (v.Label == k ? knowing[v.Annotator] : 0) + spamming[v.Annotator][v.Label],
                Each(crowd.Annotators, a => share[a] + ((1 - share[a]) / crowd.Labels)));
            if (i == iterations)
                return fit;
            knew = [.. crowd.Votes.Select(v => fit.Posterior[v.Task][v.Label] * knowing[v.Annotator] / (knowing[v.Annotator] + spamming[v.Annotator][v.Label]))];
        }
    }

    /// <summary>ψ by its definition as a limit, made faster by the two next terms of the error: exact to about 1e-11.</summary>
    public static double Psi(double x)
    {
        const int far = 2000;
        var sum = 0.0;
        for (var i = far - 1; i >= 0; i--)
            sum -= 1 / (x + i);
        var end = x + far;
        return sum + Math.Log(end) - (1 / (2 * end)) - (1 / (12 * end * end));
    }

    static Fit Products(Crowds.Crowd crowd, double[] prior, Func<Vote, int, double> chance, double[] ability)
    {
        var weights = Each(crowd.Tasks, t => Each(crowd.Labels, k => Of(crowd, t).Aggregate(prior[k], (product, v) => product * chance(v, k))));
        return new(Each(crowd.Tasks, t => Shares(weights[t])), ability, weights.Sum(row => Math.Log(row.Sum())));
    }

    static double[] Prevalence(Crowds.Crowd crowd, double[][] q, double pseudo) =>
        Shares(Each(crowd.Labels, k => pseudo + Answered(crowd).Sum(t => q[t][k])));

    public static double[][] VoteShares(Crowds.Crowd crowd) => Each(crowd.Tasks, t => Shares(Each(crowd.Labels, k => (double)Of(crowd, t).Count(v => v.Label == k))));

    static double[] Shares(double[] weights) => weights.Sum() > 0 ? [.. weights.Select(w => w / weights.Sum())] : [.. weights.Select(_ => 1.0 / weights.Length)];

    static int[] Answered(Crowds.Crowd crowd) => [.. crowd.Votes.Select(v => v.Task).Distinct()];

    static Vote[] Of(Crowds.Crowd crowd, int task) => [.. crowd.Votes.Where(v => v.Task == task)];

    static Vote[] By(Crowds.Crowd crowd, int annotator) => [.. crowd.Votes.Where(v => v.Annotator == annotator)];

    static T[] Each<T>(int count, Func<int, T> of) => [.. Enumerable.Range(0, count).Select(of)];
}
