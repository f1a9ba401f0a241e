namespace Groundwork.Core.Quality.Numeric;

/// <summary>
/// Learns how much above the truth each annotator answers and how far they stray, takes the one off and weighs by the other. Both shrink
/// towards the community, so that few answers per annotator do no harm, and answers far from the others count little. See
/// <c>docs/methods/bias-and-variance.md</c>.
/// </summary>
/// <remarks>
/// Raykar et al. (2010), JMLR 11:1297–1322, with the biases of Piech et al. (2013), Educational Data Mining, 153–160, and the robust
/// variances of Richardson &amp; Welsh (1995), Biometrics 51(4):1429–1439.
/// </remarks>
public sealed class BiasAndVariance : INumericTruthMethod<BiasAndVariance.Settings>
{
    /// <summary>How strongly to shrink, what is far, and when to stop.</summary>
    public sealed record Settings
    {
        /// <summary>How many answers the community's variance is worth in an annotator's, above 0.</summary>
        public double SpreadStrength { get; init; } = 4;

        /// <summary>At how many standard deviations an error is cut off when variances are learned, at least 0.01.</summary>
        public double Clip { get; init; } = 1.345;

        /// <summary>How many standard deviations an answer may be from the middle of its task's to count in full, above 0.</summary>
        public double Reach { get; init; } = 2.5;

        /// <summary>Stop when no task changes by more than this part of the answers' scatter; at least 0.</summary>
        public double Tolerance { get; init; } = 1e-4;

        /// <summary>Stop after this many iterations at the latest; at least 1.</summary>
        public int MaxIterations { get; init; } = 200;
    }

    /// <inheritdoc/>
    public string Name => "bias-and-variance";

    /// <inheritdoc/>
    public string Title => "Bias and variance";

    /// <inheritdoc/>
    public string Description => "Takes off what each annotator answers too high or too low, and weighs by how far they stray. Choose it when annotators answer several tasks each.";

    /// <summary>Fits the model.</summary>
    /// <inheritdoc cref="INumericTruthMethod.Infer"/>
    public NumericResult Infer(NumericVotes votes, Settings settings, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.SpreadStrength);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Clip, 0.01);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Reach);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxIterations, 1);
        return new BiasAndVarianceFit(votes, settings).Run(cancel);
    }
}
