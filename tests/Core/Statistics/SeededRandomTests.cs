using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

public sealed class SeededRandomTests
{
    [Fact]
    public void SplitMix64_gives_the_published_sequence()
    {
        var state = 1234567UL;
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        foreach (var expected in published)
            SeededRandom.SplitMix64(ref state).ShouldBe(expected);
    }

    [Fact]
    public void Xoshiro256_gives_the_reference_sequence()
    {
        var random = new SeededRandom(1, 2, 3, 4);
        ulong[] reference = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        foreach (var expected in reference)
            random.NextBits().ShouldBe(expected);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_the_next_seed_others()
    {
        ulong[] Ten(ulong seed)
        {
            var random = new SeededRandom(seed);
            return [.. Enumerable.Range(0, 10).Select(_ => random.NextBits())];
        }
        Ten(0).ShouldBe(Ten(0));
        Ten(0).Intersect(Ten(1)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Bounded_integers_are_uniform(int below)
    {
        var random = new SeededRandom(11);
        var counts = new int[below];
        for (var i = 0; i < 2000 * below; i++)
            counts[random.NextInt(below)]++;
        // Five standard deviations of a count.
        foreach (var count in counts)
            count.ShouldBeInRange(2000 - 224, 2000 + 224 + (below == 1 ? 0 : 1));
    }

    [Fact]
    public void A_large_bound_is_not_biased()
    {
        // Of 2³² inputs, without rejection three fall on each of two neighbours below 3·2²⁹ and two on every third: 3/8, 3/8, 2/8.
        var random = new SeededRandom(2);
        var counts = new int[3];
        for (var i = 0; i < 30000; i++)
            counts[random.NextInt(3 << 29) % 3]++;
        counts.ShouldAllBe(count => count > 9600 && count < 10400);
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval_with_mean_one_half()
    {
        var random = new SeededRandom(3);
        var values = Enumerable.Range(0, 20000).Select(_ => random.NextDouble()).ToArray();
        values.Min().ShouldBeGreaterThanOrEqualTo(0);
        values.Max().ShouldBeLessThan(1);
        values.Average().ShouldBe(.5, .01);
    }

    [Fact]
    public void A_shuffle_keeps_the_items_and_every_order_is_equally_likely()
    {
        var random = new SeededRandom(9);
        var orders = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 6000; i++)
        {
            int[] items = [0, 1, 2];
            random.Shuffle<int>(items);
            var order = string.Concat(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }
        orders.Keys.Order(StringComparer.Ordinal).ShouldBe(["012", "021", "102", "120", "201", "210"]);
        orders.Values.ShouldAllBe(count => count > 850 && count < 1150);
    }

    [Fact]
    public void A_bound_below_one_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextInt(0));
}
