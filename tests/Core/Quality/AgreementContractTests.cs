using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>What every agreement coefficient promises, checked for each one the catalog finds.</summary>
public sealed class AgreementContractTests
{
    public static TheoryData<string> Names => [.. Catalog.Of<IAgreement>().Select(m => m.Name)];

    static IAgreement Named(string name) => Catalog.Named<IAgreement>(name)!;

    [Fact]
    public void The_catalog_finds_the_coefficients_of_this_library() =>
        Catalog.Of<IAgreement>().Select(m => m.Name).ShouldBe(["krippendorff-alpha", "percent-agreement"], ignoreOrder: true);

    [Theory, MemberData(nameof(Names))]
    public void Values_are_bounded_and_what_is_missing_has_a_reason(string name) =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var result = Named(name).Measure(crowd.Table);
            var pairable = crowd.Votes.GroupBy(v => v.Task).Count(g => g.Count() > 1);
            result.N.ShouldBe(pairable);
            if (result.Value is { } value)
                value.ShouldBeInRange(-1, 1);
            if (result.Low is { } low)
                low.ShouldBeLessThanOrEqualTo(result.High!.Value);
            (result.Low is null).ShouldBe(result.High is null);
            (result.Reason is null).ShouldBe(result is { Value: not null, Low: not null });
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
            (after ?? 0).ShouldBe(before ?? 0, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void The_same_votes_give_the_same_interval_to_the_bit(string name)
    {
        var votes = VoteTable.Of(Crowds.Simulate(7, 60, 6, 3, 3).Votes);
        Named(name).Measure(votes).ShouldBe(Named(name).Measure(votes));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_interval_surrounds_the_value_and_narrows_with_more_tasks(string name)
    {
        var few = Named(name).Measure(VoteTable.Of(Crowds.Simulate(7, 50, 6, 3, 3).Votes));
        var many = Named(name).Measure(VoteTable.Of(Crowds.Simulate(7, 5000, 6, 3, 3).Votes));
        few.Value!.Value.ShouldBeInRange(few.Low!.Value, few.High!.Value);
        many.Value!.Value.ShouldBeInRange(many.Low!.Value, many.High!.Value);
        ((few.High - few.Low) / (many.High - many.Low)).Value.ShouldBeInRange(6, 16, "ten is the square root of the ratio of sizes");
    }

    [Theory, MemberData(nameof(Names))]
    public void Perfect_agreement_is_one(string name)
    {
        var votes = from task in Enumerable.Range(0, 6) from annotator in Enumerable.Range(0, 3) select new Vote(task, annotator, task % 2);
        Named(name).Measure(VoteTable.Of([.. votes])).Value.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Names))]
    public void Without_a_task_of_two_votes_there_is_no_value_but_a_reason(string name)
    {
        foreach (var votes in new[] { VoteTable.Build([], 0, 0, 1, out _), VoteTable.Of(new(0, 0, 1), new(1, 1, 0)) })
        {
            var result = Named(name).Measure(votes);
            result.ShouldBe(new AgreementResult(name, null, null, null, 0, result.Reason));
            result.Reason.ShouldNotBeNullOrEmpty();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Settings_are_a_nested_record_and_others_are_refused(string name)
    {
        Named(name).SettingsType.ShouldBe(Named(name).GetType().GetNestedType("Settings"));
        Should.Throw<ArgumentException>(() => Named(name).Measure(VoteTable.Of(new Vote(0, 0, 0)), 3)).Message.ShouldContain(name);
    }
}
