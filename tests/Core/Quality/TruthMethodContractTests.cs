using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

/// <summary>What every truth method promises, checked for each one the catalog finds.</summary>
public sealed class TruthMethodContractTests
{
    public static TheoryData<string> Names => [.. Catalog.Of<ITruthMethod>().Select(m => m.Name)];

    static ITruthMethod Named(string name) => Catalog.Named<ITruthMethod>(name)!;

    [Fact]
    public void The_catalog_finds_the_methods_of_this_library() =>
        Catalog.Of<ITruthMethod>().Select(m => m.Name).ShouldBe(
            ["bayesian-classifier-combination", "committee", "dawid-skene", "glad", "mace", "majority", "one-coin", "weighted-majority"], ignoreOrder: true);

    [Fact]
    public void The_default_is_one_of_them() => Catalog.Named<ITruthMethod>(ITruthMethod.Default).ShouldBeOfType<Committee>();

    [Theory, MemberData(nameof(Names))]
    public void A_single_task_comes_out_of_what_a_fit_keeps_as_it_came_out_of_the_fit(string name)
    {
        // GLAD finds a task's easiness anew, which in the fit had not quite come to rest.
        var tolerance = name == "glad" ? .02 : 1e-9;
        foreach (var crowd in new[] { "weather-dense", "music-genre" }.Select(file => CrowdFile.Read(file).Votes))
        {
            var fit = Named(name).Fit(crowd);
            fit.Result.Posterior.ToArray().ShouldBe(Named(name).Infer(crowd).Posterior.ToArray());
            for (var task = 0; task < crowd.TaskCount; task += 7)
            {
                var (annotators, labels) = (crowd.AnnotatorsOf(task).ToArray(), crowd.LabelsOf(task).ToArray());
                var votes = annotators.Zip(labels, (a, label) => new LiveVote(fit.Annotators.Count == 0 ? null : fit.Annotators[a], label)).ToArray();
                ((ReadOnlySpan<double>)Named(name).PosteriorOf(fit.Community, crowd.LabelCount, votes)).ShouldBeNear(fit.Result.PosteriorOf(task), tolerance, $"{task}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Before_the_first_fit_everybody_is_a_stranger_and_most_votes_win(string name)
    {
        var posterior = Named(name).PosteriorOf(null, 3, [new(null, 2), new(null, 0), new(null, 2)]);
        posterior.Sum().ShouldBe(1, 1e-9);
        posterior[2].ShouldBeGreaterThan(posterior[0]);
        posterior[0].ShouldBeGreaterThanOrEqualTo(posterior[1]);
        Named(name).PosteriorOf(null, 1, [new(null, 0)]).ShouldBe([1.0]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Known_answers_are_certain_and_change_nothing_where_none_is_known(string name) =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var random = new SeededRandom(seed);
            var known = Enumerable.Range(0, crowd.Tasks).Select(_ => random.NextDouble() < .4 ? random.NextInt(crowd.Labels) : Accuracy.Unknown).ToArray();
            var result = Named(name).Infer(crowd.Table.WithKnown(known));
            for (var task = 0; task < crowd.Tasks; task++)
            {
                result.PosteriorOf(task).ToArray().Sum().ShouldBe(1, 1e-9);
                if (known[task] != Accuracy.Unknown)
                    result.PosteriorOf(task)[known[task]].ShouldBe(1);
            }
            var none = Enumerable.Repeat(Accuracy.Unknown, crowd.Tasks).ToArray();
            Named(name).Infer(crowd.Table.WithKnown(none)).Posterior.ToArray().ShouldBe(Named(name).Infer(crowd.Table).Posterior.ToArray());
        }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Names))]
    public void Known_answers_show_who_is_right_when_one_contradicts_another(string name)
    {
        // Two people, never of one opinion: nothing but known answers can tell who is right.
        var votes = VoteTable.Of([.. from t in Enumerable.Range(0, 80) from a in Enumerable.Range(0, 2) select new Vote(t, a, (t + a) % 2)]);
        var known = Enumerable.Range(0, 80).Select(t => t < 40 ? t % 2 : Accuracy.Unknown).ToArray();
        var result = Named(name).Infer(votes.WithKnown(known));
        for (var t = 40; t < 80; t++)
            if (name == "majority")
                result.TopLabelsOf(t).ShouldBe([0, 1]);
            else
                result.TopLabelsOf(t).ShouldBe([t % 2], name);
    }

    [Fact]
    public void Known_answers_must_be_one_for_each_task_and_labels()
    {
        var votes = VoteTable.Of(new(0, 0, 1), new(1, 0, 0));
        Should.Throw<ArgumentException>(() => votes.WithKnown([1])).Message.ShouldContain("2 tasks");
        Should.Throw<ArgumentOutOfRangeException>(() => votes.WithKnown([1, 2]));
    }

    /// <summary>A model is one more annotator: a good one helps, and one that copies noise does little harm.</summary>
    [Theory, MemberData(nameof(Names))]
    public void A_models_predictions_are_one_more_annotators_votes(string name)
    {
        var (good, useless) = (0.0, 0.0);
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var (votes, truth) = Crowds.Simulate(seed, 600, 40, 4, 3);
            var random = new SeededRandom(seed + 100);
            double With(double share) => Accuracy.Of(Named(name).Infer(VoteTable.Of([.. votes, .. truth.Select((k, t) => new Vote(t, 40, random.NextDouble() < share ? k : random.NextInt(4)))])), truth).Value!.Value;
            var alone = Accuracy.Of(Named(name).Infer(VoteTable.Of(votes)), truth).Value!.Value;
            (good, useless) = (good + ((With(.9) - alone) / 5), useless + ((With(0) - alone) / 5));
        }
        good.ShouldBeGreaterThan(.02, name);
        useless.ShouldBeGreaterThan(-.05, name);
    }

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
