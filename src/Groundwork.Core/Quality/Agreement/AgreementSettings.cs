namespace Groundwork.Core.Quality.Agreement;

/// <summary>What every coefficient can be told.</summary>
public abstract record AgreementSettings
{
    /// <summary>Coverage of the interval, in (0, 1).</summary>
    public double Confidence { get; init; } = 0.95;
}

/// <summary>What coefficients can be told for which near labels may agree in part.</summary>
public abstract record WeightedSettings : AgreementSettings
{
    /// <summary>How much of an agreement two different labels still are.</summary>
    public Weighting Weighting { get; init; }

    /// <summary>The number that each label stands for, length labels; null takes the label's index.</summary>
    public double[]? Values { get; init; }

    /// <summary>The agreement of each two of so many labels.</summary>
    internal AgreementWeights Weights(int labelCount) => AgreementWeights.Of(Weighting, labelCount, Values);
}
