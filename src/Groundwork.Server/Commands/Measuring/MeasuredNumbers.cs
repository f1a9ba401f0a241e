using System.Globalization;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Numeric;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>How far a numeric truth method is from known answers, and what it costs as <see cref="Cost"/> says; null is not known.</summary>
sealed record MeasuredNumbers(string Question, string Name, double? Rmse, double? Mae, long Known, long Iterations, double CpuSeconds, double PeakMb)
{
    internal static MeasuredNumbers Of(INumericTruthMethod method, VotesFile data, NumericVotes votes, CancellationToken cancel)
    {
        var (result, cost) = Cost.Of(() => method.Infer(votes, null, cancel));
        var error = NumericError.Of(result, [.. data.Known.Select(k => k == Accuracy.Unknown ? (double?)null : votes.Numbers[k])]);
        return new("label", method.Name, error.Rmse, error.Mae, error.N, result.Iterations, cost.CpuSeconds, cost.PeakMb);
    }

    internal string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Question,-20} {Name,-20} root mean square error {Show(Rmse)}, mean error {Show(Mae)} on {Known} known, {Iterations} iterations, {CpuSeconds:0.000} CPU s, {PeakMb:0} MB");
}
