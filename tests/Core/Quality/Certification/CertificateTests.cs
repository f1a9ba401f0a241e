using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality.Certification;
using Groundwork.Core.Statistics;
using Xunit.Abstractions;

namespace Groundwork.Core.Tests.Quality.Certification;

/// <summary>Certificates: published and exact values, the same as by plain enumeration, and coverage by simulation.</summary>
public sealed class CertificateTests(ITestOutputHelper output)
{
    const int Runs = 4000;

    [Fact]
    public void It_says_what_212_reviews_without_an_error_certify()
    {
        ClopperPearson.Upper(0, 212).ShouldBe(1 - Math.Pow(.05, 1 / 212.0), 1e-12);
        Certificate.Of([new Stratum(1_000_000, 212, 0)]).Sentence.ShouldBe("label error ≤ 1.5 % with 95 % confidence from 212 reviewed, 0 wrong, of 1000000");
        Certificate.Of([new Stratum(10_000, 212, 0)]).AtMost.ShouldBe(.0138, 5e-5);
        Certificate.Of([new Stratum(10_000, 212, 0)]).Sentence.ShouldBe("label error ≤ 1.4 % with 95 % confidence from 212 reviewed, 0 wrong, of 10000");
    }

    // Newcombe (1998), table I: the exact intervals of his four examples.
    [Theory]
    [InlineData(81, 263, .2527, .3676)]
    [InlineData(15, 148, .0578, .1617)]
    [InlineData(0, 20, .0, .1684)]
    [InlineData(1, 29, .0009, .1776)]
    public void Exact_intervals_are_the_published_ones(int wrong, int reviewed, double low, double high)
    {
        ClopperPearson.Of(wrong, reviewed).Low.ShouldBe(low, 5.1e-5);
        ClopperPearson.Of(wrong, reviewed).High.ShouldBe(high, 5.1e-5);
    }

