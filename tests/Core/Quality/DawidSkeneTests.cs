using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

public sealed class DawidSkeneTests(Xunit.Abstractions.ITestOutputHelper output)
{
    static readonly DawidSkene.Settings NearlyNoPrior =
        new() { Concentration = 1e-9, ClassPseudoCount = 1e-9, Tolerance = 0, MaxIterations = 60 };

    [Fact]
    public void The_naive_implementation_reproduces_the_published_anaesthetist_estimates()
    {
        Anaesthetists.Counts.Length.ShouldBe(45);
        var fit = NaiveDawidSkene.Run(Anaesthetists.Counts, 100, 0, 0, 0);
        output.WriteLine(string.Join(' ', fit.Prior) + " " + fit.LogLikelihood);
        fit.Prior.Select(p => Math.Round(p, 2)).ShouldBe([.40, .42, .11, .07]);
    }

    [Fact]
    public void It_equals_the_naive_implementation_on_the_anaesthetists_with_the_prior()
    {
        var (counts, votes) = WithoutReplicates();
        ShouldEqualNaive(votes, counts, new DawidSkene.Settings { Tolerance = 0, MaxIterations = 30 });
        ShouldEqualNaive(votes, counts, new DawidSkene.Settings
        {
            Tolerance = 0,
            MaxIterations = 7,
            Concentration = 2,
            AbilityStrength = 3,
            ClassPseudoCount = .5,
        });
    }

    [Fact]
    public void With_a_vanishing_prior_it_is_the_estimator_of_1979()
    {
        var (counts, votes) = WithoutReplicates();
        var expected = NaiveDawidSkene.Run(counts, 60, 0, 0, 0);
        var actual = new DawidSkene().Infer(votes, NearlyNoPrior);
        actual.Posterior.ShouldBeNear(expected.Posterior.SelectMany(r => r).ToArray(), 1e-6);
        ((ReadOnlySpan<double>)actual.ClassPrior).ShouldBeNear(expected.Prior, 1e-6);
        actual.LogLikelihood!.Value.ShouldBe(expected.LogLikelihood, 1e-4);
    }

    [Fact]
    public void It_equals_the_naive_implementation_on_random_crowds() =>
        Prop.ForAll(Crowds.Any, crowd =>
        {
            var counts = Enumerable.Range(0, crowd.Tasks).Select(_ => new int[crowd.Annotators, crowd.Labels]).ToArray();
            foreach (var vote in crowd.Votes)
                counts[vote.Task][vote.Annotator, vote.Label]++;
            if (crowd.Labels > 1)
                ShouldEqualNaive(crowd.Table, counts, new DawidSkene.Settings { Tolerance = 0, MaxIterations = 12 });
        }).QuickCheckThrowOnFailure();

