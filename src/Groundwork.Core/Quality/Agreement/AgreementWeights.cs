namespace Groundwork.Core.Quality.Agreement;

/// <summary>How much of an agreement two different labels still are.</summary>
public enum Weighting
{
    /// <summary>None: labels are equal or not.</summary>
    Identity,

    /// <summary>Less by the distance between the labels.</summary>
    Linear,

    /// <summary>Less by the squared distance.</summary>
    Quadratic,

    /// <summary>Less by the number of pairs of ranks that lie between the labels.</summary>
    Ordinal,

    /// <summary>Less by the root of the distance.</summary>
    Radical,

    /// <summary>Less by the squared distance relative to the sum; for amounts from 0 on.</summary>
    Ratio,
}

/// <summary>
/// The agreement of each two labels, 0 … 1: a symmetric matrix with ones on its diagonal (Gwet 2014, ch. 3). That of labels which are
/// only equal or not takes no room, however many there are.
/// </summary>
sealed class AgreementWeights
{
    /// <summary>Above this many labels a matrix of pairs would take more than it tells.</summary>
    const int MaxLabels = 1000;

    readonly double[,]? matrix;

    AgreementWeights(int labels, double[,]? matrix)
    {
        this.matrix = matrix;
        Total = matrix is null ? labels : matrix.Cast<double>().Sum();
    }

    /// <summary>The sum of the matrix.</summary>
    internal double Total { get; }

    internal double this[int k, int l] => matrix is not null ? matrix[k, l] : k == l ? 1 : 0;

    /// <summary>Labels that are equal or not.</summary>
    internal static AgreementWeights Same(int labelCount) => new(labelCount, null);

    /// <summary>The weights of a way in which distances count.</summary>
    /// <param name="weighting">How distances count.</param>
    /// <param name="labelCount">Number of labels.</param>
    /// <param name="values">The number that each label stands for; null takes the label's index.</param>
    /// <exception cref="ArgumentException">Too many labels, or numbers that don't fit.</exception>
    internal static AgreementWeights Of(Weighting weighting, int labelCount, double[]? values)
    {
        var v = weighting == Weighting.Ordinal ? null : values;
        if (v is not null && (v.Length != labelCount || !Array.TrueForAll(v, double.IsFinite)))
            throw new ArgumentException($"Values must give a finite number for each of the {labelCount} labels.");
        if (weighting == Weighting.Identity && (v is null || v.Distinct().Count() == labelCount))
            return Same(labelCount);
        if (labelCount > MaxLabels)
            throw new ArgumentException($"Weights are for up to {MaxLabels} labels, not {labelCount}; join neighbouring labels or use alpha on the interval scale.");
        v ??= Array.ConvertAll(Enumerable.Range(0, labelCount).ToArray(), i => (double)i);
        var (least, most) = (v.Min(), v.Max());
        if (weighting == Weighting.Ratio && least < 0)
            throw new ArgumentException("Ratio weights are for amounts from 0 on; take quadratic weights for others.");
        var weights = new double[labelCount, labelCount];
        for (var k = 0; k < labelCount; k++)
            for (var l = 0; l < labelCount; l++)
                weights[k, l] = v[k] == v[l] ? 1 : 1 - (Distance(k, l) / (weighting == Weighting.Identity ? 1 : Furthest()));
        return new(labelCount, weights);

        double Distance(int k, int l) => weighting == Weighting.Ordinal ? Pairs(Math.Abs(k - l)) : Apart(v[k], v[l]);

        double Furthest() => weighting == Weighting.Ordinal ? Pairs(labelCount - 1) : Apart(least, most);

        double Apart(double a, double b) => weighting switch
        {
            Weighting.Identity => 1,
            Weighting.Linear => Math.Abs(a - b),
            Weighting.Quadratic => (a - b) * (a - b),
            Weighting.Radical => Math.Sqrt(Math.Abs(a - b)),
            Weighting.Ratio => (a - b) * (a - b) / ((a + b) * (a + b)),
            _ => throw new ArgumentOutOfRangeException(nameof(weighting), weighting, "Not a weighting."),
        };

        static double Pairs(int apart) => (apart + 1.0) * apart / 2;
    }

    /// <summary>Σ w_kl π_k π_l: how often two votes agree that are drawn by these shares.</summary>
    internal double Drawn(ReadOnlySpan<double> shares)
    {
        var chance = 0.0;
        for (var k = 0; k < shares.Length; k++)
            if (matrix is null)
                chance += shares[k] * shares[k];
            else
                for (var l = 0; l < shares.Length; l++)
                    chance += matrix[k, l] * shares[k] * shares[l];
        return chance;
    }

    /// <summary>The weighting that suits a level of measurement.</summary>
    internal static Weighting For(MeasurementLevel level) => level switch
    {
        MeasurementLevel.Nominal => Weighting.Identity,
        MeasurementLevel.Ordinal => Weighting.Ordinal,
        MeasurementLevel.Ratio => Weighting.Ratio,
        _ => Weighting.Quadratic,
    };

    /// <summary>What a result's name adds for a weighting.</summary>
    internal static string Suffix(Weighting weighting) => weighting switch
    {
        Weighting.Identity => "",
        Weighting.Linear => "-linear",
        Weighting.Quadratic => "-quadratic",
        Weighting.Ordinal => "-ordinal",
        Weighting.Radical => "-radical",
        _ => "-ratio",
    };
}