    [Fact]
    public void One_kind_is_the_exact_bound_by_enumeration() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 60)), ArbMap.Default.ArbFor<ulong>(), (items, seed) =>
        {
            var random = new SeededRandom(seed);
            var reviewed = random.NextInt(items + 1);
            var wrong = random.NextInt(reviewed + 1);
            var most = Enumerable.Range(0, items + 1).Where(m => m >= wrong && m <= items - (reviewed - wrong) && AtMost(wrong, items, m, reviewed) > .05 * (1 + 1e-9)).DefaultIfEmpty(wrong).Max();
            Acceptance.MostWrong([new Stratum(items, reviewed, wrong)]).ShouldBe(most);
        }).QuickCheckThrowOnFailure();

    // Every split of the wrong items between two kinds.
    [Fact]
    public void Two_kinds_are_the_worst_split_by_enumeration() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new SeededRandom(seed);
            var kinds = Enumerable.Range(0, 2).Select(_ =>
            {
                var items = 3 + random.NextInt(20);
                var reviewed = 1 + random.NextInt(items - 1);
                return new Stratum(items, reviewed, random.NextInt(Math.Min(3, reviewed)));
            }).ToArray();
            var (a, b) = (kinds[0], kinds[1]);
            var most = 0L;
            for (var x = a.Wrong; x <= a.Items - a.Reviewed + a.Wrong; x++)
                for (var y = b.Wrong; y <= b.Items - b.Reviewed + b.Wrong; y++)
                {
                    var product = AtMost(a.Wrong, a.Items, x, a.Reviewed) * AtMost(b.Wrong, b.Items, y, b.Reviewed);
                    // Fisher: the probability that the product of two uniform numbers is at most this.
                    if (product * (1 - Math.Log(product)) > .05 * (1 + 1e-9))
                        most = Math.Max(most, x + y);
                }
            Acceptance.MostWrong(kinds).ShouldBe(most);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(10_000, 212, .001)]
    [InlineData(10_000, 212, .02)]
    [InlineData(500, 100, .05)]
    [InlineData(2_000, 300, .3)]
    public void One_kind_holds_at_least_as_often_as_it_says(int items, int reviewed, double share)
    {
        var truth = (int)(items * share);
        var (bound, two) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var random = new SeededRandom(9000 + (ulong)run);
            var certificate = Certificate.Of([new Stratum(items, reviewed, Drawn(random, items, truth, reviewed))]);
            bound += truth / (double)items <= certificate.AtMost ? 1 : 0;
            two += certificate.Low <= truth / (double)items && truth / (double)items <= certificate.High ? 1 : 0;
        }
        output.WriteLine($"{items} items, {share:P1} wrong, {reviewed} reviewed: bound {bound / (double)Runs:P1}, interval {two / (double)Runs:P1}");
        new[] { bound, two }.ShouldAllBe(held => held >= .95 * Runs);
    }

    // Not simulated: the probability of every outcome whose interval holds the share, summed up.
    [Theory]
    [InlineData(20, .01)]
    [InlineData(212, .014)]
    [InlineData(300, .3)]
    [InlineData(99, .5)]
    public void Exact_intervals_hold_at_least_as_often_as_they_say(int trials, double share)
    {
        var (held, under, chance) = (0.0, 0.0, Math.Pow(1 - share, trials));
        for (var x = 0; x <= trials; x++)
        {
            var interval = ClopperPearson.Of(x, trials);
            held += interval.Low <= share && share <= interval.High ? chance : 0;
            under += share <= ClopperPearson.Upper(x, trials) ? chance : 0;
            chance *= (trials - x) / (x + 1.0) * share / (1 - share);
        }
        output.WriteLine($"{trials} trials, {share:P1}: interval {held:P2}, upper end {under:P2}");
        held.ShouldBeInRange(.95, 1 + 1e-9);
        under.ShouldBeInRange(.95, 1 + 1e-9);
    }

    [Theory]
    [InlineData(.001, .01, .05)]
    [InlineData(.0, .02, .2)]
    [InlineData(.05, .05, .05)]
    public void Kinds_by_confidence_hold_at_least_as_often_as_they_say(double sure, double usual, double unsure)
    {
        (int Items, int Reviewed, double Share)[] kinds = [(5000, 80, sure), (3000, 80, usual), (1000, 80, unsure)];
        var truth = kinds.Sum(k => (int)(k.Items * k.Share)) / 9000.0;
        var (bound, two) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var random = new SeededRandom(50_000 + (ulong)run);
            var found = Certificate.Of([.. kinds.Select(k => new Stratum(k.Items, k.Reviewed, Drawn(random, k.Items, (int)(k.Items * k.Share), k.Reviewed)))]);
            bound += truth <= found.AtMost ? 1 : 0;
            two += found.Low <= truth && truth <= found.High ? 1 : 0;
        }
        output.WriteLine($"three kinds, {truth:P2} wrong: bound {bound / (double)Runs:P1}, interval {two / (double)Runs:P1}");
        bound.ShouldBeGreaterThanOrEqualTo((int)(.95 * Runs));
        two.ShouldBeGreaterThanOrEqualTo((int)(.95 * Runs));
    }

    [Theory]
    [InlineData(.0)]
    [InlineData(.02)]
    [InlineData(.2)]
    public void The_anytime_bound_holds_at_all_times_together(double share)
    {
        const int items = 1000, runs = 2000;
        var truth = (int)(items * share);
        var held = 0;
        for (var run = 0; run < runs; run++)
        {
            var random = new SeededRandom(70_000 + (ulong)run);
            var (wrong, ok) = (0, true);
            for (var reviewed = 1; reviewed <= 400 && ok; reviewed++)
            {
                wrong += random.NextInt(items - reviewed + 1) < truth - wrong ? 1 : 0;
                ok = truth <= AnytimeBound.MostWrong(new Stratum(items, reviewed, wrong));
            }
            held += ok ? 1 : 0;
        }
        output.WriteLine($"anytime, {share:P0} wrong: held after each of 400 reviews in {held / (double)runs:P1} of {runs} runs");
        held.ShouldBeGreaterThanOrEqualTo((int)(.95 * runs));
    }

    // Prior times likelihood over its sum, for every number of wrong items.
    [Fact]
    public void The_anytime_bound_is_prior_over_posterior_by_enumeration() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 40)), ArbMap.Default.ArbFor<ulong>(), (items, seed) =>
        {
            var random = new SeededRandom(seed);
            var reviewed = random.NextInt(items + 1);
            var wrong = random.NextInt(reviewed + 1);
            // Polya's urn with half a wrong ball and ten right ones, drawn as often as there are items.
            double Prior(int m)
            {
                var p = Choose(items, m);
                for (var i = 0; i < items; i++)
                    p *= (i < m ? .5 + i : 10 + i - m) / (10.5 + i);
                return p;
            }
            double Chance(int m) => Choose(m, wrong) * Choose(items - m, reviewed - wrong) / Choose(items, reviewed);
            var all = Enumerable.Range(0, items + 1).Sum(m => Prior(m) * Chance(m));
            var most = Enumerable.Range(0, items + 1).Where(m => Chance(m) > 0 && Prior(m) / (Prior(m) * Chance(m) / all) < 20).Max();
            AnytimeBound.MostWrong(new Stratum(items, reviewed, wrong)).ShouldBe(most);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_plan_needs_as_many_reviews_as_its_certificate()
    {
        foreach (var wrong in new[] { 0, 1, 5 })
        {
            var needed = Acceptance.ToReview(10_000, .014, wrong);
            Certificate.Of([new Stratum(10_000, needed, wrong)]).AtMost.ShouldBeLessThanOrEqualTo(.014);
            Certificate.Of([new Stratum(10_000, needed - 1, wrong)]).AtMost.ShouldBeGreaterThan(.014);
        }
        Acceptance.ToReview(10, .05).ShouldBe(10, "of ten items none may be wrong, and so all are looked at");
    }

    [Fact]
    public void The_order_of_kinds_and_the_ends_of_a_review_are_as_they_must_be()
    {
        Stratum[] kinds = [new(500, 50, 1), new(300, 80, 0), new(20, 20, 3)];
        Acceptance.MostWrong(kinds).ShouldBe(Acceptance.MostWrong([kinds[2], kinds[0], kinds[1]]));
        Acceptance.MostWrong([new(20, 20, 3)]).ShouldBe(3, "everything was seen");
        Acceptance.LeastWrong([new(20, 20, 3)]).ShouldBe(3);
        Certificate.Of([new(20, 0, 0)]).AtMost.ShouldBe(1);
        Certificate.Of([new(20, 0, 0)]).Share.ShouldBeNull();
        Acceptance.MostWrong([new(20, 0, 0), new(30, 30, 0)]).ShouldBe(20);
        AnytimeBound.MostWrong(new(20, 20, 3)).ShouldBe(3);
        AnytimeBound.MostWrong(new(20, 0, 0)).ShouldBe(20);
        Should.Throw<ArgumentException>(() => Certificate.Of([]));
        Should.Throw<ArgumentException>(() => Acceptance.MostWrong([new(10, 5, 6)])).Message.ShouldContain("at most the one before");
        Should.Throw<ArgumentOutOfRangeException>(() => Acceptance.MostWrong([new(10, 5, 1)], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ClopperPearson.Of(3, 2));
    }

    static int Drawn(SeededRandom random, int items, int wrong, int reviewed)
    {
        var found = 0;
        for (var i = 0; i < reviewed; i++)
            found += random.NextInt(items - i) < wrong - found ? 1 : 0;
        return found;
    }

    static double AtMost(long found, long items, long wrong, long drawn)
    {
        var sum = 0.0;
        for (var i = 0L; i <= found; i++)
            sum += Choose(wrong, i) * Choose(items - wrong, drawn - i) / Choose(items, drawn);
        return sum;
    }

    static double Choose(long n, long k)
    {
        if (k < 0 || k > n)
            return 0;
        var ways = 1.0;
        for (var i = 0; i < k; i++)
            ways *= (n - i) / (i + 1.0);
        return Math.Round(ways) < 1e15 ? Math.Round(ways) : ways;
    }
}
