namespace Groundwork.Core.Quality.Numeric;

/// <summary>What a numeric truth method believes about every task, and how it came to it.</summary>
/// <param name="Values">The number of each task; null where there is neither an answer nor a known one.</param>
public sealed record NumericResult(IReadOnlyList<double?> Values)
{
    /// <summary>How much above the truth each annotator answers on average; null where the method does not model annotators.</summary>
    public IReadOnlyList<double>? Bias { get; init; }

    /// <summary>How far each annotator's answers stray around their bias, as a standard deviation; null where the method does not model annotators.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>Iterations used; 0 for closed forms.</summary>
    public int Iterations { get; init; }

    /// <summary>False if the iteration limit ended the fit.</summary>
    public bool Converged { get; init; } = true;
}
