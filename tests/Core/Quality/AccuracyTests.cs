using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class AccuracyTests
{
    [Fact]
    public void A_tie_counts_as_the_expectation_over_a_random_rule()
    {
        // Certain and right, tied of two with and without the right one, tied of three, unknown.
        var result = new TruthResult(3, [1, 0, 0, .5, .5, 0, .5, .5, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1, 0, 0]);
        var accuracy = Accuracy.Of(result, [0, 1, 2, 2, Accuracy.Unknown]);
        accuracy.Value!.Value.ShouldBe((1 + .5 + 0 + (1 / 3.0)) / 4, 1e-12);
        (accuracy.N, accuracy.Tied).ShouldBe((4, 3));
        accuracy.Low!.Value.ShouldBeLessThan(accuracy.Value.Value);
        accuracy.High!.Value.ShouldBeGreaterThan(accuracy.Value.Value);
    }

    [Fact]
    public void Labels_within_the_tolerance_are_tied_and_beyond_it_are_not()
    {
        TruthResult.TopLabels([.5 + 4e-10, .5 - 4e-10]).ShouldBe([0, 1]);
        TruthResult.TopLabels([.5 + 1e-8, .5 - 1e-8]).ShouldBe([0]);
        TruthResult.TopLabels([.5 - 1e-8, .5 + 1e-8]).ShouldBe([1]);
    }

    [Fact]
    public void Without_known_answers_there_is_no_accuracy() =>
        Accuracy.Of(new TruthResult(2, [1, 0]), [Accuracy.Unknown]).ShouldBe(new Accuracy(null, null, null, 0, 0));

    [Fact]
    public void Known_answers_must_fit_the_result()
    {
        var result = new TruthResult(2, [1, 0]);
        Should.Throw<ArgumentException>(() => Accuracy.Of(result, [0, 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => Accuracy.Of(result, [2]));
        Should.Throw<ArgumentOutOfRangeException>(() => Accuracy.Of(result, [-2]));
        Should.Throw<ArgumentException>(() => new TruthResult(2, [1, 0, 1]));
    }
}
