namespace Groundwork.Core.Statistics;

/// <summary>The logarithmic derivative of the gamma function.</summary>
public static class Digamma
{
    // From here on the asymptotic series below is exact to the last bits.
    const double Far = 10;

    /// <summary>ψ(x); absolute error below 1e-13 for x from 1e-3 on.</summary>
    /// <param name="x">Above 0.</param>
    /// <remarks>Recurrence ψ(x) = ψ(x + 1) − 1/x, then the asymptotic series; Abramowitz &amp; Stegun (1964), 6.3.5 and 6.3.18.</remarks>
    public static double Of(double x)
    {
        var below = 0.0;
        for (; x < Far; x++)
            below += 1 / x;
        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square * ((1.0 / 240)
            - (square * ((1.0 / 132) - (square * ((691.0 / 32760) - (square / 12))))))))))));
        return Math.Log(x) - (inverse / 2) - series - below;
    }
}
