using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

public sealed class BootstrapTests
{
    static readonly Bootstrap.Statistic Mean = sums => sums[0] / sums[1];

    static UnitSums Uniform(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var units = new UnitSums(count, 2, seed);
        for (var i = 0; i < count; i++)
            units.Add([random.NextDouble(), 1]);
        return units;
    }

    // Below and above the number of units from which they are pooled: the theory is 2 · 1.96 · √(1/12n) in both cases.
    [Theory]
    [InlineData(100)]
    [InlineData(2000)]
    [InlineData(2001)]
    [InlineData(50_000)]
    public void The_interval_of_a_mean_is_as_wide_as_theory_says(int count)
    {
        var interval = Bootstrap.Percentile(Uniform(count, 5), Mean, new() { Replicates = 2000 })!.Value;
        ((interval.High - interval.Low) / (2 * 1.96 * Math.Sqrt(1 / (12.0 * count)))).ShouldBe(1, .12);
    }

    [Fact]
    public void The_interval_of_a_mean_covers_the_truth_as_often_as_it_says()
    {
        var covered = 0;
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var interval = Bootstrap.Percentile(Uniform(60, seed), Mean, new() { Replicates = 200, Seed = seed })!.Value;
            if (interval.Low <= .5 && .5 <= interval.High)
                covered++;
        }
        // 95 % of 400 is 380, with a standard deviation of 4.4.
        covered.ShouldBeInRange(362, 396);
    }

    [Fact]
    public void Every_unit_can_be_drawn()
    {
        for (var position = 0; position < 3; position++)
        {
            var units = new UnitSums(3, 2, 1);
            for (var i = 0; i < 3; i++)
                units.Add([i == position ? 1 : 0, 1]);
            var interval = Bootstrap.Percentile(units, Mean, new())!.Value;
            (interval.Low, interval.High).ShouldBe((0, 1));
        }
    }

    [Fact]
    public void Pooling_loses_no_unit()
    {
        var units = new UnitSums(5003, 2, 1);
        for (var i = 0; i < 5003; i++)
            units.Add([i, 1]);
        units.Total.ToArray().ShouldBe([5003 * 5002 / 2.0, 5003]);
        units.GroupCount.ShouldBe(2000);
        var pooled = new double[2];
        for (var g = 0; g < units.GroupCount; g++)
            units.AddGroupTo(pooled, g);
        pooled.ShouldBe(units.Total.ToArray());
        Should.Throw<InvalidOperationException>(() => units.Add([1, 1]));
        Should.Throw<ArgumentException>(() => new UnitSums(1, 2, 1).Add([1]));
    }

    [Fact]
    public void Seeds_reproduce_the_interval_and_other_seeds_do_not()
    {
        var units = Uniform(50, 1);
        var first = Bootstrap.Percentile(units, Mean, new());
        Bootstrap.Percentile(units, Mean, new()).ShouldBe(first);
        Bootstrap.Percentile(units, Mean, new() { Seed = 2 }).ShouldNotBe(first);
    }

    [Fact]
    public void Few_units_or_an_often_undefined_statistic_have_no_interval()
    {
        Bootstrap.Percentile(Uniform(1, 1), Mean, new()).ShouldBeNull();
        Bootstrap.Percentile(Uniform(10, 1), _ => double.NaN, new()).ShouldBeNull();
        var calls = 0;
        Bootstrap.Percentile(Uniform(10, 1), sums => ++calls % 50 == 0 ? double.NaN : sums[0], new()).ShouldNotBeNull();
        calls = 0;
        Bootstrap.Percentile(Uniform(10, 1), sums => ++calls % 10 == 0 ? double.NaN : sums[0], new()).ShouldBeNull();
    }

    [Fact]
    public void Quantiles_interpolate_between_order_statistics()
    {
        double[] sorted = [1, 2, 4, 8];
        Bootstrap.Quantile(sorted, 0).ShouldBe(1);
        Bootstrap.Quantile(sorted, .5).ShouldBe(3);
        Bootstrap.Quantile(sorted, .75).ShouldBe(5);
        Bootstrap.Quantile(sorted, 1).ShouldBe(8);
        Bootstrap.Quantile([3], .5).ShouldBe(3);
    }

    [Theory]
    [InlineData(0, .95)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    public void Settings_out_of_range_are_refused(int replicates, double confidence) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            Bootstrap.Percentile(Uniform(5, 1), Mean, new() { Replicates = replicates, Confidence = confidence }));
}
