using System.Globalization;
using Groundwork.Core.Quality;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>How right a truth method is on a question, how sure, and what it costs as <see cref="Cost"/> says; null is not known.</summary>
sealed record MeasuredMethod(string Question, string Name, double? Accuracy, long Known, double? Ece, double? Brier, long Iterations, double? CpuSeconds, double? PeakMb)
{
    internal static MeasuredMethod Of(ITruthMethod method, VotesFile data, CancellationToken cancel)
    {
        var (result, cost) = Cost.Of(() => method.Infer(data.Table, null, cancel));
        var (accuracy, calibration) = (Core.Quality.Accuracy.Of(result, data.Known), Calibration.Of(result, data.Known));
        return new("label", method.Name, accuracy.Value, accuracy.N, calibration.Ece, calibration.Brier, result.Iterations, cost.CpuSeconds, cost.PeakMb);
    }

    internal string Line =>
        $"{Question,-20} {Name,-32} accuracy {Show(Accuracy)} on {Known} known, {Iterations} iterations"
        + (CpuSeconds is { } cpu ? string.Create(CultureInfo.InvariantCulture, $", calibration error {Show(Ece)}, Brier {Show(Brier)}, {cpu:0.000} CPU s, {PeakMb:0} MB") : "");
}
