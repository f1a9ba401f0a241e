using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Numeric;

namespace Groundwork.Core.Tests.Quality.Numeric;

/// <summary>What every numeric truth method promises, checked for each one the catalog finds.</summary>
public sealed class NumericContractTests
{
    public static TheoryData<string> Names => [.. Catalog.Of<INumericTruthMethod>().Select(m => m.Name)];

    static INumericTruthMethod Named(string name) => Catalog.Named<INumericTruthMethod>(name)!;

    [Fact]
    public void The_catalog_finds_the_methods_of_this_library() =>
        Catalog.Of<INumericTruthMethod>().Select(m => m.Name).ShouldBe(["bias-and-variance", "mean", "robust-mean"], ignoreOrder: true);

    [Fact]
    public void The_default_is_one_of_them() => Catalog.Named<INumericTruthMethod>(INumericTruthMethod.Default).ShouldBeOfType<BiasAndVariance>();

    [Theory, MemberData(nameof(Names))]
    public void A_task_with_answers_has_a_number_among_them_and_one_without_has_none(string name) =>
        Prop.ForAll(NumberCrowds.Any, crowd =>
        {
            var result = Named(name).Infer(crowd.Votes);
            result.Values.Count.ShouldBe(crowd.Tasks);
            var farthest = result.Bias is { } bias ? bias.Select(Math.Abs).Max() : 0;
            for (var t = 0; t < crowd.Tasks; t++)
                if (crowd.Known[t] is { } known)
                    result.Values[t].ShouldBe(known);
                else if (crowd.Of(t) is { Length: > 0 } answers)
                    result.Values[t]!.Value.ShouldBeInRange(answers.Min() - farthest - 1e-9, answers.Max() + farthest + 1e-9);
                else
                    result.Values[t].ShouldBeNull();
            foreach (var each in new[] { result.Bias, result.Spread }.OfType<IReadOnlyList<double>>())
            {
                each.Count.ShouldBe(crowd.Annotators);
                each.ShouldAllBe(v => double.IsFinite(v));
            }
            (result.Spread ?? []).ShouldAllBe(v => v >= 0);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void The_order_in_which_answers_arrive_changes_no_bit(string name) =>
        Prop.ForAll(NumberCrowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var shuffled = crowd with { Answers = [.. Crowds.Permutation(crowd.Answers.Length, seed).Select(i => crowd.Answers[i])] };
            Named(name).Infer(shuffled.Votes).Values.ShouldBe(Named(name).Infer(crowd.Votes).Values);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Renumbering_tasks_and_annotators_renumbers_the_answer_and_changes_nothing_else(string name) =>
        Prop.ForAll(NumberCrowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var (tasks, annotators) = (Crowds.Permutation(crowd.Tasks, seed), Crowds.Permutation(crowd.Annotators, seed + 1));
            var known = new double?[crowd.Tasks];
            for (var t = 0; t < crowd.Tasks; t++)
                known[tasks[t]] = crowd.Known[t];
            var renumbered = crowd with { Answers = [.. crowd.Answers.Select(a => new NumberCrowds.Answer(tasks[a.Task], annotators[a.Annotator], a.Value))], Known = known };
            var (before, after) = (Named(name).Infer(crowd.Votes), Named(name).Infer(renumbered.Votes));
            for (var t = 0; t < crowd.Tasks; t++)
                Near(after.Values[tasks[t]], before.Values[t], 1, "task");
            for (var a = 0; a < crowd.Annotators && before.Bias is not null; a++)
                after.Bias![annotators[a]].ShouldBe(before.Bias[a], 1e-6);
        }).QuickCheckThrowOnFailure();

    /// <summary>Degrees Celsius or Fahrenheit, metres or feet above this or that: it is all one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Other_units_and_another_zero_change_the_numbers_alike(string name) =>
        Prop.ForAll(NumberCrowds.Any, Gen.Choose(1, 4000).Select(n => n / 1000.0).ToArbitrary(), Gen.Choose(-1000, 1000).ToArbitrary(), (crowd, scale, shift) =>
        {
            var plain = Named(name).Infer(crowd.Votes);
            foreach (var factor in new[] { scale, -scale })
            {
                var other = Named(name).Infer(crowd.With(x => (x * factor) + shift).Votes);
                for (var t = 0; t < crowd.Tasks; t++)
                    Near(other.Values[t], (plain.Values[t] * factor) + shift, scale, "task");
                for (var a = 0; a < crowd.Annotators && plain.Bias is not null; a++)
                {
                    other.Bias![a].ShouldBe(plain.Bias[a] * factor, 1e-5);
                    other.Spread![a].ShouldBe(plain.Spread![a] * scale, 1e-5);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Of_repeated_answers_the_first_counts(string name) =>
        Prop.ForAll(NumberCrowds.Any, crowd =>
        {
            var again = crowd with { Answers = [.. crowd.Answers, .. crowd.Answers.Select(a => a with { Value = a.Value + 7 })] };
            Named(name).Infer(again.Votes).Values.ShouldBe(Named(name).Infer(crowd.Votes).Values);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Where_all_say_the_same_it_is_that(string name)
    {
        var crowd = new NumberCrowds.Crowd(10, 4, [.. from t in Enumerable.Range(0, 10) from a in Enumerable.Range(0, 4) select new NumberCrowds.Answer(t, a, t * .1)], new double?[10]);
        var result = Named(name).Infer(crowd.Votes);
        for (var t = 0; t < 10; t++)
            result.Values[t]!.Value.ShouldBe(t * .1, 1e-12);
        result.Converged.ShouldBeTrue();
        (result.Bias ?? []).ShouldAllBe(b => b == 0);
        (result.Spread ?? []).ShouldAllBe(s => s == 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void One_annotator_is_believed(string name)
    {
        var crowd = new NumberCrowds.Crowd(6, 1, [.. Enumerable.Range(0, 5).Select(t => new NumberCrowds.Answer(t, 0, t * t))], new double?[6]);
        Named(name).Infer(crowd.Votes).Values.ShouldBe([0, 1, 4, 9, 16, null]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Two_who_contradict_each_other_are_met_in_the_middle(string name)
    {
        var once = new NumberCrowds.Crowd(1, 2, [new(0, 0, 3), new(0, 1, 10)], new double?[1]);
        Named(name).Infer(once.Votes).Values[0]!.Value.ShouldBe(6.5, 1e-9);
        // On many tasks, now the one above and now the other, nobody can tell who is right either.
        var often = new NumberCrowds.Crowd(40, 2, [.. from t in Enumerable.Range(0, 40) from a in Enumerable.Range(0, 2) select new NumberCrowds.Answer(t, a, (t + a) % 2 * 8)], new double?[40]);
        Named(name).Infer(often.Votes).Values.ShouldAllBe(v => Math.Abs(v!.Value - 4) < 1e-6);
    }

    [Theory, MemberData(nameof(Names))]
    public void Nothing_comes_of_nothing(string name)
    {
        Named(name).Infer(new NumericVotes(VoteTable.Build([], 2, 3, 1, out _), [5])).Values.ShouldBe([null, null]);
        Named(name).Infer(new NumericVotes(VoteTable.Build([], 0, 0, 1, out _), [5])).Values.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Names))]
    public void Numbers_as_large_as_may_be_and_very_small_differences_are_no_trouble(string name)
    {
        foreach (var values in new double[][] { [1e100, -1e100, 1, 2, 3], [1e100, 1, 1 + 1e-15, 1 - 1e-15, 1], [1e-300, 2e-300, 0, -1e-300, 1e-320] })
        {
            var crowd = new NumberCrowds.Crowd(9, 5, [.. from t in Enumerable.Range(0, 9) from a in Enumerable.Range(0, 5) where t != a select new NumberCrowds.Answer(t, a, values[(a + t) % 5])], new double?[9]);
            Named(name).Infer(crowd.Votes).Values.ShouldAllBe(v => double.IsFinite(v!.Value) && Math.Abs(v.Value) <= 2e100);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Settings_are_a_nested_record_with_defaults_and_others_are_refused(string name)
    {
        var method = Named(name);
        method.SettingsType.ShouldBe(method.GetType().GetNestedType("Settings"));
        var votes = new NumericVotes(VoteTable.Of(new(0, 0, 1), new(0, 1, 0)), [1.0, 4.0]);
        method.Infer(votes, Activator.CreateInstance(method.SettingsType)).Values.ShouldBe(method.Infer(votes).Values);
        Should.Throw<ArgumentException>(() => method.Infer(votes, "settings")).Message.ShouldContain(name);
    }

    [Fact]
    public void Each_label_is_a_finite_number()
    {
        var table = VoteTable.Of(new(0, 0, 1), new(0, 1, 0));
        Should.Throw<ArgumentException>(() => new NumericVotes(table, [1.0])).Message.ShouldContain("2 labels");
        Should.Throw<ArgumentOutOfRangeException>(() => new NumericVotes(table, [1.0, double.NaN]));
        Should.Throw<ArgumentOutOfRangeException>(() => new NumericVotes(table, [1.0, 1e101]));
    }

    [Fact]
    public void Errors_are_measured_where_there_is_a_known_answer_and_a_number()
    {
        var error = NumericError.Of(new NumericResult([1, 5, null, 7]), [2, 5, 3, null]);
        error.ShouldBe(new NumericError(Math.Sqrt(.5), .5, 2));
        NumericError.Of(new NumericResult([1.0]), [null]).ShouldBe(new NumericError(null, null, 0));
        Should.Throw<ArgumentException>(() => NumericError.Of(new NumericResult([1.0]), []));
    }

    static void Near(double? actual, double? expected, double scale, string what)
    {
        if (expected is null)
            actual.ShouldBeNull(what);
        else
            actual!.Value.ShouldBe(expected.Value, 1e-6 * Math.Max(1, scale), what);
    }
}
