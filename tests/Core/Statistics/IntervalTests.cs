using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

public sealed class IntervalTests
{
    [Theory]
    [InlineData(.5, 0)]
    [InlineData(.975, 1.959963984540054)]
    [InlineData(.995, 2.5758293035489004)]
    [InlineData(.95, 1.6448536269514722)]
    [InlineData(.05, -1.6448536269514722)]
    [InlineData(.001, -3.090232306167813)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-20, -9.262340089798408)]
    public void Normal_quantiles_are_exact(double probability, double expected) =>
        NormalDistribution.Quantile(probability).ShouldBe(expected, 1e-12 + (1e-13 * Math.Abs(expected)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_normal_quantile_needs_a_probability_inside(double probability) =>
        Should.Throw<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(probability));

    // Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
    [Theory]
    [InlineData(81, 263, .2553, .3662)]
    [InlineData(15, 148, .0624, .1605)]
    [InlineData(0, 20, 0, .1611)]
    [InlineData(1, 29, .0061, .1718)]
    public void Wilson_intervals_equal_the_published_ones(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Of(successes, trials);
        Math.Round(interval.Low, 4).ShouldBe(low);
        Math.Round(interval.High, 4).ShouldBe(high);
        var mirrored = Wilson.Of(trials - successes, trials);
        mirrored.Low.ShouldBe(1 - interval.High, 1e-12);
        mirrored.High.ShouldBe(1 - interval.Low, 1e-12);
    }

    [Fact]
    public void More_confidence_is_a_wider_interval() =>
        (Wilson.Of(5, 10, .99).High - Wilson.Of(5, 10, .9).High).ShouldBeGreaterThan(0);

    [Theory]
    [InlineData(1, 0, .95)]
    [InlineData(-1, 5, .95)]
    [InlineData(6, 5, .95)]
    [InlineData(1, 5, 1)]
    public void Impossible_shares_are_refused(double successes, double trials, double confidence) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Wilson.Of(successes, trials, confidence));
}
