using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;

namespace Groundwork.Core.Tests.Quality.Agreement;

/// <summary>What every agreement coefficient promises, checked for each one the catalog finds.</summary>
public sealed class AgreementContractTests
{
    public static TheoryData<string> Names => [.. Catalog.Of<IAgreement>().Select(m => m.Name)];

    // Pi is for two annotators; what all of them promise is shown on crowds of such a size.
    static int People(string name) => name == "scott-pi" ? 2 : 6;

    static int Each(string name) => Math.Min(3, People(name));

    static IAgreement Named(string name) => Catalog.Named<IAgreement>(name)!;

    [Fact]
    public void The_catalog_finds_the_coefficients_of_this_library() =>
        Catalog.Of<IAgreement>().Select(m => m.Name).ShouldBe([
            "brennan-prediger", "cohen-kappa", "fleiss-kappa", "gwet-ac1", "gwet-ac2", "icc", "krippendorff-alpha", "percent-agreement", "scott-pi", "weighted-kappa"]);

    [Theory, MemberData(nameof(Names))]
    public void Values_are_bounded_and_what_is_missing_has_a_reason(string name) =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var result = Named(name).Measure(crowd.Table);
            var pairable = crowd.Votes.GroupBy(v => v.Task).Count(g => g.Count() > 1);
            result.N.ShouldBe(pairable);
            // Who answers alone uses labels too, so that chance may agree on tasks where nobody does: below −1 nothing is promised.
            if (result.Value is { } value)
                value.ShouldBeLessThanOrEqualTo(1 + 1e-12);
            if (result.Low is { } low)
                low.ShouldBeLessThanOrEqualTo(result.High!.Value);
            (result.Low is null).ShouldBe(result.High is null);
            (result.Reason is null).ShouldBe(result is { Value: not null, Low: not null });
            if (result is { Value: { } inside, Low: not null })
                inside.ShouldBeInRange(result.Low.Value - 1e-9, result.High!.Value + 1e-9);
            foreach (var number in new[] { result.Value, result.Low, result.High })
                (number is { } n && !double.IsFinite(n)).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Renumbering_tasks_and_annotators_does_not_change_the_value(string name) =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var tasks = Crowds.Permutation(crowd.Tasks, seed);
            var annotators = Crowds.Permutation(crowd.Annotators, seed + 1);
            var renumbered = crowd with { Votes = [.. crowd.Votes.Select(v => new Vote(tasks[v.Task], annotators[v.Annotator], v.Label))] };
            var (before, after) = (Named(name).Measure(crowd.Table).Value, Named(name).Measure(renumbered.Table).Value);
            (after is null).ShouldBe(before is null);
            (after ?? 0).ShouldBe(before ?? 0, 1e-9);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void The_same_votes_give_the_same_interval_to_the_bit(string name)
    {
        var votes = VoteTable.Of(Crowds.Simulate(7, 60, People(name), 3, Each(name)).Votes);
        Named(name).Measure(votes).ShouldBe(Named(name).Measure(votes));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_interval_surrounds_the_value_and_narrows_with_more_tasks(string name)
    {
        var few = Named(name).Measure(VoteTable.Of(Crowds.Simulate(7, 50, People(name), 3, Each(name)).Votes));
        var many = Named(name).Measure(VoteTable.Of(Crowds.Simulate(7, 5000, People(name), 3, Each(name)).Votes));
        few.Value!.Value.ShouldBeInRange(few.Low!.Value, few.High!.Value);
        many.Value!.Value.ShouldBeInRange(many.Low!.Value, many.High!.Value);
        ((few.High - few.Low) / (many.High - many.Low)).Value.ShouldBeInRange(6, 16, "ten is the square root of the ratio of sizes");
    }

    [Theory, MemberData(nameof(Names))]
    public void Perfect_agreement_is_one(string name)
    {
        var votes = from task in Enumerable.Range(0, 6) from annotator in Enumerable.Range(0, Each(name)) select new Vote(task, annotator, task % 2);
        var result = Named(name).Measure(VoteTable.Of([.. votes]));
        result.Value!.Value.ShouldBe(1, 1e-12);
        (result.Low, result.High).ShouldBe((null, null), "six tasks without a disagreement say little about the seventh");
        result.Reason.ShouldNotBeNullOrEmpty();
    }

    [Theory, MemberData(nameof(Names))]
    public void Without_a_task_of_two_votes_there_is_no_value_but_a_reason(string name)
    {
        foreach (var votes in new[] { VoteTable.Build([], 0, 0, 1, out _), VoteTable.Of(new(0, 0, 1), new(1, 1, 0)) })
        {
            var result = Named(name).Measure(votes);
            result.Name.ShouldStartWith(name);
            result.ShouldBe(new AgreementResult(result.Name, null, null, null, 0, result.Reason));
            result.Reason.ShouldNotBeNullOrEmpty();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Settings_are_a_nested_record_and_others_are_refused(string name)
    {
        Named(name).SettingsType.ShouldBe(Named(name).GetType().GetNestedType("Settings"));
        Should.Throw<ArgumentException>(() => Named(name).Measure(VoteTable.Of(new Vote(0, 0, 0)), 3)).Message.ShouldContain(name);
    }

    [Theory, MemberData(nameof(Names))]
    public void Renaming_labels_without_an_order_changes_nothing(string name) =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var labels = Crowds.Permutation(crowd.Labels, seed);
            var renamed = crowd with { Votes = [.. crowd.Votes.Select(v => v with { Label = labels[v.Label] })] };
            foreach (var settings in Named(name).SettingsFor(MeasurementLevel.Nominal))
            {
                var (before, after) = (Named(name).Measure(crowd.Table, settings), Named(name).Measure(renamed.Table, settings));
                (after.Value is null).ShouldBe(before.Value is null);
                (after.Value ?? 0).ShouldBe(before.Value ?? 0, 1e-9);
                (after.StandardError ?? 0).ShouldBe(before.StandardError ?? 0, 1e-6);
            }
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void A_vote_that_comes_twice_counts_once(string name) =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var twice = crowd with { Votes = [.. crowd.Votes, .. crowd.Votes.Select(v => v with { Label = 0 })] };
            Named(name).Measure(twice.Table).ShouldBe(Named(name).Measure(crowd.Table));
        }).QuickCheckThrowOnFailure();

    // Names of a crowd elsewhere may be tens of thousands; a table of all pairs of them would take 80 GB.
    [Theory, MemberData(nameof(Names))]
    public void Very_many_names_take_no_table_of_their_pairs(string name)
    {
        const int labels = 100_000;
        var votes = VoteTable.Build([.. Enumerable.Range(0, 300).SelectMany(t => new Vote[] { new(t, 0, t * 300), new(t, 1, (t * 300) + (t % 3 == 0 ? 1 : 0)) })], 300, 2, labels, out _);
        foreach (var settings in Named(name).SettingsFor(MeasurementLevel.Nominal))
            Named(name).Measure(votes, settings).Value!.Value.ShouldBe(2.0 / 3, 1e-2);
    }

    [Fact]
    public void More_people_and_names_than_can_be_told_apart_are_refused_with_what_to_take_instead()
    {
        var votes = VoteTable.Build([.. Enumerable.Range(0, 2000).SelectMany(t => new Vote[] { new(t, t, t % 1000), new(t, (t + 1) % 2000, t % 1000) })], 2000, 2000, 1000, out _);
        var result = Catalog.Named<IAgreement>("cohen-kappa")!.Measure(votes);
        (result.Value, result.N).ShouldBe((null, 2000));
        result.Reason!.ShouldContain("Fleiss");
    }

    [Fact]
    public void An_overview_is_few_figures_and_every_coefficient_suits_some_labels()
    {
        foreach (var level in Enum.GetValues<MeasurementLevel>())
            Catalog.Of<IAgreement>().Where(a => a.PlaceInOverview is not null).SelectMany(a => a.SettingsFor(level)).Count().ShouldBe(3);
        Catalog.Of<IAgreement>().ShouldAllBe(a => Enum.GetValues<MeasurementLevel>().Any(level => a.SettingsFor(level, null).Count > 0));
        Catalog.Named<IAgreement>("icc")!.SettingsFor(MeasurementLevel.Nominal).ShouldBeEmpty("names have no variance");
        Catalog.Named<IAgreement>("gwet-ac1")!.SettingsFor(MeasurementLevel.Ordinal).ShouldBeEmpty("AC2 takes the order into account");
    }

    [Fact]
    public void Every_coefficient_measures_under_each_of_the_settings_that_it_names()
    {
        var votes = VoteTable.Of(Crowds.Simulate(9, 30, 4, 5, 4).Votes);
        foreach (var level in Enum.GetValues<MeasurementLevel>())
            foreach (var each in Catalog.Of<IAgreement>().Where(a => a.Name != "scott-pi"))
            {
                var results = each.SettingsFor(level, [0, 1, 2, 4, 8]).Select(s => each.Measure(votes, s)).ToList();
                results.Select(r => r.Name).ShouldBeUnique();
                results.ShouldAllBe(r => r.Value != null && r.Low <= r.Value && r.Value <= r.High && r.Reason == null);
            }
    }
}
