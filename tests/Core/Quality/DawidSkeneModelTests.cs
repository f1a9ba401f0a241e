using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class DawidSkeneModelTests
{
    [Fact]
    public void The_model_gives_each_task_the_posterior_of_the_fit() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var (result, model) = DawidSkene.Fit(crowd.Table);
            for (var task = 0; task < crowd.Tasks; task++)
                ((ReadOnlySpan<double>)model.Community.PosteriorOf(Evidenced(model, crowd.Table, task)))
                    .ShouldBeNear(result.PosteriorOf(task), 1e-9);
            for (var a = 0; a < crowd.Annotators; a++)
                model.Community.AbilityOf(model.Annotators[a]).ShouldBe(result.Ability![a], 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answers_replayed_one_by_one_and_then_refitted_equal_the_full_fit() =>
        Prop.ForAll(Crowds.Any, ArbMap.Default.ArbFor<ulong>(), (crowd, seed) =>
        {
            var full = DawidSkene.Fit(crowd.Table);
            var arrivals = Crowds.Permutation(crowd.Votes.Length, seed).Select(i => crowd.Votes[i]).ToArray();
            var known = arrivals[..(arrivals.Length / 2)].ToList();
            var (_, model) = DawidSkene.Fit((crowd with { Votes = [.. known] }).Table);
            var before = JsonSerializer.Serialize(model);
            foreach (var vote in arrivals[known.Count..])
            {
                known.Add(vote);
                model.Community.PosteriorOf(Evidenced(model, (crowd with { Votes = [.. known] }).Table, vote.Task)).Sum().ShouldBe(1, 1e-9);
            }
            JsonSerializer.Serialize(model).ShouldBe(before, "a task's posterior must not touch the model");
            var refit = DawidSkene.Fit((crowd with { Votes = [.. known] }).Table);
            refit.Result.Posterior.ToArray().ShouldBe(full.Result.Posterior.ToArray());
            JsonSerializer.Serialize(refit.Model).ShouldBe(JsonSerializer.Serialize(full.Model));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_model_survives_json_to_the_bit()
    {
        var (result, model) = DawidSkene.Fit(CrowdFile.Read("music-genre").Votes);
        var back = JsonSerializer.Deserialize<DawidSkeneModel>(JsonSerializer.Serialize(model))!;
        var votes = CrowdFile.Read("music-genre").Votes;
        for (var task = 0; task < votes.TaskCount; task++)
            back.Community.PosteriorOf(Evidenced(back, votes, task)).ShouldBe(model.Community.PosteriorOf(Evidenced(model, votes, task)));
        back.Community.PosteriorOf(Evidenced(back, votes, 0))[0].ShouldBe(result.PosteriorOf(0)[0], 1e-9);
    }

    [Fact]
    public void A_newcomer_counts_as_an_average_member()
    {
        var (_, model) = DawidSkene.Fit(CrowdFile.Read("weather-dense").Votes);
        var confusion = model.Community.ConfusionOf(AnnotatorEvidence.None);
        for (var truth = 0; truth < 5; truth++)
            for (var answer = 0; answer < 5; answer++)
                confusion[(truth * 5) + answer].ShouldBe(truth == answer ? model.Community.Accuracy : (1 - model.Community.Accuracy) / 4, 1e-12);
        model.Community.AbilityOf(AnnotatorEvidence.None).ShouldBe(model.Community.Accuracy, 1e-12);
        var posterior = model.Community.PosteriorOf(new EvidencedVote(AnnotatorEvidence.None, 3));
        posterior[3].ShouldBe(posterior.Max());
    }

    [Fact]
    public void A_better_annotator_outweighs_a_worse_one()
    {
        var (_, model) = DawidSkene.Fit(CrowdFile.Read("sentence-polarity").Votes);
        var best = model.Annotators.MaxBy(model.Community.AbilityOf)!;
        var worst = model.Annotators.MinBy(model.Community.AbilityOf)!;
        model.Community.PosteriorOf(new(best, 0), new(worst, 1))[0].ShouldBeGreaterThan(.5);
        model.Community.PosteriorOf(new(best, 1), new(worst, 0))[1].ShouldBeGreaterThan(.5);
    }

    [Fact]
    public void Evidence_keeps_only_the_labels_that_were_given()
    {
        var (_, model) = DawidSkene.Fit(VoteTable.Build([new(0, 0, 7), new(1, 0, 2), new(1, 2, 2)], 2, 3, 9, out _));
        model.Annotators[0].Labels.ShouldBe([2, 7]);
        model.Annotators[0].Counts.Length.ShouldBe(18);
        model.Annotators[0].Counts.Sum().ShouldBe(2, 1e-9);
        model.Annotators[1].ShouldBeSameAs(AnnotatorEvidence.None);
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_refused()
    {
        var (_, model) = DawidSkene.Fit(VoteTable.Of(new(0, 0, 0), new(0, 1, 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => model.Community.PosteriorOf(new EvidencedVote(AnnotatorEvidence.None, 2)));
    }

    static EvidencedVote[] Evidenced(DawidSkeneModel model, VoteTable votes, int task)
    {
        var (annotators, labels) = (votes.AnnotatorsOf(task).ToArray(), votes.LabelsOf(task).ToArray());
        return [.. annotators.Zip(labels, (a, label) => new EvidencedVote(model.Annotators[a], label))];
    }
}
