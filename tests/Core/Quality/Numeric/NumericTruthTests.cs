using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality.Numeric;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Numeric;

/// <summary>Each numeric method equals <see cref="NaiveNumbers"/> to 1e-6, bears what its page says, and beats the mean where it should.</summary>
public sealed class NumericTruthTests
{
    [Fact]
    public void Mean_equals_the_plain_one() =>
        Prop.ForAll(NumberCrowds.Any, crowd => ShouldBeNear(new Mean().Infer(crowd.Votes, new()).Values, NaiveNumbers.Mean(crowd))).QuickCheckThrowOnFailure();

    [Fact]
    public void Robust_mean_equals_the_plain_one() =>
        Prop.ForAll(NumberCrowds.Any, Gen.Elements(.05, .5, 1.345, 4).ToArbitrary(), (crowd, clip) =>
            ShouldBeNear(new RobustMean().Infer(crowd.Votes, new() { Clip = clip }).Values, NaiveNumbers.RobustMean(crowd, clip))).QuickCheckThrowOnFailure();

    [Fact]
    public void Bias_and_variance_equals_the_plain_one() =>
        Prop.ForAll(NumberCrowds.Any, Gen.Elements(.5, 1.345, 4).ToArbitrary(), (crowd, clip) =>
        {
            var actual = new BiasAndVariance().Infer(crowd.Votes, new() { SpreadStrength = 2.5, Clip = clip, Reach = 1.5, Tolerance = 0, MaxIterations = 9 });
            // Without a tolerance a fit still stops once nothing changes any more.
            var plain = NaiveNumbers.BiasAndVariance(crowd, actual.Iterations, 2.5, clip, 1.5);
            ShouldBeNear(actual.Values, plain.Values);
            ShouldBeNear([.. actual.Bias!], [.. plain.Bias]);
            ShouldBeNear([.. actual.Spread!], [.. plain.Spread]);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(.5, .38292492254802624)]
    [InlineData(1, .68268949213708585)]
    [InlineData(1.96, .95000420970355915)]
    [InlineData(5, .99999942669685624)]
    [InlineData(11, 1)]
    public void The_share_of_normal_numbers_near_0_has_its_known_values(double distance, double share) => NormalDistribution.Within(distance).ShouldBe(share, 1e-12);

    [Theory]
    [InlineData(.01)]
    [InlineData(.5)]
    [InlineData(1.345)]
    [InlineData(4)]
    [InlineData(20)]
    public void The_mean_square_of_a_clipped_error_equals_its_integral(double clip) =>
        NormalDistribution.ClippedSquare(clip).ShouldBe(NaiveNumbers.ClippedSquare(clip), 1e-8);

    /// <summary>Fewer than half of each task's answers are anything at all: every number stays within reach of the others.</summary>
    [Fact]
    public void The_robust_mean_bears_any_answers_that_are_fewer_than_half()
    {
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var random = new SeededRandom(seed);
            var each = 3 + random.NextInt(7);
            var (crowd, _) = NumberCrowds.Simulate(seed, 20, 12, each, 0, 1, 3, 0);
            var wild = crowd with
            {
                Answers = [.. crowd.Answers.GroupBy(a => a.Task).SelectMany(g =>
                {
                    var side = random.NextInt(3) - 1;
                    return g.Select((a, i) => i < (each - 1) / 2 ? a with { Value = 1e9 * (side == 0 ? random.NextDouble() - .5 : side * (1 + random.NextDouble())) } : a);
                })],
            };
            var values = new RobustMean().Infer(wild.Votes, new()).Values;
            for (var t = 0; t < 20; t++)
            {
                var tame = wild.Of(t).Where(v => Math.Abs(v) < 1000).ToArray();
                values[t]!.Value.ShouldBeInRange(tame.Min() - 100, tame.Max() + 100, $"seed {seed}, {each} answers");
            }
        }
    }

