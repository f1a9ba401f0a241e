using System.Diagnostics;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

/// <summary>The default holds its own on all crowds, whoever would have been the best choice for one of them.</summary>
public sealed class CommitteeTests(Xunit.Abstractions.ITestOutputHelper output)
{
    // The best of eight published methods as a well-known library has them.
    static readonly (string File, double Best)[] Real = [("weather-sparse", .8933), ("weather-dense", .8667), ("music-genre", .7971), ("sentence-polarity", .9460)];

    [Fact]
    public void On_real_crowds_it_is_hardly_behind_the_best_published_method()
    {
        var shortfalls = Real.Select(crowd =>
        {
            var (votes, gold, _) = CrowdFile.Read(crowd.File);
            var accuracy = Accuracy.Of(new Committee().Infer(votes, new()), gold);
            output.WriteLine($"{crowd.File}: {accuracy.Value:F4}, best {crowd.Best:F4}");
            (crowd.Best - accuracy.Value!.Value).ShouldBeLessThanOrEqualTo(Slack(crowd.Best, accuracy.N), crowd.File);
            return crowd.Best - accuracy.Value.Value;
        }).ToArray();
        output.WriteLine($"mean shortfall {shortfalls.Average():F4}");
        shortfalls.Average().ShouldBeLessThanOrEqualTo(.005);
    }

    /// <summary>Twenty kinds of crowds, ten of each. None of these seeds was looked at when the members were chosen.</summary>
    [Theory]
    [InlineData("sparse", 1000, 1000, 50, 10, .4, .9, 0, .5)]
    [InlineData("sparse, errors anywhere", 1000, 1000, 50, 10, .3, .8, 0, 0)]
    [InlineData("few annotators", 1000, 40, 10, 5, .4, .9, 0, .5)]
    [InlineData("few votes of many", 3000, 500, 5, 3, .4, .9, 0, .5)]
    [InlineData("two votes each", 3000, 300, 4, 2, .4, .9, 0, .5)]
    [InlineData("two labels", 3000, 60, 2, 3, .55, .95, 0, 0)]
    [InlineData("two labels, skewed", 3000, 50, 2, 3, .6, .9, 2, 0)]
    [InlineData("skewed", 1000, 100, 5, 5, .4, .9, 1.5, .5)]
    [InlineData("very skewed", 1000, 20, 3, 7, .5, .9, 2, .3)]
    [InlineData("equally able", 5000, 100, 5, 5, .7, .7, 0, 0)]
    [InlineData("sparse, ten votes of each annotator", 2000, 1000, 50, 5, .3, .9, 0, .3)]
    [InlineData("sparse, mostly wrong", 1000, 1000, 50, 10, .1, .5, 0, .3)]
    [InlineData("two labels, weak", 2000, 300, 2, 3, .5, .8, 0, 0)]
    [InlineData("two labels, very skewed", 1000, 60, 2, 3, .6, .95, 4, 0)]
    [InlineData("two labels, equally able", 5000, 500, 2, 3, .7, .7, 1, 0)]
    [InlineData("three labels, equally able", 5000, 100, 3, 5, .7, .7, 0, 0)]
    [InlineData("hardly any tasks", 50, 10, 4, 3, .4, .9, 0, .3)]
    [InlineData("few votes of each", 300, 300, 5, 3, .4, .9, 0, .3)]
    [InlineData("two votes of strangers", 5000, 5000, 4, 2, .4, .9, 0, .5)]
    [InlineData("hardly better than chance", 700, 40, 10, 5, .3, .8, 0, .7)]
    public void On_synthetic_crowds_it_is_never_below_majority_by_more_than_chance(
        string kind, int tasks, int annotators, int labels, int each, double low, double high, double skew, double lean)
    {
        var (gain, least) = (0.0, 1.0);
        for (var seed = 301UL; seed <= 310; seed++)
        {
            var (votes, truth) = Simulate(seed, tasks, annotators, labels, each, low, high, skew, lean);
            var majority = Accuracy.Of(new Majority().Infer(votes, new()), truth).Value!.Value;
            var own = Accuracy.Of(new Committee().Infer(votes, new()), truth).Value!.Value;
            (gain, least) = (gain + ((own - majority) / 10), Math.Min(least, own - majority));
            (majority - own).ShouldBeLessThanOrEqualTo(Slack(majority, tasks), $"{kind}, seed {seed}");
        }
        output.WriteLine($"{kind}: gain over majority {gain:F4}, least {least:F4}");
    }

