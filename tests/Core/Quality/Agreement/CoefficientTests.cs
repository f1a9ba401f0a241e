using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;

namespace Groundwork.Core.Tests.Quality.Agreement;

/// <summary>The kappas and intraclass correlations: published values, and the same as an implementation by pairs.</summary>
public sealed class CoefficientTests
{
    // 100 pregnancies, three kinds, two abstractors: Gwet (2014), table of the abstractors.
    static readonly VoteTable Abstractors = Pairs([.. from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3)
        from _ in Enumerable.Range(0, new[,] { { 13, 0, 0 }, { 0, 20, 7 }, { 0, 4, 56 } }[a, b]) select ((int?)a, (int?)b)]);

    // Gwet (2014), table 3.5: eleven subjects, three labels in order, three of them judged by one only. Rebuilt from the six
    // published coefficients, which no other such table gives, up to who is called first.
    static readonly VoteTable Table35 = Pairs((0, 0), (1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (0, 1), (1, 2), (0, null), (1, null), (null, 2));

    // Krippendorff's example of 4 observers and 12 units, on which Gwet publishes his coefficients too.
    static readonly VoteTable FourRaters = VoteTable.Of([.. new[] { "123321412...", "1233224125.3", ".3332342251.", "12332441251." }
        .SelectMany((row, a) => row.Select((c, task) => (a, c, task))).Where(x => x.c != '.').Select(x => new Vote(x.task, x.a, x.c - '1'))]);

    // Shrout & Fleiss (1979), table 2: six targets, four judges.
    static readonly double[][] ShroutFleiss = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];

    [Theory]
    [InlineData("cohen-kappa", .7964094, .05891072)]
    [InlineData("scott-pi", .7962397, .05905473)]
    [InlineData("fleiss-kappa", .7962397, .05905473)]
    [InlineData("gwet-ac1", .8493305, .04321747)]
    [InlineData("brennan-prediger", .835, .04693346)]
    public void Two_abstractors_give_the_published_values_and_standard_errors(string name, double value, double error)
    {
        var result = Catalog.Named<IAgreement>(name)!.Measure(Abstractors);
        result.Value!.Value.ShouldBe(value, 5e-8);
        result.StandardError!.Value.ShouldBe(error, 6e-9);
        result.N.ShouldBe(100);
    }

    [Fact]
    public void Two_abstractors_give_the_published_alpha() =>
        new KrippendorffAlpha().Measure(Abstractors, new()).Value!.Value.ShouldBe(.7972585, 5e-8);

    [Fact]
    public void Quadratic_weights_give_the_published_values()
    {
        new WeightedKappa().Measure(Table35, new()).Value!.Value.ShouldBe(.7772, 5e-5);
        new GwetAc2().Measure(Table35, new()).Value!.Value.ShouldBe(.8261, 5.1e-5);
        new FleissKappa().Measure(Table35, new() { Weighting = Weighting.Quadratic }).Value!.Value.ShouldBe(.7673, 5e-5);
        new ScottPi().Measure(Table35, new() { Weighting = Weighting.Quadratic }).Value!.Value.ShouldBe(.7673, 5e-5);
        new KrippendorffAlpha().Measure(Table35, new() { Level = MeasurementLevel.Interval }).Value!.Value.ShouldBe(.7581, 5e-5);
        new BrennanPrediger().Measure(Table35, new() { Weighting = Weighting.Quadratic }).Value!.Value.ShouldBe(.8125, 5e-5);
    }

    [Theory]
    [InlineData("gwet-ac1", .77544)]
    [InlineData("fleiss-kappa", .76117)]
    [InlineData("krippendorff-alpha", .74342)]
    [InlineData("brennan-prediger", .77273)]
    [InlineData("percent-agreement", .81818)]
    public void Four_raters_with_gaps_give_the_published_values(string name, double value) =>
        Catalog.Named<IAgreement>(name)!.Measure(FourRaters).Value!.Value.ShouldBe(value, 5e-6);

    [Theory]
    [InlineData(IntraclassForm.OneWay, .165742, "icc-1-1")]
    [InlineData(IntraclassForm.TwoWayRandom, .289764, "icc-2-1")]
    [InlineData(IntraclassForm.TwoWayMixed, .714841, "icc-3-1")]
    [InlineData(IntraclassForm.OneWayMean, .442797, "icc-1-k")]
    [InlineData(IntraclassForm.TwoWayRandomMean, .620051, "icc-2-k")]
    [InlineData(IntraclassForm.TwoWayMixedMean, .909316, "icc-3-k")]
    public void Six_targets_and_four_judges_give_the_published_correlations(IntraclassForm form, double value, string name)
    {
        var result = Judged(ShroutFleiss, form);
        result.Value!.Value.ShouldBe(value, 5e-7);
        result.Name.ShouldBe(name);
    }

    // The same example in the manual of R's package psych, to the two digits that it prints.
    [Theory]
    [InlineData(IntraclassForm.OneWay, -.133, .723)]
    [InlineData(IntraclassForm.TwoWayRandom, .019, .761)]
    [InlineData(IntraclassForm.TwoWayMixed, .342, .946)]
    [InlineData(IntraclassForm.OneWayMean, -.884, .912)]
    [InlineData(IntraclassForm.TwoWayRandomMean, .071, .927)]
    [InlineData(IntraclassForm.TwoWayMixedMean, .676, .986)]
    public void Six_targets_and_four_judges_give_the_published_intervals(IntraclassForm form, double low, double high)
    {
        var result = Judged(ShroutFleiss, form);
        result.Low!.Value.ShouldBe(low, 6e-4);
        result.High!.Value.ShouldBe(high, 6e-4);
    }

    [Fact]
    public void Each_equals_its_definition_by_pairs() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            NaiveAgreement.Weight same = (k, l) => k == l ? 1 : 0;
            var observed = NaiveAgreement.Observed(crowd.Votes, same);
            Equal(new FleissKappa().Measure(crowd.Table, new()), NaiveAgreement.Beyond(observed, observed is null ? null : NaiveAgreement.PooledChance(crowd.Votes, same)));
            Equal(new CohenKappa().Measure(crowd.Table, new()), NaiveAgreement.Beyond(observed, NaiveAgreement.OwnChance(crowd.Votes, same)));
            Equal(new GwetAc1().Measure(crowd.Table, new()),
                crowd.Labels < 2 || observed is null ? null : NaiveAgreement.Beyond(observed, NaiveAgreement.GwetChance(crowd.Votes, same, crowd.Labels)));
            Equal(new BrennanPrediger().Measure(crowd.Table, new()), NaiveAgreement.Beyond(observed, NaiveAgreement.BlindChance(same, crowd.Labels)));
            Equal(new PercentAgreement().Measure(crowd.Table, new()), observed);
            if (crowd.Annotators <= 2)
                new ScottPi().Measure(crowd.Table, new()).Value.ShouldBe(new FleissKappa().Measure(crowd.Table, new()).Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_equals_its_definition_by_pairs_with_weights() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            double[] values = [.. new[] { 0.5, 1, 1, 7, 40 }.Take(crowd.Labels)];
            foreach (var weighting in new[] { Weighting.Linear, Weighting.Quadratic, Weighting.Radical, Weighting.Ratio, Weighting.Ordinal })
            {
                double Between(double a, double b) => weighting switch
                {
                    Weighting.Linear => Math.Abs(a - b),
                    Weighting.Quadratic => Math.Pow(a - b, 2),
                    Weighting.Radical => Math.Pow(Math.Abs(a - b), .5),
                    _ => Math.Pow((a - b) / (a + b), 2),
                };
                double Weight(int k, int l) => k == l ? 1
                    : weighting == Weighting.Ordinal ? 1 - (Math.Abs(k - l) * (Math.Abs(k - l) + 1.0) / (crowd.Labels * (crowd.Labels - 1.0)))
                    : values[k] == values[l] ? 1 : 1 - (Between(values[k], values[l]) / Between(values.Max(), values.Min()));
                var observed = NaiveAgreement.Observed(crowd.Votes, Weight);
                Equal(new WeightedKappa().Measure(crowd.Table, new() { Weighting = weighting, Values = values }), NaiveAgreement.Beyond(observed, NaiveAgreement.OwnChance(crowd.Votes, Weight)));
                Equal(new GwetAc2().Measure(crowd.Table, new() { Weighting = weighting, Values = values }),
                    crowd.Labels < 2 || observed is null ? null : NaiveAgreement.Beyond(observed, NaiveAgreement.GwetChance(crowd.Votes, Weight, crowd.Labels)));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Intraclass_correlations_equal_their_variance_components() =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            double[] values = [.. new[] { -3, 0.5, 1, 7, 40 }.Take(crowd.Labels)];
            Equal(new IntraclassCorrelation().Measure(crowd.Table, new() { Values = values }), NaiveAgreement.OneWay(crowd.Votes, values));
            var random = new Groundwork.Core.Statistics.SeededRandom(seed);
            var table = Enumerable.Range(0, 3 + (int)(seed % 5)).Select(_ => Enumerable.Range(0, 2 + (int)(seed % 4)).Select(_ => (double)random.NextInt(9)).ToArray()).ToArray();
            var (twoWay, mixed, twoWayMean, mixedMean) = NaiveAgreement.TwoWay(table);
            foreach (var (form, expected) in new[] { (IntraclassForm.TwoWayRandom, twoWay), (IntraclassForm.TwoWayMixed, mixed), (IntraclassForm.TwoWayRandomMean, twoWayMean), (IntraclassForm.TwoWayMixedMean, mixedMean) })
                if (Math.Abs(expected) < 100)
                    Judged(table, form).Value!.Value.ShouldBe(expected, 1e-6 * Math.Max(1, Math.Abs(expected)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("fleiss-kappa")]
    [InlineData("cohen-kappa")]
    [InlineData("gwet-ac1")]
    public void The_interval_is_that_of_leaving_out_each_task(string name)
    {
        var votes = Crowds.Simulate(11, 20, 4, 3, 3).Votes;
        NaiveAgreement.Weight same = (k, l) => k == l ? 1 : 0;
        double? Measure(IReadOnlyList<Vote> of) => NaiveAgreement.Beyond(NaiveAgreement.Observed(of, same), name switch
        {
            "fleiss-kappa" => NaiveAgreement.PooledChance(of, same),
            "cohen-kappa" => NaiveAgreement.OwnChance(of, same),
            _ => NaiveAgreement.GwetChance(of, same, 3),
        });
        var result = Catalog.Named<IAgreement>(name)!.Measure(VoteTable.Of(votes));
        // The .975 quantile of Student's t with 19 degrees of freedom, from tables.
        var expected = NaiveAgreement.Interval(votes, Measure, 2.0930240544)!.Value;
        result.Low!.Value.ShouldBe(expected.Low, 1e-6);
        result.High!.Value.ShouldBe(expected.High, 1e-6);
    }

    [Fact]
    public void Pi_says_that_it_is_for_two() =>
        new ScottPi().Measure(FourRaters, new()).Reason!.ShouldContain("Fleiss");

    [Fact]
    public void Two_way_forms_say_what_they_need()
    {
        var result = new IntraclassCorrelation().Measure(FourRaters.LabelCount == 5 ? VoteTable.Of(new(0, 0, 1), new(0, 1, 2), new(1, 1, 0), new(1, 2, 1)) : FourRaters,
            new() { Form = IntraclassForm.TwoWayRandom });
        result.Value.ShouldBeNull();
        result.Reason!.ShouldContain("all 3 annotators");
    }

    [Fact]
    public void Where_one_label_is_nearly_all_kappa_falls_and_ac1_does_not()
    {
        var votes = Pairs([.. Enumerable.Repeat(((int?)0, (int?)0), 95), .. Enumerable.Repeat(((int?)0, (int?)1), 3), .. Enumerable.Repeat(((int?)1, (int?)0), 2)]);
        new CohenKappa().Measure(votes, new()).Value!.Value.ShouldBeLessThan(0);
        new GwetAc1().Measure(votes, new()).Value!.Value.ShouldBeGreaterThan(.94);
        Prevalence.Of(votes)[0].Share.ShouldBe(.975, 1e-12);
    }

    [Fact]
    public void Prevalence_counts_votes_of_one_task_as_fewer()
    {
        Prevalence.Of(VoteTable.Build([], 0, 0, 2, out _)).ShouldBeEmpty();
        var alone = Prevalence.Of(VoteTable.Of([.. Enumerable.Range(0, 90).Select(t => new Vote(t, 0, t % 3 == 0 ? 1 : 0))]));
        var copied = Prevalence.Of(VoteTable.Of([.. from t in Enumerable.Range(0, 90) from a in Enumerable.Range(0, 5) select new Vote(t, a, t % 3 == 0 ? 1 : 0)]));
        copied[1].Share.ShouldBe(1 / 3.0, 1e-12);
        copied[1].Low!.Value.ShouldBe(alone[1].Low!.Value, 1e-9, "five copies of an answer are one answer");
        alone[1].Low!.Value.ShouldBe(Groundwork.Core.Statistics.Wilson.Of(30, 90).Low, .002);
        Prevalence.Of(VoteTable.Of(new(0, 0, 1), new(1, 0, 1)))[1].High.ShouldBe(1);
    }

    [Fact]
    public void Alpha_of_distances_is_alpha_where_labels_are_compared() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var tasks = crowd.Votes.GroupBy(v => v.Task).OrderBy(g => g.Key).Select(g => (IReadOnlyList<int>)[.. g.Select(v => v.Label)]).ToList();
            var nominal = DistanceAlpha.Of(tasks, (a, b) => a == b ? 0 : 1);
            var known = new KrippendorffAlpha().Measure(crowd.Table, new());
            (nominal.Value is null).ShouldBe(known.Value is null);
            (nominal.Value ?? 0).ShouldBe(known.Value ?? 0, 1e-9);
            (nominal.Low ?? 0).ShouldBe(known.Low ?? 0, 1e-6);
            (nominal.High ?? 0).ShouldBe(known.High ?? 0, 1e-6);
            nominal.N.ShouldBe(known.N);
            var squared = DistanceAlpha.Of(tasks, (a, b) => (a - b) * (a - b));
            (squared.Value ?? 0).ShouldBe(new KrippendorffAlpha().Measure(crowd.Table, new() { Level = MeasurementLevel.Interval }).Value ?? 0, 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Alpha_of_distances_refuses_what_is_no_distance()
    {
        Should.Throw<ArgumentException>(() => DistanceAlpha.Of([[1, 2]], (_, _) => -1)).Message.ShouldContain("at least 0");
        Should.Throw<ArgumentException>(() => DistanceAlpha.Of([[.. Enumerable.Range(0, 20_001)]], (_, _) => 1)).Message.ShouldContain("20001");
    }

    static AgreementResult Judged(double[][] table, IntraclassForm form)
    {
        var values = table.SelectMany(r => r).Distinct().Order().ToArray();
        return new IntraclassCorrelation().Measure(
            VoteTable.Build([.. from i in Enumerable.Range(0, table.Length) from j in Enumerable.Range(0, table[0].Length) select new Vote(i, j, Array.IndexOf(values, table[i][j]))],
                table.Length, table[0].Length, values.Length, out _), new() { Form = form, Values = values });
    }

    static void Equal(AgreementResult result, double? expected)
    {
        (result.Value is null).ShouldBe(expected is null, result.Name);
        (result.Value ?? 0).ShouldBe(expected ?? 0, 1e-6 * Math.Max(1, Math.Abs(expected ?? 0)), result.Name);
    }

    static VoteTable Pairs(params (int? A, int? B)[] pairs) => VoteTable.Of([.. pairs.SelectMany((p, task) =>
        new[] { (p.A, 0), (p.B, 1) }.Where(x => x.Item1 is not null).Select(x => new Vote(task, x.Item2, x.Item1!.Value)))]);
}
