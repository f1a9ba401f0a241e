namespace Groundwork.Core.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>The number below which a standard normal variable falls with this probability; relative error about 1e-16.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not strictly between 0 and 1.</exception>
    /// <remarks>Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3):477–484.</remarks>
    public static double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability strictly between 0 and 1 is needed.");
        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var centre = 0.180625 - (q * q);
            return q * Polynomial(centre, CentreNumerator) / Polynomial(centre, CentreDenominator);
        }
        var tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        var value = tail <= 5
            ? Polynomial(tail - 1.6, MiddleNumerator) / Polynomial(tail - 1.6, MiddleDenominator)
            : Polynomial(tail - 5, FarNumerator) / Polynomial(tail - 5, FarDenominator);
        return q < 0 ? -value : value;
    }

    /// <summary>The probability that a standard normal variable is at most this far from 0; absolute error about 1e-16.</summary>
    /// <param name="distance">At least 0.</param>
    /// <remarks>The series of DLMF 7.6.2, whose terms are all positive.</remarks>
    public static double Within(double distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        if (distance > 10)
            return 1;
        var (sum, term) = (0.0, distance);
        for (var n = 3; term > sum * 1e-17; n += 2)
        {
            sum += term;
            term *= distance * distance / n;
        }
        return 2 * sum * Density(distance);
    }

    /// <summary>The mean of the smaller of z² and c² for a standard normal z: the mean square of a normal error that is cut off at c.</summary>
    /// <param name="clip">Where it is cut off, at least 0.</param>
    public static double ClippedSquare(double clip)
    {
        var within = Within(clip);
        return clip > 10 ? 1 : within - (2 * clip * Density(clip)) + (clip * clip * (1 - within));
    }

    static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
            sum = (sum * x) + coefficients[i];
        return sum;
    }

    static ReadOnlySpan<double> CentreNumerator =>
    [
        3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];

    static ReadOnlySpan<double> CentreDenominator =>
    [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];

    static ReadOnlySpan<double> MiddleNumerator =>
    [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    static ReadOnlySpan<double> MiddleDenominator =>
    [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    static ReadOnlySpan<double> FarNumerator =>
    [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    static ReadOnlySpan<double> FarDenominator =>
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
