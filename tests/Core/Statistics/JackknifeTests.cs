using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

/// <summary>The jackknife of sums over units.</summary>
public sealed class JackknifeTests
{
    [Fact]
    public void The_standard_error_of_a_mean_divides_by_its_units()
    {
        double[] values = [3, 1, 4, 1, 5, 9, 2, 6];
        var units = Units(values);
        var mean = values.Average();
        var expected = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 8 / 8);
        Jackknife.StandardError(units, s => s[0] / s[1])!.Value.ShouldBe(expected, 1e-8);
    }

    [Fact]
    public void Fewer_than_two_units_or_none_that_differ_give_no_interval()
    {
        Jackknife.AtMostOne(Units(.5), s => s[0] / s[1], .95).ShouldBeNull();
        Jackknife.StandardError(Units(.5), s => s[0] / s[1]).ShouldBeNull();
        Jackknife.AtMostOne(Units(1, 1, 1), s => s[0] / s[1], .95).ShouldBeNull("the logarithm of nothing");
        Jackknife.AtMostOne(Units(1, 1, .5), s => s[0] / s[1], .95).ShouldBeNull("without the third, nothing differs");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_coverage_that_is_none_is_refused(double confidence) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Jackknife.AtMostOne(Units(.1, .2), s => s[0] / s[1], confidence));

    [Fact]
    public void Pooling_many_units_into_groups_keeps_the_width()
    {
        var random = new SeededRandom(3);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        var error = Jackknife.StandardError(Units(values), s => s[0] / s[1])!.Value;
        error.ShouldBe(Math.Sqrt(1 / 12.0 / 20_000), error * .05);
    }

    [Fact]
    public void Units_that_name_only_their_numbers_add_the_same()
    {
        var (whole, sparse) = (new UnitSums(2, 3, 1), new UnitSums(2, 3, 1));
        whole.Add([1, 0, 2]);
        whole.Add([0, 5, 0]);
        sparse.Add([(0, 1.0), (2, 2.0)]);
        sparse.Add([(1, 5.0)]);
        sparse.Total.ToArray().ShouldBe(whole.Total.ToArray());
        Should.Throw<InvalidOperationException>(() => sparse.Add([(0, 1.0)]));
        Should.Throw<ArgumentException>(() => new UnitSums(1, 3, 1).Add([1.0]));
    }

    static UnitSums Units(params double[] values)
    {
        var units = new UnitSums(values.Length, 2, 1);
        foreach (var value in values)
            units.Add([value, 1.0]);
        return units;
    }
}
