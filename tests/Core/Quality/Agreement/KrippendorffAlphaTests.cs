using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Agreement;

/// <summary>Alpha on the four scales: published values, the definition by pairs, and edges.</summary>
public sealed class KrippendorffAlphaTests
{
    // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units, missing data.
    static readonly VoteTable Krippendorff2011 = Parse("123321412...", "1233224125.3", ".3332342251.", "12332441251.");

    [Theory]
    [InlineData(MeasurementLevel.Nominal, .743, "krippendorff-alpha")]
    [InlineData(MeasurementLevel.Ordinal, .815, "krippendorff-alpha-ordinal")]
    [InlineData(MeasurementLevel.Interval, .849, "krippendorff-alpha-interval")]
    [InlineData(MeasurementLevel.Ratio, .797, "krippendorff-alpha-ratio")]
    public void It_reproduces_the_published_example(MeasurementLevel level, double published, string name)
    {
        var result = new KrippendorffAlpha().Measure(Krippendorff2011, new() { Level = level, Values = [1, 2, 3, 4, 5] });
        Math.Round(result.Value!.Value, 3).ShouldBe(published);
        result.Name.ShouldBe(name);
        result.N.ShouldBe(11);
    }

    // The worked example of the encyclopedia article: 3 coders, 15 units.
    [Theory]
    [InlineData(MeasurementLevel.Nominal, .691358)]
    [InlineData(MeasurementLevel.Interval, .810845)]
    public void It_reproduces_a_second_example(MeasurementLevel level, double published) =>
        new KrippendorffAlpha().Measure(Parse(".....34121133.3", "1.213343.......", "..21344.21133.4"), new() { Level = level })
            .Value!.Value.ShouldBe(published, 5e-7);

    [Fact]
    public void It_reproduces_two_raters_from_a_confusion_table()
    {
        int[,] table = { { 13, 0, 0 }, { 0, 20, 7 }, { 0, 4, 56 } };
        var votes = new List<Vote>();
        var task = 0;
        for (var a = 0; a < 3; a++)
            for (var b = 0; b < 3; b++)
                for (var i = 0; i < table[a, b]; i++, task++)
                    votes.AddRange([new(task, 0, a), new(task, 1, b)]);
        var result = new KrippendorffAlpha().Measure(VoteTable.Of([.. votes]), new());
        result.Value!.Value.ShouldBe(.7972585, 5e-8);
        new PercentAgreement().Measure(VoteTable.Of([.. votes]), new()).Value!.Value.ShouldBe(.89, 1e-12);
    }

