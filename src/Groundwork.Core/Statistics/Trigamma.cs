namespace Groundwork.Core.Statistics;

/// <summary>The second logarithmic derivative of the gamma function.</summary>
public static class Trigamma
{
    const double Far = 10;

    /// <summary>ψ′(x); relative error below 1e-12.</summary>
    /// <param name="x">Above 0.</param>
    /// <remarks>Recurrence ψ′(x) = ψ′(x + 1) + 1/x², then the asymptotic series; Abramowitz &amp; Stegun (1964), 6.4.6 and 6.4.12.</remarks>
    public static double Of(double x)
    {
        var below = 0.0;
        for (; x < Far; x++)
            below += 1 / (x * x);
        var inverse = 1 / x;
        var square = inverse * inverse;
        return below + (inverse * (1 + (inverse / 2) + (square * ((1.0 / 6) - (square * ((1.0 / 30) - (square * ((1.0 / 42) - (square / 30)))))))));
    }
}
