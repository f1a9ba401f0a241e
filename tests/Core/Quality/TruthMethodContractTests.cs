using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>What every truth method promises, checked for each one the catalog finds.</summary>
public sealed class TruthMethodContractTests
{
    public static TheoryData<string> Names => [.. Catalog.Of<ITruthMethod>().Select(m => m.Name)];

    static ITruthMethod Named(string name) => Catalog.Named<ITruthMethod>(name)!;

    [Fact]
    public void The_catalog_finds_the_methods_of_this_library() =>
        Catalog.Of<ITruthMethod>().Select(m => m.Name).ShouldBe(["dawid-skene", "majority"], ignoreOrder: true);

    [Theory, MemberData(nameof(Names))]
    public void Every_row_is_a_distribution_over_the_labels(string name) =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var result = Named(name).Infer(crowd.Table);
            result.TaskCount.ShouldBe(crowd.Tasks);
            result.LabelCount.ShouldBe(crowd.Labels);
            for (var task = 0; task < crowd.Tasks; task++)
            {
                result.PosteriorOf(task).ToArray().ShouldAllBe(p => p >= 0 && p <= 1);
                result.PosteriorOf(task).ToArray().Sum().ShouldBe(1, 1e-9);
                result.ConfidenceOf(task).ShouldBe(result.PosteriorOf(task).ToArray().Max());
            }
            if (result.Ability is { } ability)
            {
                ability.Length.ShouldBe(crowd.Annotators);
                ability.ShouldAllBe(p => p >= 0 && p <= 1);
            }
            if (result.ClassPrior is { } prior)
                prior.Sum().ShouldBe(1, 1e-9);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void The_order_in_which_votes_arrive_changes_no_bit(string name) =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var shuffled = crowd with { Votes = [.. Crowds.Permutation(crowd.Votes.Length, seed).Select(i => crowd.Votes[i])] };
            Named(name).Infer(shuffled.Table).Posterior.ToArray().ShouldBe(Named(name).Infer(crowd.Table).Posterior.ToArray());
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Renumbering_tasks_annotators_and_labels_renumbers_the_answer_and_changes_nothing_else(string name) =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var tasks = Crowds.Permutation(crowd.Tasks, seed);
            var annotators = Crowds.Permutation(crowd.Annotators, seed + 1);
            var labels = Crowds.Permutation(crowd.Labels, seed + 2);
            var renumbered = crowd with
            {
                Votes = [.. crowd.Votes.Select(v => new Vote(tasks[v.Task], annotators[v.Annotator], labels[v.Label]))],
            };
            var before = Named(name).Infer(crowd.Table);
            var after = Named(name).Infer(renumbered.Table);
            for (var task = 0; task < crowd.Tasks; task++)
                for (var label = 0; label < crowd.Labels; label++)
                    after.PosteriorOf(tasks[task])[labels[label]].ShouldBe(before.PosteriorOf(task)[label], 1e-6);
            for (var a = 0; a < crowd.Annotators && before.Ability is not null; a++)
                after.Ability![annotators[a]].ShouldBe(before.Ability[a], 1e-6);
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Two_newcomers_who_contradict_each_other_leave_a_tie(string name)
    {
        var result = Named(name).Infer(VoteTable.Build([new(0, 0, 2), new(0, 1, 0)], 1, 2, 3, out _));
        result.TopLabelsOf(0).ShouldBe([0, 2]);
        result.ConfidenceOf(0).ShouldBeLessThanOrEqualTo(0.5);
    }

    [Theory, MemberData(nameof(Names))]
    public void No_votes_at_all_leave_all_labels_tied(string name)
    {
        var result = Named(name).Infer(VoteTable.Build([], 2, 3, 4, out _));
        result.TopLabelsOf(1).ShouldBe([0, 1, 2, 3]);
        result.Converged.ShouldBeTrue();
        Named(name).Infer(VoteTable.Build([], 0, 0, 1, out _)).TaskCount.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_single_vote_is_believed(string name)
    {
        var result = Named(name).Infer(VoteTable.Build([new(0, 0, 1)], 1, 1, 2, out _));
        result.TopLabelsOf(0).ShouldBe([1]);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_question_with_one_label_is_certain(string name)
    {
        var result = Named(name).Infer(VoteTable.Of(new(0, 0, 0), new(1, 0, 0), new(1, 1, 0)));
        result.Posterior.ToArray().ShouldBe([1.0, 1.0]);
        (result.LogLikelihood ?? 0).ShouldBe(0, 1e-9);
    }

    [Theory, MemberData(nameof(Names))]
    public void Unanimous_votes_win(string name)
    {
        var votes = from task in Enumerable.Range(0, 12) from annotator in Enumerable.Range(0, 3) select new Vote(task, annotator, task % 3);
        var result = Named(name).Infer(VoteTable.Of([.. votes]));
        for (var task = 0; task < 12; task++)
            result.TopLabelsOf(task).ShouldBe([task % 3]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Settings_are_a_nested_record_with_defaults_and_others_are_refused(string name)
    {
        var method = Named(name);
        method.SettingsType.ShouldBe(method.GetType().GetNestedType("Settings"));
        var votes = VoteTable.Of(new(0, 0, 1), new(1, 1, 0));
        method.Infer(votes, Activator.CreateInstance(method.SettingsType)).Posterior.ToArray()
            .ShouldBe(method.Infer(votes).Posterior.ToArray());
        Should.Throw<ArgumentException>(() => method.Infer(votes, "settings")).Message.ShouldContain(name);
    }
}
