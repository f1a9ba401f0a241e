namespace Groundwork.Core.Quality;

/// <summary>What a truth method believes about every task, and how it came to it.</summary>
public sealed class TruthResult
{
    /// <summary>Two labels whose posteriors differ by no more than this are tied.</summary>
    public const double TieTolerance = 1e-9;

    readonly ReadOnlyMemory<double> posterior;

    /// <summary>Wraps a finished posterior.</summary>
    /// <param name="labelCount">Number of labels, at least 1.</param>
    /// <param name="posterior">Tasks × labels, row major; every row sums to 1. Not copied.</param>
    /// <exception cref="ArgumentException">The posterior's length is no multiple of the label count.</exception>
    public TruthResult(int labelCount, ReadOnlyMemory<double> posterior)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        if (posterior.Length % labelCount != 0)
            throw new ArgumentException($"{posterior.Length} values are no whole number of rows of {labelCount} labels.", nameof(posterior));
        LabelCount = labelCount;
        this.posterior = posterior;
    }

    /// <inheritdoc cref="TruthResult(int, ReadOnlyMemory{double})"/>
    public TruthResult(int labelCount, double[] posterior) : this(labelCount, posterior.AsMemory())
    {
    }

    /// <summary>Number of tasks.</summary>
    public int TaskCount => posterior.Length / LabelCount;

    /// <summary>Number of labels.</summary>
    public int LabelCount { get; }

    /// <summary>Probability of each label for each task; tasks × labels, row major, rows sum to 1.</summary>
    public ReadOnlySpan<double> Posterior => posterior.Span;

    /// <summary>Prevalence of each label that the method estimated; null where it has no such notion.</summary>
    public double[]? ClassPrior { get; init; }

    /// <summary>Expected share of right answers of each annotator, 0 … 1; null where the method does not model annotators.</summary>
    public double[]? Ability { get; init; }

    /// <summary>Iterations used; 0 for closed forms.</summary>
    public int Iterations { get; init; }

    /// <summary>Natural logarithm of the likelihood of the votes under the fitted model; null where there is no model.</summary>
    public double? LogLikelihood { get; init; }

    /// <summary>False if the iteration limit ended the fit.</summary>
    public bool Converged { get; init; } = true;

    /// <summary>The probability of each label for one task.</summary>
    public ReadOnlySpan<double> PosteriorOf(int task) => posterior.Span.Slice(task * LabelCount, LabelCount);

    /// <summary>The largest posterior of a task, 1 / labels … 1.</summary>
    public double ConfidenceOf(int task) => Max(PosteriorOf(task));

    /// <summary>
    /// Every label whose posterior is within <see cref="TieTolerance"/> of the largest, ascending: one label, or all tied ones.
    /// A tie is never broken here; who must show one label says by which rule.
    /// </summary>
    public int[] TopLabelsOf(int task) => TopLabels(PosteriorOf(task));

    /// <summary>The tied top labels of one row of probabilities, ascending.</summary>
    /// <param name="row">Probabilities, at least one.</param>
    public static int[] TopLabels(ReadOnlySpan<double> row)
    {
        var floor = Max(row) - TieTolerance;
        var count = 0;
        foreach (var p in row)
            if (p >= floor)
                count++;
        var top = new int[count];
        for (var (label, i) = (0, 0); label < row.Length; label++)
            if (row[label] >= floor)
                top[i++] = label;
        return top;
    }

    static double Max(ReadOnlySpan<double> row)
    {
        var max = row[0];
        foreach (var p in row)
            max = Math.Max(max, p);
        return max;
    }
}