    [Fact]
    public void On_every_scale_it_equals_the_definition_by_pairs() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            foreach (var level in Enum.GetValues<MeasurementLevel>())
            {
                double[] values = level == MeasurementLevel.Ratio ? [0, 0.5, 1, 40, 41] : [-3, 0.5, 1, 40, 41];
                var result = new KrippendorffAlpha().Measure(
                    crowd.Table, new() { Level = level, Values = values[..crowd.Labels] });
                var expected = ByPairs(crowd, level, values);
                (result.Value is null).ShouldBe(expected is null);
                (result.Value ?? 0).ShouldBe(expected ?? 0, 1e-9);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1e12)]
    [InlineData(-1e-12)]
    public void On_the_interval_scale_moving_or_stretching_the_numbers_changes_nothing(double stretch)
    {
        var votes = VoteTable.Of(Crowds.Simulate(3, 40, 5, 4, 3).Votes);
        var plain = new KrippendorffAlpha().Measure(votes, new() { Level = MeasurementLevel.Interval });
        double[] values = [.. Enumerable.Range(0, 4).Select(i => stretch * (1000 + i))];
        var moved = new KrippendorffAlpha().Measure(votes, new() { Level = MeasurementLevel.Interval, Values = values });
        moved.Value!.Value.ShouldBe(plain.Value!.Value, 1e-9);
        moved.Low!.Value.ShouldBe(plain.Low!.Value, 1e-9);
    }

    [Theory]
    [InlineData(MeasurementLevel.Nominal)]
    [InlineData(MeasurementLevel.Ordinal)]
    [InlineData(MeasurementLevel.Interval)]
    [InlineData(MeasurementLevel.Ratio)]
    public void With_a_single_label_it_is_undefined_and_says_why(MeasurementLevel level)
    {
        var votes = VoteTable.Of(new(0, 0, 1), new(0, 1, 1), new(1, 0, 1), new(1, 1, 1));
        var result = new KrippendorffAlpha().Measure(votes, new() { Level = level });
        (result.Value, result.Low, result.High, result.N).ShouldBe((null, null, null, 2));
        result.Reason!.ShouldContain("same label");
    }

    [Fact]
    public void Rounding_does_not_make_a_value_out_of_a_single_label()
    {
        // Labels 0 and 2 are used, but never where two annotators answered.
        var votes = Enumerable.Range(0, 9).Select(i => new Vote(i / 3, i % 3, 1)).Append(new(3, 0, 0)).Append(new(4, 0, 2)).ToArray();
        for (var value = .01; value < 1; value += .01)
            new KrippendorffAlpha().Measure(VoteTable.Of(votes), new() { Level = MeasurementLevel.Interval, Values = [0, value, 1] })
                .Value.ShouldBeNull();
    }

    [Fact]
    public void Random_labels_are_about_zero_and_systematic_contradiction_is_below()
    {
        var random = new SeededRandom(5);
        var votes = from task in Enumerable.Range(0, 4000)
                    from annotator in Enumerable.Range(0, 3)
                    select new Vote(task, annotator, random.NextInt(4));
        new KrippendorffAlpha().Measure(VoteTable.Of([.. votes]), new()).Value!.Value.ShouldBe(0, .02);
        var contrary = from task in Enumerable.Range(0, 50)
                       from annotator in Enumerable.Range(0, 2)
                       select new Vote(task, annotator, (task + annotator) % 2);
        new KrippendorffAlpha().Measure(VoteTable.Of([.. contrary]), new()).Value!.Value.ShouldBe(-.98, 1e-9);
    }

    [Fact]
    public void Values_must_be_given_for_every_label() =>
        Should.Throw<ArgumentException>(() =>
            new KrippendorffAlpha().Measure(Krippendorff2011, new() { Level = MeasurementLevel.Interval, Values = [1, 2] }));

    [Fact]
    public void The_ordinal_scale_refuses_more_labels_than_it_can_hold() =>
        Should.Throw<ArgumentException>(() =>
            new KrippendorffAlpha().Measure(VoteTable.Build([], 0, 0, 1001, out _), new() { Level = MeasurementLevel.Ordinal }));

    /// <summary>One row per observer, one character per unit, a dot where the observer gave none.</summary>
    static VoteTable Parse(params string[] observers) =>
        VoteTable.Of([.. from a in Enumerable.Range(0, observers.Length)
                         from u in Enumerable.Range(0, observers[a].Length)
                         where observers[a][u] != '.'
                         select new Vote(u, a, observers[a][u] - '1')]);

    /// <summary>Alpha as defined: mean distance of pairs within units over mean distance of all pairs of pairable values.</summary>
    static double? ByPairs(Crowds.Crowd crowd, MeasurementLevel level, double[] values)
    {
        var units = crowd.Votes.GroupBy(v => v.Task).Where(g => g.Count() > 1).Select(g => g.Select(v => v.Label).ToArray()).ToArray();
        var all = units.SelectMany(u => u).ToArray();
        double Distance(int c, int k)
        {
            var (low, high) = (Math.Min(c, k), Math.Max(c, k));
            var between = all.Count(x => x >= low && x <= high) - ((all.Count(x => x == low) + all.Count(x => x == high)) / 2.0);
            return level switch
            {
                MeasurementLevel.Nominal => c == k ? 0 : 1,
                MeasurementLevel.Ordinal => c == k ? 0 : between * between,
                MeasurementLevel.Ratio => c == k ? 0 : Math.Pow((values[c] - values[k]) / (values[c] + values[k]), 2),
                _ => (values[c] - values[k]) * (values[c] - values[k]),
            };
        }
        double Pairs(int[] unit) => unit.SelectMany((c, i) => unit.Where((_, j) => j != i).Select(k => Distance(c, k))).Sum();
        var expected = all.Length < 2 ? 0 : Pairs(all) / (all.Length * (all.Length - 1.0));
        return expected > 0 ? 1 - (units.Sum(u => Pairs(u) / (u.Length - 1)) / all.Length / expected) : null;
    }
}