    /// <summary>
    /// A few hundred tasks of people who are all alike: there half a standard error is less than the luck of breaking ties, which nobody can
    /// be above each time. Not more often than luck, and on the mean not at all.
    /// </summary>
    [Fact]
    public void On_small_crowds_it_is_below_majority_no_more_often_than_luck_has_it()
    {
        var (below, plain, gain) = (0, 0, 0.0);
        foreach (var (tasks, annotators, labels, each, low, high, skew) in new[] { (500, 100, 2, 3, .5, .8, 0), (700, 200, 2, 3, .7, .7, 1.0), (700, 40, 3, 5, .7, .7, 0), (1000, 2000, 4, 2, .4, .9, 0) })
            for (var seed = 401UL; seed <= 425; seed++)
            {
                var (votes, truth) = Simulate(seed, tasks, annotators, labels, each, low, high, skew, .3);
                var majority = Accuracy.Of(new Majority().Infer(votes, new()), truth).Value!.Value;
                var own = Accuracy.Of(new Committee().Infer(votes, new()), truth).Value!.Value;
                gain += (own - majority) / 100;
                below += majority - own > Slack(majority, tasks) ? 1 : 0;
                plain += majority - Accuracy.Of(new DawidSkene().Infer(votes, new()), truth).Value!.Value > Slack(majority, tasks) ? 1 : 0;
            }
        output.WriteLine($"below {below} of 100 (Dawid–Skene alone {plain}), gain over majority {gain:F4}");
        below.ShouldBeLessThan(16);
        below.ShouldBeLessThan(plain / 2);
        gain.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void One_more_answer_takes_less_than_100_microseconds_whatever_the_project()
    {
        foreach (var tasks in new[] { 1000, 20000 })
        {
            var (votes, _) = Simulate(3, tasks, 200, 50, 10, .4, .9, 0, .5);
            ITruthMethod method = new Committee();
            var fit = method.Fit(votes);
            var live = method.Live(fit.Community, 50);
            var known = fit.Annotators.Select(live.Annotator).ToArray();
            (object? Annotator, int Label)[] answers = [.. votes.AnnotatorsOf(7).ToArray().Zip(votes.LabelsOf(7).ToArray(), (a, label) => (known[a], label))];
            for (var warm = 0; warm < 3000; warm++)
                live.PosteriorOf(answers);
            var least = Enumerable.Range(0, 5).Min(_ =>
            {
                var before = Stopwatch.GetTimestamp();
                for (var i = 0; i < 200; i++)
                    live.PosteriorOf(answers);
                return Stopwatch.GetElapsedTime(before).TotalMicroseconds / 200;
            });
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            live.PosteriorOf(answers);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            output.WriteLine($"{tasks * 10} answers: {least:F1} µs, {bytes} bytes");
            least.ShouldBeLessThan(100);
            bytes.ShouldBeLessThan(8000);
        }
    }

    // Half a standard error of the share, but at least half a point.
    static double Slack(double share, int n) => Math.Max(.005, Math.Sqrt(share * (1 - share) / n) / 2);

    static (VoteTable Votes, int[] Truth) Simulate(ulong seed, int tasks, int annotators, int labels, int each, double low, double high, double skew, double lean)
    {
        var random = new SeededRandom(seed);
        var accuracy = Enumerable.Range(0, annotators).Select(_ => low + ((high - low) * random.NextDouble())).ToArray();
        var weights = Enumerable.Range(1, labels).Select(k => Math.Pow(k, -skew)).ToArray();
        var (truth, votes) = (new int[tasks], new List<Vote>());
        for (var t = 0; t < tasks; t++)
        {
            var left = random.NextDouble() * weights.Sum();
            while (truth[t] < labels - 1 && (left -= weights[truth[t]]) > 0)
                truth[t]++;
            foreach (var a in Crowds.Permutation(annotators, random.NextBits()).Take(each))
            {
                var wrong = random.NextDouble() < lean ? (truth[t] + 1) % labels : (truth[t] + 1 + random.NextInt(labels - 1)) % labels;
                votes.Add(new Vote(t, a, random.NextDouble() < accuracy[a] ? truth[t] : wrong));
            }
        }
        return (VoteTable.Build([.. votes], tasks, annotators, labels, out _), truth);
    }
}
