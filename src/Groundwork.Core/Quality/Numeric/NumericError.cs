namespace Groundwork.Core.Quality.Numeric;

/// <summary>How far numbers are from known answers. See <c>docs/methods/numeric-error.md</c>.</summary>
/// <param name="Rmse">The root of the mean squared error; null if no answer is known.</param>
/// <param name="Mae">The mean absolute error; null if no answer is known.</param>
/// <param name="N">Number of tasks with a known answer and a number.</param>
public sealed record NumericError(double? Rmse, double? Mae, int N)
{
    /// <summary>Compares a result with known answers.</summary>
    /// <param name="result">The result of a numeric truth method.</param>
    /// <param name="known">The right number of each task, or null; length tasks.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static NumericError Of(NumericResult result, IReadOnlyList<double?> known)
    {
        if (known.Count != result.Values.Count)
            throw new ArgumentException($"{known.Count} known answers for {result.Values.Count} tasks.", nameof(known));
        var (squares, distances, n) = (0.0, 0.0, 0);
        for (var task = 0; task < known.Count; task++)
            if (result.Values[task] - known[task] is { } error)
            {
                squares += error * error;
                distances += Math.Abs(error);
                n++;
            }
        return n == 0 ? new NumericError(null, null, 0) : new NumericError(Math.Sqrt(squares / n), distances / n, n);
    }
}
