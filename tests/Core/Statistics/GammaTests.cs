using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

public sealed class GammaTests
{
    [Fact]
    public void Log_gamma_is_the_logarithm_of_factorials()
    {
        var log = 0.0;
        for (var n = 1; n <= 500; n++)
        {
            LogGamma.Of(n).ShouldBe(log, 1e-10 * Math.Max(1, log));
            log += Math.Log(n);
        }
    }

    // Abramowitz & Stegun: Γ(1/2) = √π; ψ′(1) = π²/6, ψ′(1/2) = π²/2.
    [Fact]
    public void The_known_values_come_out()
    {
        LogGamma.Of(.5).ShouldBe(Math.Log(Math.PI) / 2, 1e-12);
        LogGamma.Of(1e-3).ShouldBe(6.907178885383853, 1e-10);
        Trigamma.Of(1).ShouldBe(Math.PI * Math.PI / 6, 1e-12);
        Trigamma.Of(.5).ShouldBe(Math.PI * Math.PI / 2, 1e-12);
    }

    [Theory]
    [InlineData(.02)]
    [InlineData(.7)]
    [InlineData(3.3)]
    [InlineData(9.999)]
    [InlineData(57)]
    public void Each_is_the_derivative_of_the_one_before(double x)
    {
        var h = x * 1e-4;
        Digamma.Of(x).ShouldBe((LogGamma.Of(x + h) - LogGamma.Of(x - h)) / (2 * h), 1e-5 * Math.Max(1, Math.Abs(Digamma.Of(x))));
        Trigamma.Of(x).ShouldBe((Digamma.Of(x + h) - Digamma.Of(x - h)) / (2 * h), 1e-5 * Trigamma.Of(x));
    }
}