    // Floors: measured 2026-11-22 with the default settings, rounded down in the third decimal. None is below majority.
    [Theory]
    [InlineData("weather-sparse", .8822, .889)]
    [InlineData("weather-dense", .8533, .856)]
    [InlineData("music-genre", .7042, .795)]
    [InlineData("sentence-polarity", .9430, .943)]
    public void On_real_crowds_it_is_never_worse_than_majority(string file, double majority, double floor)
    {
        var crowd = CrowdFile.Read(file);
        var result = new DawidSkene().Infer(crowd.Votes, new());
        var accuracy = Accuracy.Of(result, crowd.Gold);
        output.WriteLine($"{file}: {accuracy.Value:F4} in {result.Iterations} iterations, {accuracy.Tied} tied");
        accuracy.Value!.Value.ShouldBeGreaterThanOrEqualTo(floor);
        accuracy.Value.Value.ShouldBeGreaterThanOrEqualTo(majority - .005);
        result.Converged.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000, 60, 2, 3)]
    [InlineData(300, 300, 5, 3)]
    [InlineData(1000, 100, 50, 10)]
    [InlineData(700, 40, 10, 5)]
    [InlineData(1000, 2000, 4, 2)]
    public void On_synthetic_crowds_it_is_not_below_majority_by_more_than_half_a_point(int tasks, int annotators, int labels, int votesPerTask)
    {
        var gain = 0.0;
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var (votes, truth) = Crowds.Simulate(seed, tasks, annotators, labels, votesPerTask);
            var table = VoteTable.Of(votes);
            var learned = Accuracy.Of(new DawidSkene().Infer(table, new()), truth).Value!.Value;
            gain += (learned - Accuracy.Of(new Majority().Infer(table, new()), truth).Value!.Value) / 10;
        }
        output.WriteLine($"gain over majority {gain:F4}");
        gain.ShouldBeGreaterThanOrEqualTo(-.005);
    }

    [Fact]
    public void Abilities_are_near_the_true_accuracies()
    {
        var random = new SeededRandom(4);
        double[] accuracies = [.95, .85, .75, .6, 1 / 3.0];
        var votes = from task in Enumerable.Range(0, 2000)
                    from annotator in Enumerable.Range(0, 5)
                    let label = random.NextDouble() < accuracies[annotator] ? task % 3 : (task + 1 + random.NextInt(2)) % 3
                    select new Vote(task, annotator, label);
        var ability = new DawidSkene().Infer(VoteTable.Of([.. votes]), new()).Ability!;
        ((ReadOnlySpan<double>)ability).ShouldBeNear(accuracies, .04);
    }

    [Fact]
    public void The_iteration_limit_ends_the_fit_and_says_so()
    {
        var result = new DawidSkene().Infer(CrowdFile.Read("music-genre").Votes, new() { MaxIterations = 2 });
        (result.Iterations, result.Converged).ShouldBe((2, false));
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        var cancelled = new CancellationToken(canceled: true);
        Should.Throw<OperationCanceledException>(() => new DawidSkene().Infer(VoteTable.Of(new(0, 0, 0), new(0, 1, 1)), new(), cancelled));
    }

    [Theory]
    [InlineData(0, 10, 1, 1e-5, 100)]
    [InlineData(10, 0, 1, 1e-5, 100)]
    [InlineData(10, 10, 0, 1e-5, 100)]
    [InlineData(10, 10, 1, -1, 100)]
    [InlineData(10, 10, 1, 1e-5, 0)]
    public void Settings_out_of_range_are_refused(double concentration, double ability, double pseudo, double tolerance, int iterations) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DawidSkene().Infer(VoteTable.Of(new Vote(0, 0, 0)), new()
        {
            Concentration = concentration,
            AbilityStrength = ability,
            ClassPseudoCount = pseudo,
            Tolerance = tolerance,
            MaxIterations = iterations,
        }));

    static (int[][,] Counts, VoteTable Votes) WithoutReplicates()
    {
        // A table holds one vote per annotator and task: the three judgements of observer 1 become three annotators.
        var votes = Anaesthetists.Judgements.SelectMany((patient, t) => patient.Select((label, a) => new Vote(t, a, label))).ToArray();
        var counts = Anaesthetists.Judgements.Select(patient =>
        {
            var each = new int[7, 4];
            for (var a = 0; a < 7; a++)
                each[a, patient[a]] = 1;
            return each;
        }).ToArray();
        return (counts, VoteTable.Of(votes));
    }

    static void ShouldEqualNaive(VoteTable votes, int[][,] counts, DawidSkene.Settings settings)
    {
        var (result, model) = DawidSkene.Fit(votes, settings);
        // Without a tolerance the fit still stops once nothing changes any more.
        var expected = NaiveDawidSkene.Run(
            counts, result.Iterations, settings.Concentration, settings.AbilityStrength, settings.ClassPseudoCount);
        result.Posterior.ShouldBeNear(expected.Posterior.SelectMany(r => r).ToArray(), 1e-6, "posterior");
        ((ReadOnlySpan<double>)result.ClassPrior).ShouldBeNear(expected.Prior, 1e-6);
        result.LogLikelihood!.Value.ShouldBe(expected.LogLikelihood, 1e-6);
        for (var a = 0; a < votes.AnnotatorCount; a++)
            ((ReadOnlySpan<double>)model.Community.ConfusionOf(model.Annotators[a]))
                .ShouldBeNear([.. expected.Confusions[a].Cast<double>()], 1e-6, "confusion");
    }
}
