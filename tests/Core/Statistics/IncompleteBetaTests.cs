using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Statistics;

/// <summary>The incomplete beta function and the quantiles that are made of it, and the gamma function under it.</summary>
public sealed class IncompleteBetaTests
{
    // Tables of t and F, and R's qbeta.
    [Fact]
    public void Quantiles_are_those_of_the_tables()
    {
        IncompleteBeta.StudentQuantile(.975, 1).ShouldBe(12.7062047362, 1e-8);
        IncompleteBeta.StudentQuantile(.975, 10).ShouldBe(2.2281388520, 1e-9);
        IncompleteBeta.StudentQuantile(.025, 10).ShouldBe(-2.2281388520, 1e-9);
        IncompleteBeta.StudentQuantile(.975, 1e6).ShouldBe(1.959966, 1e-6);
        IncompleteBeta.FisherQuantile(.95, 5, 10).ShouldBe(3.3258345, 1e-6);
        IncompleteBeta.Quantile(2, 3, .5).ShouldBe(.3857275681, 1e-9);
        IncompleteBeta.Of(2, 3, 0).ShouldBe(0);
        IncompleteBeta.Of(2, 3, 1).ShouldBe(1);
        IncompleteBeta.Of(1, 5, .2).ShouldBe(1 - Math.Pow(.8, 5), 1e-14);
        Should.Throw<ArgumentOutOfRangeException>(() => IncompleteBeta.Of(0, 1, .5));
    }

    // Γ(¼), 9!, and ln 10⁶! as tabulated.
    [Fact]
    public void The_gamma_function_is_that_of_the_tables()
    {
        LogGamma.Of(.25).ShouldBe(1.2880225246980774, 5e-15);
        Math.Exp(LogGamma.Of(10)).ShouldBe(362_880, 1e-8);
        LogGamma.Of(1_000_001).ShouldBe(12_815_518.384658169, 1e-6);
        Math.Exp(LogGamma.Choose(10, 3)).ShouldBe(120, 1e-9);
        Math.Exp(LogGamma.Beta(2, 3)).ShouldBe(1 / 12.0, 1e-15);
    }

    // Each step multiplies by x.
    [Fact]
    public void Gamma_grows_as_it_is_defined()
    {
        for (var x = 0.01; x < 60; x += 0.37)
            (LogGamma.Of(x + 1) - LogGamma.Of(x)).ShouldBe(Math.Log(x), 1e-12);
    }
}