    /// <summary>
    /// People with leanings and spreads of their own, some of whose answers are anything: 100 crowds. In some, one task has nothing but wild answers
    /// but two, which decides for nobody.
    /// </summary>
    [Fact]
    public void Where_people_lean_differ_and_slip_both_beat_the_mean_and_knowing_them_helps_most()
    {
        var (robustWins, biasWins, sums) = (0, 0, new double[3]);
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var (crowd, truth) = NumberCrowds.Simulate(seed, 100, 15, 5, 4, .5, 5, .08);
            var (mean, robust, bias) = (Rmse(new Mean(), crowd, truth), Rmse(new RobustMean(), crowd, truth), Rmse(new BiasAndVariance(), crowd, truth));
            (robustWins, biasWins) = (robustWins + (robust < mean ? 1 : 0), biasWins + (bias < mean ? 1 : 0));
            (sums[0], sums[1], sums[2]) = (sums[0] + mean, sums[1] + robust, sums[2] + bias);
        }
        robustWins.ShouldBeGreaterThanOrEqualTo(95);
        biasWins.ShouldBeGreaterThanOrEqualTo(95);
        (sums[1] / sums[0]).ShouldBeLessThan(.55);
        (sums[2] / sums[0]).ShouldBeLessThan(.4);
    }

    /// <summary>Where the mean is the best there is, little is lost.</summary>
    [Theory]
    [InlineData(100, 15, 5)]
    [InlineData(200, 100, 3)]
    [InlineData(30, 6, 3)]
    public void Where_people_are_alike_and_never_slip_little_is_lost_to_the_mean(int tasks, int annotators, int each)
    {
        var sums = new double[3];
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var (crowd, truth) = NumberCrowds.Simulate(seed, tasks, annotators, each, 0, 2, 2, 0);
            (sums[0], sums[1], sums[2]) = (sums[0] + Rmse(new Mean(), crowd, truth), sums[1] + Rmse(new RobustMean(), crowd, truth), sums[2] + Rmse(new BiasAndVariance(), crowd, truth));
        }
        (sums[1] / sums[0]).ShouldBeLessThan(1.03);
        (sums[2] / sums[0]).ShouldBeLessThan(1.04);
    }

    [Fact]
    public void Biases_and_spreads_are_found_and_a_known_answer_shows_what_all_have_in_common()
    {
        var (crowd, truth) = NumberCrowds.Simulate(7, 400, 8, 6, 5, 1, 4, 0);
        var above = crowd with { Answers = [.. crowd.Answers.Select(a => a with { Value = a.Value + 20 })] };
        var unknowing = new BiasAndVariance().Infer(above.Votes, new());
        var errors = crowd.Answers.GroupBy(a => a.Annotator).OrderBy(g => g.Key).Select(g => g.Select(a => a.Value - truth[a.Task]!.Value).ToArray()).ToArray();
        var common = errors.Average(e => e.Average());
        unknowing.Converged.ShouldBeTrue();
        for (var a = 0; a < 8; a++)
        {
            unknowing.Bias![a].ShouldBe(errors[a].Average() - common, .6);
            unknowing.Spread![a].ShouldBe(Math.Sqrt(errors[a].Average(e => Math.Pow(e - errors[a].Average(), 2))), .5);
        }
        var knowing = new BiasAndVariance().Infer((above with { Known = [.. truth.Select((v, t) => t < 100 ? v : null)] }).Votes, new());
        for (var a = 0; a < 8; a++)
            knowing.Bias![a].ShouldBe(errors[a].Average() + 20, 1);
        NumericError.Of(knowing, [.. truth.Select((v, t) => t < 100 ? null : v)]).Rmse!.Value.ShouldBeLessThan(2);
        NumericError.Of(unknowing, truth).Rmse!.Value.ShouldBeGreaterThan(15);
    }

    static double Rmse(INumericTruthMethod method, NumberCrowds.Crowd crowd, double?[] truth) => NumericError.Of(method.Infer(crowd.Votes), truth).Rmse!.Value;

    static void ShouldBeNear(IReadOnlyList<double?> actual, double?[] expected)
    {
        actual.Count.ShouldBe(expected.Length);
        for (var t = 0; t < expected.Length; t++)
            if (expected[t] is { } value)
                actual[t]!.Value.ShouldBe(value, 1e-6 * Math.Max(1, Math.Abs(value)), $"at {t}");
            else
                actual[t].ShouldBeNull();
    }
}
