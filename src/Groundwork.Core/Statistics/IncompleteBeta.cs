namespace Groundwork.Core.Statistics;

/// <summary>
/// The regularised incomplete beta function and its inverse, from which come exact intervals of shares and the quantiles of
/// Student's and Fisher's distributions.
/// </summary>
/// <remarks>
/// Continued fraction of DLMF 8.17.22 by Lentz's method.
/// </remarks>
public static class IncompleteBeta
{
    /// <summary>The probability that a beta variable is at most <paramref name="x"/>.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="x">0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0.</exception>
    public static double Of(double a, double b, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogGamma.Beta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, 1 - x) / b);
    }

    /// <summary>The number below which a beta variable falls with this probability, by bisection to the last bits.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Quantile(double a, double b, double probability)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 200 && high - low > 1e-16 * high; i++)
        {
            var middle = (low + high) / 2;
            if (Of(a, b, middle) < probability)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>The quantile of Student's t.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double StudentQuantile(double probability, double freedom)
    {
        if (probability < 0.5)
            return -StudentQuantile(1 - probability, freedom);
        var x = Quantile(freedom / 2, 0.5, 2 * (1 - probability));
        return Math.Sqrt(freedom * (1 - x) / x);
    }

    /// <summary>The quantile of Fisher's F.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="above">Degrees of freedom of the numerator, above 0.</param>
    /// <param name="below">Degrees of freedom of the denominator, above 0.</param>
    public static double FisherQuantile(double probability, double above, double below)
    {
        var x = Quantile(below / 2, above / 2, 1 - probability);
        return below * (1 - x) / (above * x);
    }

    static double Fraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        var (c, d) = (1.0, 1 / Away(1 - ((a + b) * x / (a + 1))));
        var value = d;
        for (var m = 1; m <= 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Away(1 + (even * d));
            c = Away(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Away(1 + (odd * d));
            c = Away(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
                break;
        }
        return value;

        static double Away(double from0) => Math.Abs(from0) < tiny ? tiny : from0;
    }
}
