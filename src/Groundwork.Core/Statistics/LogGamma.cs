namespace Groundwork.Core.Statistics;

/// <summary>The logarithm of the gamma function, and of what is made of it.</summary>
/// <remarks>Recurrence Γ(x) = Γ(x + 1)/x, then Stirling's series; Abramowitz &amp; Stegun (1964), 6.1.15 and 6.1.41.</remarks>
public static class LogGamma
{
    // From here on the series below is exact to the last bits.
    const double Far = 16;

    static readonly double HalfLogOfTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>ln Γ(x).</summary>
    /// <param name="x">Above 0.</param>
    public static double Of(double x)
    {
        var product = 1.0;
        for (; x < Far; x++)
            product *= x;
        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188))))))));
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogOfTwoPi + series - Math.Log(product);
    }

    /// <summary>ln B(a, b).</summary>
    public static double Beta(double a, double b) => Of(a) + Of(b) - Of(a + b);

    /// <summary>The logarithm of the number of ways to choose <paramref name="k"/> of <paramref name="n"/>.</summary>
    public static double Choose(double n, double k) => Of(n + 1) - Of(k + 1) - Of(n - k + 1);
}
