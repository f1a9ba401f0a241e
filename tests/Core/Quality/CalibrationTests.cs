using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class CalibrationTests
{
    [Fact]
    public void It_has_the_values_worked_out_by_hand()
    {
        // .9 sure and right, .92 sure and wrong, a tie that includes the right one, one unknown.
        var result = new TruthResult(2, [.9, .1, .92, .08, .5, .5, 1, 0]);
        var calibration = Calibration.Of(result, [0, 1, 1, Accuracy.Unknown]);
        calibration.Brier!.Value.ShouldBe(((.01 + .01) + (.92 * .92 * 2) + .5) / 3, 1e-12);
        // One bin has .9 and .92 with one right of two; the tie is as sure as it is right.
        calibration.Ece!.Value.ShouldBe(Math.Abs(.9 + .92 - 1) / 3, 1e-12);
    }

    [Fact]
    public void Certainty_that_is_right_is_perfect() =>
        Calibration.Of(new TruthResult(2, [1, 0, 0, 1]), [0, 1]).ShouldBe(new Calibration(0, 0));

    [Fact]
    public void Known_answers_must_fit_the_result()
    {
        var result = new TruthResult(2, [1, 0]);
        Calibration.Of(result, [Accuracy.Unknown]).ShouldBe(new Calibration(null, null));
        Should.Throw<ArgumentException>(() => Calibration.Of(result, [0, 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => Calibration.Of(result, [2]));
    }
}
